/**
 * What happens in a channel while it is on the page. Pure. Whoever hears of it (a stream of events, a poll) calls
 * `apply` of useMessageWindow with what was heard; nothing else needs to be known of the window.
 */
import type { MessageView } from "../../../../core/api/reading.ts";
import { compareIds } from "../../../ui/format/ids.ts";
import { type MessageWindow, mostMessages, type PageNames, withNames } from "./messageWindow.ts";

export type ChannelChange =
  /** A message that is new, or as it is after an edit, a reaction, a bookmark. */
  | { kind: "message"; message: MessageView; names?: PageNames }
  /** `at`: ISO 8601. */
  | { kind: "deleted"; messageId: string; at: string }
  /** Nothing of it is left in the archive. */
  | { kind: "erased"; messageId: string };

/** The window after the changes, in their order; the same object when none of them concerns it. */
export function applyChanges(window: MessageWindow, changes: readonly ChannelChange[]): MessageWindow {
  return changes.reduce(applyChange, window);
}

function applyChange(window: MessageWindow, change: ChannelChange): MessageWindow {
  if (change.kind === "message") return placeMessage(window, change);
  const index = window.messages.findIndex(({ id }) => id === change.messageId);
  if (index < 0) return window;
  if (change.kind === "erased") return { ...window, messages: window.messages.toSpliced(index, 1) };
  const message = window.messages[index] as MessageView;
  if (message.deletedAt !== null) return window;
  return { ...window, messages: window.messages.with(index, { ...message, deletedAt: change.at }) };
}

/** In the place of what it was, or where its id belongs; what lies beyond the window only makes known that there is more. */
function placeMessage(
  window: MessageWindow,
  { message, names }: Extract<ChannelChange, { kind: "message" }>,
): MessageWindow {
  const named = names ? withNames(window, names) : window;
  const { messages } = named;
  const index = messages.findIndex(({ id }) => compareIds(id, message.id) >= 0);
  const there = messages[index];
  if (there?.id === message.id) {
    // A page knows what is missing before a message; an event does not.
    const kept = { ...message, gapBefore: there.gapBefore };
    return { ...named, messages: messages.with(index, kept) };
  }
  if (index === 0 && window.hasOlder) return window;
  if (index >= 0) return { ...named, messages: messages.toSpliced(index, 0, message) };
  if (window.hasNewer) return window;
  const all = [...messages, message];
  return {
    ...named,
    messages: all.slice(-mostMessages),
    hasOlder: window.hasOlder || all.length > mostMessages,
  };
}
