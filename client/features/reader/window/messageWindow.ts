/** The stretch of a channel that is on the page: it grows at the end one scrolls to and shrinks at the other. Pure. */
import type { MessagePageView, MessageView } from "../../../../core/api/reading.ts";
import { compareIds } from "../../../ui/format/ids.ts";

export interface MessageWindow extends MessagePageView {
  /** The message that was asked for; null when none was. */
  targetId: string | null;
}

/** Messages kept on the page: more make it slow, fewer let quick scrolling reach the end. */
export const mostMessages = 200;

export const openWindow = (page: MessagePageView, targetId: string | null): MessageWindow => ({
  ...page,
  targetId,
});

/** With an older page before it; the newest messages go when there are too many. */
export function addOlder(window: MessageWindow, page: MessagePageView): MessageWindow {
  const messages = [...page.messages, ...window.messages];
  const kept = messages.slice(0, mostMessages);
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
  const kept = messages.slice(-mostMessages);
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

/** Names of what has left the page stay: they are small, and it may come back. */
const withNames = (window: MessageWindow, page: MessagePageView): MessageWindow => ({
  ...window,
  people: { ...window.people, ...page.people },
  channels: { ...window.channels, ...page.channels },
  roles: { ...window.roles, ...page.roles },
});

/** One line of the page. */
export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "gap"; key: string; from: string; to: string }
  | { kind: "message"; key: string; message: MessageView; isGrouped: boolean };

/** Within this time messages of one person stand under one name. */
const groupMs = 7 * 60_000;

/** What is drawn, from top to bottom. Days are those of the reader's clock. */
export function toRows({ messages, gapAfter }: Pick<MessageWindow, "messages" | "gapAfter">): Row[] {
  const rows: Row[] = [];
  let previous: MessageView | null = null;
  for (const message of messages) {
    if (message.gapBefore) rows.push(gapRow(message.gapBefore));
    const isNewDay = !previous || dayOf(previous.createdAt) !== dayOf(message.createdAt);
    if (isNewDay) rows.push({ kind: "day", key: `day-${message.id}`, at: message.createdAt });
    const isGrouped =
      !isNewDay && !message.gapBefore && previous !== null && belongTogether(previous, message);
    rows.push({ kind: "message", key: message.id, message, isGrouped });
    previous = message;
  }
  if (gapAfter) rows.push(gapRow(gapAfter));
  return rows;
}

const gapRow = ([from, to]: [string, string]): Row => ({ kind: "gap", key: `gap-${from}`, from, to });

const dayOf = (time: string) => new Date(time).toDateString();

function belongTogether(previous: MessageView, message: MessageView): boolean {
  return (
    previous.authorId !== null &&
    previous.authorId === message.authorId &&
    previous.postedAs === message.postedAs &&
    message.replyTo === null &&
    isSaid(previous) &&
    isSaid(message) &&
    Date.parse(message.createdAt) - Date.parse(previous.createdAt) < groupMs
  );
}

const saidKinds = new Set(["default", "reply", "chat_input_command", "context_menu_command"]);

/** Said by somebody, unlike what the platform notes (joins, pins, boosts). */
export const isSaid = ({ kind }: MessageView): boolean => saidKinds.has(kind);
