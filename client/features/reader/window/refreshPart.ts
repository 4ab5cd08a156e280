/** Messages that were changed while they are on the page. Pure. */
import type { MessageView } from "../../../../core/api/reading.ts";
import type { IdRange } from "../../../../core/model/liveEvent.ts";
import { compareIds } from "../../../ui/format/ids.ts";
import { forgottenMessage } from "../forget/forgottenMessage.ts";
import type { MessageWindow } from "./messageWindow.ts";

/**
 * The window with what a page also holds as it is there; nothing is added. What was told to have changed and is not there any
 * more was forgotten, and only its place stays.
 */
export function refreshPart(
  window: MessageWindow,
  page: Pick<MessageWindow, "messages" | "people" | "channels" | "roles" | "topics" | "hasNewer">,
  /** What the page was asked for: from which message on, and what was told to have changed; null: anything. */
  asked: { fromId: string; ranges: readonly IdRange[] | null },
): MessageWindow {
  const anew = new Map(page.messages.map((message) => [message.id, message]));
  const upTo = page.hasNewer ? (page.messages.at(-1)?.id ?? asked.fromId) : null;
  const isGone = ({ id }: MessageView) =>
    compareIds(asked.fromId, id) <= 0 &&
    (upTo === null || compareIds(id, upTo) <= 0) &&
    (asked.ranges === null || isWithin(id, asked.ranges));
  return {
    ...window,
    messages: window.messages.map((message) => {
      const changed = anew.get(message.id);
      // What is missing around a message is known from the page it came with.
      if (changed) return { ...changed, gapBefore: message.gapBefore };
      return isGone(message) ? forgottenMessage(message) : message;
    }),
    people: { ...window.people, ...page.people },
    channels: { ...window.channels, ...page.channels },
    roles: { ...window.roles, ...page.roles },
    topics: { ...window.topics, ...page.topics },
  };
}

/** The first message on the page that lies in one of the ranges, or null. */
export function firstWithin(messages: MessageWindow["messages"], ranges: readonly IdRange[]): string | null {
  return messages.find(({ id }) => isWithin(id, ranges))?.id ?? null;
}

const isWithin = (id: string, ranges: readonly IdRange[]) =>
  ranges.some(([from, to]) => compareIds(from, id) <= 0 && compareIds(id, to) <= 0);
