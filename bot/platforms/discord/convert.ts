/** Discord messages in the archive's shape: the one converter for history and live messages. Pure. */
import { type APIAttachment, type APIMessage, type APIReaction, type APIUser, MessageType } from "discord.js";
import type { ArchiveAuthor } from "../../../core/database/archive/authors.ts";
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
} from "../../../core/database/archive/messages.ts";

/** A message as Discord's API sends it. `content` is empty without the MESSAGE_CONTENT intent. */
export function toArchiveMessage(message: APIMessage): ArchiveMessage {
  return {
    id: message.id, // snowflakes stay strings: they exceed 2^53
    authorId: message.author.id,
    kind: messageKind(message.type),
    content: message.content,
    createdAt: new Date(message.timestamp),
    editedAt: message.edited_timestamp ? new Date(message.edited_timestamp) : null,
    replyToId: message.type === MessageType.Reply ? (message.message_reference?.message_id ?? null) : null,
    topicId: null,
    albumId: null,
    extra: extraOf(message),
    attachments: message.attachments.map(toArchiveAttachment),
    reactions: (message.reactions ?? []).map(toArchiveReaction),
  };
}

/** Everybody a message names, so that mentions can be shown as well: its author and those it mentions. */
export function toArchiveAuthors(message: APIMessage): ArchiveAuthor[] {
  return [
    toArchiveAuthor(message.author, isWebhookMessage(message)),
    ...message.mentions.map((user) => toArchiveAuthor(user, false)),
  ];
}

function toArchiveAuthor(user: APIUser, isWebhook: boolean): ArchiveAuthor {
  return {
    id: user.id,
    // Old bots still carry a discriminator, by which people know them ("0" = the new name system).
    name:
      user.discriminator && user.discriminator !== "0" && user.discriminator !== "0000"
        ? `${user.username}#${user.discriminator}`
        : user.username,
    displayName: user.global_name ?? null,
    avatar: user.avatar ?? null,
    isBot: user.bot === true || isWebhook,
    isWebhook,
  };
}

/** Sent by a webhook itself; answers of apps carry a webhook_id too, but have the app's bot as author. */
function isWebhookMessage(message: APIMessage): boolean {
  return message.webhook_id !== undefined && message.webhook_id === message.author.id;
}

/** Discord's name of the type in snake case, e.g. default, reply, user_join; `type_99` for one we do not know. */
export function messageKind(type: MessageType): string {
  const name: string | undefined = MessageType[type];
  return name?.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase() ?? `type_${String(type)}`;
}

function toArchiveAttachment(attachment: APIAttachment): ArchiveAttachment {
  return {
    id: attachment.id,
    fileName: attachment.filename,
    contentType: attachment.content_type ?? null,
    sizeBytes: attachment.size,
    width: attachment.width ?? null,
    height: attachment.height ?? null,
    durationSeconds: attachment.duration_secs ?? null,
    description: attachment.description ?? null,
    isSpoiler: attachment.filename.startsWith("SPOILER_"),
    url: withoutSignature(attachment.url),
  };
}

/** Attachment links expire after about a day; what remains without the signature names the file for good. */
export function withoutSignature(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return url;
  for (const parameter of ["ex", "is", "hm"]) parsed.searchParams.delete(parameter);
  return parsed.href.replace(/\?$/, "");
}

function toArchiveReaction(reaction: APIReaction): ArchiveReaction {
  const { id, name, animated } = reaction.emoji;
  return {
    emoji: id ? `${name ?? ""}:${id}` : (name ?? ""),
    emojiId: id ?? null,
    isAnimated: animated === true,
    count: reaction.count,
    burstCount: reaction.count_details.burst,
  };
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
function extraOf(message: APIMessage): Record<string, unknown> | null {
  const extra: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(message)) {
    if (!mappedFields.has(field) && !isEmpty(value)) extra[field] = value;
  }
  if (message.mentions.length > 0) extra.mentions = message.mentions.map((user) => user.id);
  if (message.thread) extra.thread_id = message.thread.id;
  if (message.message_reference && message.type !== MessageType.Reply)
    extra.message_reference = message.message_reference;
  if (isWebhookMessage(message))
    extra.webhook_author = { name: message.author.username, avatar: message.author.avatar };
  const files = message.attachments.flatMap((attachment) => {
    const rest = Object.entries(attachment).filter(
      ([field, value]) => !mappedAttachmentFields.has(field) && !isEmpty(value),
    );
    return rest.length > 0 ? [[attachment.id, Object.fromEntries(rest)] as const] : [];
  });
  if (files.length > 0) extra.attachment_details = Object.fromEntries(files);
  return Object.keys(extra).length > 0 ? extra : null;
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
