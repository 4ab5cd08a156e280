/**
 * Discord messages in the archive's shape: the one converter for history and live messages. Pure.
 *
 * It believes nothing of what it is given. What makes sense in spite of a flaw is kept, and how it was sent then stands
 * in `extra.as_sent` (path → JSON text); only what has no usable id or author is refused.
 */
import { MessageType } from "discord.js";
import type { ArchiveAuthor } from "../../../core/database/archive/authors.ts";
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
} from "../../../core/database/archive/messages.ts";
import { snowflakeTimeMs } from "../../../core/model/snowflake.ts";
import { isStorable, isStorableText, toRawText, toStorable, toStorableText } from "../../../core/storable.ts";
import { UnusableItemError } from "../unusable.ts";
import { type Fields, largestInt4, toCount, toFields, toId, toList, toText, toTime } from "./fields.ts";

/** What could not be kept as it was sent: JSON text by path. */
class AsSent {
  #texts: [string, string][] | null = null; // none in nearly every message

  note(path: string, value: unknown): void {
    (this.#texts ??= []).push([path, toRawText(value)]);
  }

  /** Null when everything was kept. */
  get texts(): Record<string, string> | null {
    return this.#texts && Object.fromEntries(this.#texts);
  }
}

/**
 * A message as Discord's API sends it. `content` is empty without the MESSAGE_CONTENT intent. Throws UnusableItemError for what
 * has no usable id or author.
 */
export function toArchiveMessage(raw: unknown): ArchiveMessage {
  return convertMessage(readIdentity(raw));
}

/** Everybody a message names, so that mentions can be shown as well: its author and those it mentions. */
export function toArchiveAuthors(raw: unknown): ArchiveAuthor[] {
  return convertAuthors(readIdentity(raw));
}

/** Both at once, for pages. */
export function convertItem(raw: unknown): { message: ArchiveMessage; authors: ArchiveAuthor[] } {
  const identity = readIdentity(raw);
  return { message: convertMessage(identity), authors: convertAuthors(identity) };
}

function convertMessage({ message, id, author }: Identity): ArchiveMessage {
  const asSent = new AsSent();
  const attachments = readAttachments(message, asSent);
  const reactions = readReactions(message, asSent);
  const type = typeof message.type === "number" && Number.isInteger(message.type) ? message.type : null;
  if (type === null) asSent.note("type", message.type);
  return {
    id, // snowflakes stay strings: they exceed 2^53
    authorId: author.id,
    kind: messageKind(type ?? MessageType.Default),
    content: readContent(message, asSent),
    createdAt: readTime(message, id, asSent),
    editedAt: readEditTime(message, asSent),
    replyToId: type === MessageType.Reply ? readReplyTo(message, asSent) : null,
    topicId: null,
    albumId: null,
    attachments,
    reactions,
    extra: readExtra(message, author, type, asSent), // last: it takes in what the others noted
  };
}

function convertAuthors({ message, author }: Identity): ArchiveAuthor[] {
  const authors = [toArchiveAuthor(author, isWebhookMessage(message, author))];
  for (const mention of toList(message.mentions)) {
    const user = readUser(mention);
    if (user) authors.push(toArchiveAuthor(user, false));
  }
  return authors;
}

/** A user as events of members carry it. Throws UnusableItemError without a usable id. */
export function toArchiveUser(raw: unknown): ArchiveAuthor {
  const user = readUser(raw);
  if (!user) throw new UnusableItemError("no_usable_author", null);
  return toArchiveAuthor(user, false);
}

/** A user object whose id can be used. */
type User = Fields & { id: string };

function readUser(value: unknown): User | null {
  const user = toFields(value);
  const id = user && toId(user.id);
  if (!user || id === null) return null;
  return user.id === id ? (user as User) : { ...user, id };
}

interface Identity {
  message: Fields;
  id: string;
  author: User;
}

function readIdentity(raw: unknown): Identity {
  const message = toFields(raw);
  if (!message) throw new UnusableItemError("not_an_object", null);
  const id = toId(message.id);
  if (id === null) throw new UnusableItemError("no_usable_id", null);
  const author = readUser(message.author);
  if (!author) throw new UnusableItemError("no_usable_author", id);
  return { message, id, author };
}

function toArchiveAuthor(user: User, isWebhook: boolean): ArchiveAuthor {
  const name = toText(user.username) ?? user.id; // an author nobody can name is known by the id
  const discriminator = toText(user.discriminator);
  return {
    id: user.id,
    // Old bots still carry a discriminator, by which people know them ("0" = the new name system).
    name:
      discriminator && discriminator !== "0" && discriminator !== "0000" ? `${name}#${discriminator}` : name,
    displayName: toText(user.global_name),
    avatar: toText(user.avatar),
    isBot: user.bot === true || isWebhook,
    isWebhook,
  };
}

/** Sent by a webhook itself; answers of apps carry a webhook_id too, but have the app's bot as author. */
function isWebhookMessage(message: Fields, author: User): boolean {
  return message.webhook_id !== undefined && message.webhook_id === author.id;
}

/** Names by type: made once, since every message asks for one. */
const kindNames = new Map(
  Object.entries(MessageType).flatMap(([name, type]) =>
    typeof type === "number"
      ? [[type, name.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase()] as const]
      : [],
  ),
);

/** Discord's name of the type in snake case, e.g. default, reply, user_join; `type_99` for one we do not know. */
export function messageKind(type: MessageType): string {
  return kindNames.get(type) ?? `type_${String(type)}`;
}

function readContent({ content }: Fields, asSent: AsSent): string {
  if (typeof content === "string" && isStorableText(content)) return content;
  if (content !== undefined) asSent.note("content", content);
  return typeof content === "string" ? toStorableText(content) : "";
}

/** Without a time that makes sense, the one the id carries: a snowflake is made when the message is. */
function readTime({ timestamp }: Fields, id: string, asSent: AsSent): Date {
  const time = toTime(timestamp);
  if (time) return time;
  asSent.note("timestamp", timestamp);
  return new Date(snowflakeTimeMs(id));
}

function readEditTime({ edited_timestamp }: Fields, asSent: AsSent): Date | null {
  if (edited_timestamp === null || edited_timestamp === undefined) return null;
  const time = toTime(edited_timestamp);
  if (!time) asSent.note("edited_timestamp", edited_timestamp);
  return time;
}

function readReplyTo({ message_reference }: Fields, asSent: AsSent): string | null {
  const reference = toFields(message_reference);
  const id = toId(reference?.message_id);
  const isAbsent = message_reference === undefined || (reference && reference.message_id === undefined);
  if (id === null && !isAbsent) asSent.note("message_reference", message_reference);
  return id;
}

function readAttachments({ attachments }: Fields, asSent: AsSent): ArchiveAttachment[] {
  noteUnlessList("attachments", attachments, asSent);
  return toList(attachments).flatMap((raw, index) => {
    const fields = toFields(raw);
    const id = toId(fields?.id);
    if (!fields || id === null) {
      asSent.note(`attachments.${index}`, raw);
      return [];
    }
    const { attachment, isExact } = toArchiveAttachment(fields, id);
    if (!isExact) asSent.note(`attachments.${index}`, raw);
    return attachment;
  });
}

/** `isExact` is false when a field could not be kept as it was sent. */
function toArchiveAttachment(
  fields: Fields,
  id: string,
): { attachment: ArchiveAttachment; isExact: boolean } {
  const fileName = toText(fields.filename) ?? id;
  const sizeBytes = toCount(fields.size, Number.MAX_SAFE_INTEGER) ?? 0;
  const width = toCount(fields.width, largestInt4);
  const height = toCount(fields.height, largestInt4);
  const durationSeconds = toSeconds(fields.duration_secs);
  const url = toText(fields.url) ?? "";
  const contentType = toText(fields.content_type);
  const description = toText(fields.description);
  const isExact =
    fileName === fields.filename &&
    sizeBytes === fields.size &&
    width === (fields.width ?? null) &&
    height === (fields.height ?? null) &&
    durationSeconds === (fields.duration_secs ?? null) &&
    url === fields.url &&
    contentType === (fields.content_type ?? null) &&
    description === (fields.description ?? null) &&
    isStorableText(fileName) &&
    isStorableText(url) &&
    (description === null || isStorableText(description));
  const isSpoiler = fileName.startsWith("SPOILER_");
  return {
    attachment: {
      id,
      fileName,
      contentType,
      sizeBytes,
      width,
      height,
      durationSeconds,
      description,
      isSpoiler,
      url: withoutSignature(url),
    },
    isExact,
  };
}

/** Seconds that fit a real; no recording lasts longer. */
function toSeconds(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) < 1e9 ? value : null;
}

/** Attachment links expire after about a day; what remains without the signature names the file for good. */
export function withoutSignature(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return url;
  for (const parameter of ["ex", "is", "hm"]) parsed.searchParams.delete(parameter);
  return parsed.href.replace(/\?$/, "");
}

function readReactions({ reactions }: Fields, asSent: AsSent): ArchiveReaction[] {
  if (reactions === undefined) return []; // left out where there are none
  noteUnlessList("reactions", reactions, asSent);
  return toList(reactions).flatMap((raw, index) => {
    const fields = toFields(raw);
    const emoji = toFields(fields?.emoji);
    const id = toId(emoji?.id);
    const name = toText(emoji?.name);
    const count = toCount(fields?.count, largestInt4);
    const burst = toFields(fields?.count_details)?.burst;
    const burstCount = toCount(burst, largestInt4) ?? 0;
    const isUsable = fields && emoji && (id !== null || name !== null);
    const isExact =
      isUsable && count === fields.count && burstCount === (burst ?? 0) && isStorableText(name ?? "");
    if (!isExact) asSent.note(`reactions.${index}`, raw);
    if (!isUsable) return [];
    return {
      emoji: id ? `${name ?? ""}:${id}` : (name ?? ""),
      emojiId: id,
      isAnimated: emoji.animated === true,
      count: count ?? 0,
      burstCount,
    };
  });
}

/** A list that is left out, or no list at all, counts as empty. */
function noteUnlessList(path: string, value: unknown, asSent: AsSent): void {
  if (value !== undefined && !Array.isArray(value)) asSent.note(path, value);
}

/** Fields that stand in columns of their own, or that say nothing about the message. */
const mappedFields = new Set([
  "id",
  "channel_id",
  "guild_id",
  "author",
  "content",
  "timestamp",
  "edited_timestamp",
  "type",
  "attachments",
  "reactions",
  "referenced_message",
  "mentions",
  "nonce",
  "member",
  "thread",
  "message_reference",
]);
const mappedAttachmentFields = new Set([
  "id",
  "filename",
  "content_type",
  "size",
  "width",
  "height",
  "duration_secs",
  "description",
  "url",
  "proxy_url",
]);

/** All other fields as Discord sent them, empty ones left out; null when none is left. */
function readExtra(
  message: Fields,
  author: User,
  type: number | null,
  asSent: AsSent,
): Record<string, unknown> | null {
  const extra: [string, unknown][] = [];
  for (const field of Object.keys(message)) {
    if (!mappedFields.has(field) && !isEmpty(message[field])) keep(extra, asSent, field, message[field]);
  }
  const mentions = readMentionIds(message, asSent);
  if (mentions.length > 0) extra.push(["mentions", mentions]);
  if (message.thread !== undefined && message.thread !== null) {
    const threadId = toId(toFields(message.thread)?.id);
    if (threadId === null) asSent.note("thread", message.thread);
    else extra.push(["thread_id", threadId]);
  }
  if (message.message_reference && type !== MessageType.Reply)
    keep(extra, asSent, "message_reference", message.message_reference);
  if (isWebhookMessage(message, author))
    keep(extra, asSent, "webhook_author", { name: author.username, avatar: author.avatar });
  if (typeof author.username !== "string") asSent.note("author", message.author);
  const files = attachmentDetails(message);
  if (files) keep(extra, asSent, "attachment_details", files);
  const { texts } = asSent;
  if (texts) extra.push(["as_sent", texts]);
  return extra.length > 0 ? Object.fromEntries(extra) : null;
}

/** Fields are kept as they are unless PostgreSQL would refuse them. */
function keep(extra: [string, unknown][], asSent: AsSent, field: string, value: unknown): void {
  if (isStorableText(field) && isStorable(value)) {
    extra.push([field, value]);
    return;
  }
  extra.push([toStorableText(field), toStorable(value)]);
  asSent.note(toStorableText(field), value);
}

const none: readonly string[] = [];

function readMentionIds({ mentions }: Fields, asSent: AsSent): readonly string[] {
  noteUnlessList("mentions", mentions, asSent);
  if (toList(mentions).length === 0) return none;
  return toList(mentions).flatMap((raw, index) => {
    const id = toId(toFields(raw)?.id);
    if (id !== null) return id;
    asSent.note(`mentions.${index}`, raw);
    return [];
  });
}

/** What else is known of the files, by their ids; null when nothing. */
function attachmentDetails({ attachments }: Fields): Record<string, unknown> | null {
  const details = toList(attachments).flatMap((raw) => {
    const fields = toFields(raw);
    const id = toId(fields?.id);
    if (!fields || id === null) return [];
    const rest = Object.entries(fields).filter(
      ([field, value]) => !mappedAttachmentFields.has(field) && !isEmpty(value),
    );
    return rest.length > 0 ? [[id, Object.fromEntries(rest)] as const] : [];
  });
  return details.length > 0 ? Object.fromEntries(details) : null;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}
