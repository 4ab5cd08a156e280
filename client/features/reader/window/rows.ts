/** What is drawn of a window, from top to bottom. Pure. */
import type { MessageView } from "../../../../core/api/reading.ts";
import type { MessageWindow } from "./messageWindow.ts";

/** One line of the page. */
export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "gap"; key: string; from: string; to: string }
  | {
      kind: "message";
      key: string;
      message: MessageView;
      /** All messages of its album, oldest first; empty for what is no album. */
      album: readonly MessageView[];
      /** Under the name of the message before it. */
      isGrouped: boolean;
    };

/** Within this time messages of one person stand under one name. */
const groupMs = 7 * 60_000;

const none: readonly MessageView[] = [];

/** Days are those of the reader's clock. An album is one line, by its first message. */
export function toRows({ messages, gapAfter }: Pick<MessageWindow, "messages" | "gapAfter">): Row[] {
  const rows: Row[] = [];
  let previous: MessageView | null = null;
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as MessageView;
    if (message.gapBefore) rows.push(gapRow(message.gapBefore));
    const isNewDay = !previous || dayOf(previous.createdAt) !== dayOf(message.createdAt);
    if (isNewDay) rows.push({ kind: "day", key: `day-${message.id}`, at: message.createdAt });
    const isGrouped =
      !isNewDay && !message.gapBefore && previous !== null && belongTogether(previous, message);
    const album = albumAt(messages, i);
    rows.push({ kind: "message", key: message.id, message, album, isGrouped });
    i += Math.max(0, album.length - 1);
    previous = messages[i] as MessageView;
  }
  if (gapAfter) rows.push(gapRow(gapAfter));
  return rows;
}

/** The messages of the album that begins at a place; those of others may lie between on the platform, not here. */
function albumAt(messages: readonly MessageView[], from: number): readonly MessageView[] {
  const { albumId, authorId } = messages[from] as MessageView;
  if (albumId === null) return none;
  let to = from + 1;
  while (messages[to]?.albumId === albumId && messages[to]?.authorId === authorId && !messages[to]?.gapBefore)
    to++;
  return to - from > 1 ? messages.slice(from, to) : none;
}

const gapRow = ([from, to]: [string, string]): Row => ({ kind: "gap", key: `gap-${from}`, from, to });

const dayOf = (time: string) => new Date(time).toDateString();

function belongTogether(previous: MessageView, message: MessageView): boolean {
  return (
    previous.authorId !== null &&
    previous.authorId === message.authorId &&
    previous.postedAs === message.postedAs &&
    previous.topicId === message.topicId &&
    previous.signature === message.signature &&
    message.replyTo === null &&
    isSaid(previous) &&
    isSaid(message) &&
    Date.parse(message.createdAt) - Date.parse(previous.createdAt) < groupMs
  );
}

const saidKinds = new Set(["default", "reply", "chat_input_command", "context_menu_command"]);

/** Said by somebody, unlike what the platform notes (joins, pins, boosts). */
export const isSaid = ({ kind }: Pick<MessageView, "kind">): boolean => saidKinds.has(kind);
