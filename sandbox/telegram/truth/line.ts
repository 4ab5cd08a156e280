import type { Tl } from "../tl/writer.ts";
import { type Facts, type FileKind, fileOf } from "../world/facts.ts";
import { isChat, markedId } from "../world/model.ts";

/** What a message truly is, whatever any client was shown of it. Ids of peers are those of the Bot API (`-100…`). */
export interface TruthMessage {
  id: number;
  chatId: string;
  /** The channel's own id for its posts. */
  fromId: string;
  /** Service messages: the constructor, e.g. `messageActionPinMessage`. Null else. */
  action: string | null;
  /** Unix seconds. */
  date: number;
  /** Unix seconds of the last edit that is shown, or null. */
  editDate: number | null;
  text: string;
  entities: { type: string; offset: number; length: number }[];
  replyToId: number | null;
  /** The topic, or the first message of the thread, where the reply header names one. */
  topId: number | null;
  forumTopic: boolean;
  /** Decimal; null outside albums. */
  albumId: string | null;
  media: string | null;
  file: { id: string; kind: FileKind; name: string | null; mime: string; sizeBytes: number } | null;
  forwardFromId: string | null;
  forwardFromName: string | null;
  forwardPostId: number | null;
  /** Of a post's copy in its discussion group: the post. */
  discussedPostId: number | null;
  /** By itself, whatever holds for its chat. */
  isProtected: boolean;
  pinned: boolean;
  views: number;
  forwards: number;
  reactions: { emoji: string; count: number }[];
}

/** Separates the fields of a canonical line: the ASCII unit separator, which no field contains. */
const SEPARATOR = "\u001f";

/** The truth about one message. */
export function toTruth(facts: Facts): TruthMessage {
  const { chat, from, forward } = facts;
  const file = fileOf(facts);
  const forumTopic = facts.reply?.forumTopic ?? false;
  return {
    id: facts.id,
    chatId: markedId(chat),
    fromId: from === null ? markedId(chat) : isChat(from) ? markedId(from) : String(from.id),
    action: facts.action?._ ?? null,
    date: facts.dateS,
    editDate: facts.editedS > 0 && !facts.editHidden ? facts.editedS : null,
    text: facts.text,
    entities: facts.entities.map(toTruthEntity),
    // A topic's messages name the topic as what they answer, unless they answer one of its messages.
    replyToId: facts.reply && !(forumTopic && facts.reply.topId === null) ? facts.reply.id : null,
    topId: facts.reply ? (facts.reply.topId ?? (forumTopic ? facts.reply.id : null)) : null,
    forumTopic,
    albumId: facts.albumId === null ? null : String(facts.albumId),
    media: facts.media ? (file?.kind ?? facts.media.kind) : null,
    file: file && {
      id: String(file.id),
      kind: file.kind,
      name: file.name,
      mime: file.mime,
      sizeBytes: file.sizeBytes,
    },
    forwardFromId: forward?.from
      ? isChat(forward.from)
        ? markedId(forward.from)
        : String(forward.from.id)
      : null,
    forwardFromName: forward?.fromName ?? null,
    forwardPostId: forward?.post ?? null,
    discussedPostId: forward?.savedFrom?.id ?? null,
    isProtected: facts.isProtected,
    pinned: chat.pins.has(facts.id),
    views: facts.views,
    forwards: facts.forwards,
    reactions: facts.reactions
      .map(({ emoji, count }) => ({ emoji: String(emoji), count }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.emoji), Buffer.from(b.emoji))),
  };
}

function toTruthEntity(entity: Tl) {
  return {
    type: entity._.replace("messageEntity", "").toLowerCase(),
    offset: entity.offset as number,
    length: entity.length as number,
  };
}

/**
 * The message as one text, the same wherever it is computed: id, sender, service action, date, date of edit,
 * answered message, topic or thread, album, text, entities `type:offset:length`, media `kind:size` (size of
 * files only), forward `sender or name`, reactions `emoji=count`; lists joined by commas, nothing for null.
 */
export function canonicalLine(message: TruthMessage): string {
  const { file } = message;
  return [
    message.id,
    message.fromId,
    message.action ?? "",
    message.date,
    message.editDate ?? "",
    message.replyToId ?? "",
    message.topId ?? "",
    message.albumId ?? "",
    message.text,
    message.entities.map(({ type, offset, length }) => `${type}:${offset}:${length}`).join(","),
    file ? `${file.kind}:${file.sizeBytes}` : (message.media ?? ""),
    message.forwardFromId ?? message.forwardFromName ?? "",
    message.reactions.map(({ emoji, count }) => `${emoji}=${count}`).join(","),
  ].join(SEPARATOR);
}
