import { type MessageFacts, MessageType } from "../world/facts.ts";
import { compareIds } from "../world/snowflake.ts";

/** What a message truly is, whatever any bot was shown of it. */
export interface TruthMessage {
  id: string;
  channelId: string;
  /** A webhook's id for messages of webhooks. */
  authorId: string;
  /** Discord's message type number. */
  type: number;
  content: string;
  /** Unix time (ms). */
  timestampMs: number;
  /** Unix time (ms) of the last edit, or null. */
  editedMs: number | null;
  /** The message answered: of type 19 (reply) only. Null else. */
  replyToId: string | null;
  /** `message_reference.message_id` whatever the type: replies, pins, thread starters, forwards, poll results. */
  referenceId: string | null;
  pinned: boolean;
  /** In ascending order of id. */
  attachments: { id: string; filename: string; sizeBytes: number }[];
  /** `emoji` is a custom emoji's id or a Unicode emoji; in ascending order of it. */
  reactions: { emoji: string; count: number }[];
}

/** Separates the fields of a canonical line: the ASCII unit separator, which no field contains. */
const SEPARATOR = "\u001f";

/** The truth about one message. */
export function toTruth(facts: MessageFacts): TruthMessage {
  const referenceId = facts.reference?.messageId ?? null;
  return {
    id: facts.id,
    channelId: facts.channel.id,
    authorId: facts.author.id,
    type: facts.type,
    content: facts.content,
    timestampMs: facts.ms,
    editedMs: facts.editedMs > 0 ? facts.editedMs : null,
    replyToId: facts.type === MessageType.reply ? referenceId : null,
    referenceId,
    pinned: facts.channel.pins.has(facts.id),
    attachments: facts.attachments
      .map(({ id, filename, sizeBytes }) => ({ id, filename, sizeBytes }))
      .sort((a, b) => compareIds(a.id, b.id)),
    reactions: facts.reactions
      .map(({ emoji, normal, burst }) => ({ emoji: emoji.id ?? emoji.name, count: normal + burst }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.emoji), Buffer.from(b.emoji))),
  };
}

/**
 * The message as one text, the same wherever it is computed: id, author, type, time (ms), time of edit (ms
 * or empty), answered message (or empty), content, attachments `id:filename:size` and reactions
 * `emoji=count`, both joined by commas in ascending order (ids as numbers, emoji bytewise), all separated by
 * U+001F. The README has it in SQL.
 */
export function canonicalLine(message: TruthMessage): string {
  return [
    message.id,
    message.authorId,
    message.type,
    message.timestampMs,
    message.editedMs ?? "",
    message.replyToId ?? "",
    message.content,
    message.attachments.map(({ id, filename, sizeBytes }) => `${id}:${filename}:${sizeBytes}`).join(","),
    message.reactions.map(({ emoji, count }) => `${emoji}=${count}`).join(","),
  ].join(SEPARATOR);
}
