/** The stretch of a channel that is on the page: it grows at the end one scrolls to and shrinks at the other. Pure. */
import type { MessagePageView, MessageView } from "../../../../core/api/reading.ts";
import { compareIds } from "../../../ui/format/ids.ts";

export interface MessageWindow extends MessagePageView {
  /** The message that was asked for; null when none was. */
  targetId: string | null;
}

/** Messages kept on the page: more make it slow, fewer let quick scrolling reach the end. */
export const mostMessages = 200;

/** Lines on the page, at most: each may be a message, the day that begins with it, or a gap before it. */
const mostRows = 280;

/** How many messages of a list have room on the page, from its beginning on; at least one. */
function fitting(messages: readonly MessageView[]): number {
  let rows = 0;
  let day = "";
  for (let count = 0; count < messages.length; count++) {
    const { createdAt, gapBefore } = messages[count] as MessageView;
    const isNewDay = createdAt.slice(0, 10) !== day;
    day = createdAt.slice(0, 10);
    rows += 1 + (isNewDay ? 1 : 0) + (gapBefore ? 1 : 0);
    if (count === mostMessages || rows > mostRows) return Math.max(1, count);
  }
  return messages.length;
}

export const openWindow = (page: MessagePageView, targetId: string | null): MessageWindow => ({
  ...page,
  targetId,
});

/** With an older page before it; the newest messages go when there are too many. */
export function addOlder(window: MessageWindow, page: MessagePageView): MessageWindow {
  const messages = [...page.messages, ...window.messages];
  const kept = messages.slice(0, fitting(messages));
  const isCut = kept.length < messages.length;
  return {
    ...withNames(window, page),
    messages: kept,
    hasOlder: page.hasOlder,
    hasNewer: window.hasNewer || isCut,
    gapAfter: isCut ? null : window.gapAfter,
  };
}

/** With a newer page after it; the oldest messages go when there are too many. */
export function addNewer(window: MessageWindow, page: MessagePageView): MessageWindow {
  const messages = [...window.messages, ...page.messages];
  const kept = messages.slice(-fitting(messages.toReversed()));
  return {
    ...withNames(window, page),
    messages: kept,
    hasOlder: window.hasOlder || kept.length < messages.length,
    hasNewer: page.hasNewer,
    gapAfter: page.gapAfter,
  };
}

/**
 * With the channel's newest page as it is now: what both hold is taken from the page (edits, reactions, deletions).
 * When more was said meanwhile than the page holds, the window only learns that there is newer.
 */
export function refreshNewest(window: MessageWindow, page: MessagePageView): MessageWindow {
  const oldest = page.messages[0];
  const newest = window.messages.at(-1);
  if (!oldest || !newest) return { ...page, targetId: window.targetId };
  if (compareIds(newest.id, oldest.id) < 0 && page.hasOlder) {
    return { ...window, channel: page.channel, hasNewer: true, gapAfter: null };
  }
  const older = window.messages.filter(({ id }) => compareIds(id, oldest.id) < 0);
  return {
    ...withNames(window, page),
    channel: page.channel,
    messages: [...older, ...page.messages].slice(-mostMessages),
    hasOlder: older.length > 0 ? window.hasOlder : page.hasOlder,
    hasNewer: page.hasNewer,
    gapAfter: page.gapAfter,
  };
}

/** Names of what has left the page stay a while: it may come back. */
export const withNames = (window: MessageWindow, page: PageNames): MessageWindow => ({
  ...window,
  people: joined(window.people, page.people),
  channels: joined(window.channels, page.channels),
  roles: joined(window.roles, page.roles),
  emoji: joined(window.emoji, page.emoji),
});

export type PageNames = Pick<MessagePageView, "people" | "channels" | "roles" | "emoji">;

/** Names kept at most: through hours of scrolling they would grow without end. */
const mostNames = 2_000;

function joined<Value>(
  known: Record<string, Value>,
  more: Readonly<Record<string, Value>>,
): Record<string, Value> {
  // The same object while nothing is new: all texts of a page are drawn anew for another one.
  if (Object.entries(more).every(([id, value]) => isSame(known[id], value))) return known;
  // The last that came are the last to go.
  const all = Object.entries({ ...known, ...more });
  if (all.length <= mostNames) return Object.fromEntries(all);
  const kept = new Set([...Object.keys(known).slice(-mostNames / 2), ...Object.keys(more)]);
  return Object.fromEntries(all.filter(([id]) => kept.has(id)));
}

const isSame = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
