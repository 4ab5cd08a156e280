/** Messages that were changed while they are on the page. Pure. */
import type { IdRange } from "../../../../core/model/liveEvent.ts";
import { compareIds } from "../../../ui/format/ids.ts";
import type { MessageWindow } from "./messageWindow.ts";

/** The window with what a page also holds as it is there; nothing is added or removed. */
export function refreshPart(
  window: MessageWindow,
  page: Pick<MessageWindow, "messages" | "people" | "channels" | "roles" | "topics">,
): MessageWindow {
  const anew = new Map(page.messages.map((message) => [message.id, message]));
  return {
    ...window,
    messages: window.messages.map((message) => {
      const changed = anew.get(message.id);
      // What is missing around a message is known from the page it came with.
      return changed ? { ...changed, gapBefore: message.gapBefore } : message;
    }),
    people: { ...window.people, ...page.people },
    channels: { ...window.channels, ...page.channels },
    roles: { ...window.roles, ...page.roles },
    topics: { ...window.topics, ...page.topics },
  };
}

/** The first message on the page that lies in one of the ranges, or null. */
export function firstWithin(messages: MessageWindow["messages"], ranges: readonly IdRange[]): string | null {
  const found = messages.find(({ id }) =>
    ranges.some(([from, to]) => compareIds(from, id) <= 0 && compareIds(id, to) <= 0),
  );
  return found?.id ?? null;
}
