/**
 * A message of DiscordChatExporter's JSON in the archive's shape; what stands in `extra` has the shape of Discord's API, as
 * if it had been fetched. Pure.
 */
import { posix } from "node:path";
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
} from "../../../../core/database/archive/messages.ts";
import type { MessageHistory } from "../../../../core/database/imports/history.ts";
import { snowflakeTimeMs } from "../../../../core/model/snowflake.ts";
import { isStorable, toStorable, toStorableText } from "../../../../core/storable.ts";
import { messageKind, withoutSignature } from "../../../platforms/discord/convert.ts";
import {
  type Fields,
  largestInt4,
  toCount,
  toFields,
  toId,
  toList,
  toText,
  toTime,
} from "../../../platforms/discord/fields.ts";
import { readExactMessage } from "../../exactMessage.ts";
import type { ImportedFile } from "../../export.ts";
import { ItemError } from "../../itemError.ts";
import { toApiEmbed, toStickerItems } from "./embed.ts";
import { iconHash } from "./place.ts";

/** MessageKind of DiscordChatExporter; kinds that it does not know are written as Discord's number. */
const types: Readonly<Record<string, number>> = {
  Default: 0,
  RecipientAdd: 1,
  RecipientRemove: 2,
  Call: 3,
  ChannelNameChange: 4,
  ChannelIconChange: 5,
  ChannelPinnedMessage: 6,
  GuildMemberJoin: 7,
  ThreadCreated: 18,
  Reply: 19,
};
/** Of these it writes a sentence of its own in place of the text. */
const retold = new Set([1, 2, 3, 4, 5, 6, 7, 18]);
const replyType = 19;

/** Where a message stands, for the addresses of its files. */
export interface DceContext {
  channelId: string;
  /** Folder of the export file within the export; "" at its top. */
  folder: string;
}

export interface ConvertedMessage {
  message: ArchiveMessage;
  authors: readonly ArchiveAuthor[];
  files: readonly ImportedFile[];
  history: MessageHistory | null;
}

/** Throws ItemError for what has no usable id. An author without one is nobody. */
export function convertDceMessage(raw: unknown, context: DceContext): ConvertedMessage {
  const fields = toFields(raw);
  const exact =
    fields?.backscroll === undefined
      ? null
      : readExactMessage(fields.backscroll, {
          messageId: toId(fields.id),
          format: "dce_json",
          folder: context.folder,
        });
  if (exact) return exact;
  if (!fields) throw new ItemError("not_an_object", "It is no object.");
  const id = toId(fields.id);
  if (id === null) throw new ItemError("no_usable_id", `It has no usable id: ${shown(fields.id)}.`);
  const type = types[toText(fields.type) ?? ""] ?? toCount(Number(fields.type ?? 0), largestInt4) ?? 0;
  const author = toAuthor(fields.author);
  const content = toStorableText(toText(fields.content) ?? "");
  const reference = toFields(fields.reference);
  const files: ImportedFile[] = [];
  const attachments = toList(fields.attachments).flatMap((each) => {
    const attachment = toAttachment(each, id, context, files);
    return attachment ? [attachment] : [];
  });
  return {
    message: {
      id,
      authorId: author?.id ?? null,
      kind: messageKind(type),
      content: retold.has(type) ? "" : content,
      createdAt: new Date(snowflakeTimeMs(id)),
      editedAt: toTime(fields.timestampEdited),
      replyToId: type === replyType ? toId(reference?.messageId) : null,
      topicId: null,
      albumId: null,
      attachments,
      reactions: uniqueReactions(toList(fields.reactions).flatMap(toReaction)),
      extra: toExtra(fields, type, retold.has(type) ? content : ""),
    },
    authors: author ? [author, ...toList(fields.mentions).flatMap((user) => toAuthor(user) ?? [])] : [],
    files,
    history: null,
  };
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 60) ?? "nothing";

/** Null for what has no usable id. The nickname is what people saw. */
export function toAuthor(raw: unknown): ArchiveAuthor | null {
  const user = toFields(raw);
  const id = toId(user?.id);
  if (!user || id === null) return null;
  const name = toText(user.name) ?? id;
  const discriminator = toText(user.discriminator);
  const nickname = toText(user.nickname);
  const isBot = user.isBot === true;
  const isWebhook = isBot && discriminator === "0000";
  const isOld = discriminator !== null && !/^0*$/.test(discriminator);
  return {
    id,
    name: toStorableText(isOld ? `${name}#${discriminator}` : name),
    displayName: nickname === null || nickname === name ? null : toStorableText(nickname),
    avatar: iconHash(toText(user.avatarUrl)),
    isBot,
    isWebhook,
  };
}

function toAttachment(
  raw: unknown,
  messageId: string,
  { channelId, folder }: DceContext,
  files: ImportedFile[],
): ArchiveAttachment | null {
  const fields = toFields(raw);
  const id = toId(fields?.id);
  if (!fields || id === null) return null;
  const fileName = toStorableText(toText(fields.fileName) ?? id);
  const url = toText(fields.url) ?? "";
  const isRemote = /^https?:\/\//i.test(url);
  // Exported with its media, the address is a path beside the export.
  if (!isRemote && url !== "")
    files.push({ messageId, item: id, source: { path: posix.join(folder, url.replaceAll("\\", "/")) } });
  return {
    id,
    fileName,
    contentType: null,
    sizeBytes: toCount(fields.fileSizeBytes, Number.MAX_SAFE_INTEGER) ?? 0,
    width: null,
    height: null,
    durationSeconds: null,
    description: null,
    isSpoiler: fileName.startsWith("SPOILER_"),
    url: toStorableText(isRemote ? withoutSignature(url) : attachmentUrl(channelId, id, fileName)),
  };
}

/** Where Discord keeps an attachment. */
export const attachmentUrl = (channelId: string, id: string, fileName: string): string =>
  `https://cdn.discordapp.com/attachments/${channelId}/${id}/${encodeURIComponent(fileName)}`;

function toReaction(raw: unknown): ArchiveReaction[] {
  const fields = toFields(raw);
  const emoji = toFields(fields?.emoji);
  const id = toId(emoji?.id);
  const name = toText(emoji?.name);
  if (!fields || !emoji || (id === null && !name)) return [];
  return [
    {
      emoji: toStorableText(id ? `${name ?? ""}:${id}` : (name ?? "")),
      emojiId: id,
      isAnimated: emoji.isAnimated === true,
      count: toCount(fields.count, largestInt4) ?? 0,
      burstCount: 0,
    },
  ];
}

/** One of each emoji, as the archive keeps them. */
export function uniqueReactions(reactions: readonly ArchiveReaction[]): ArchiveReaction[] {
  return reactions.length < 2
    ? [...reactions]
    : [...new Map(reactions.map((each) => [each.emoji, each])).values()];
}

/** Fields that stand elsewhere, or that say nothing of the message itself. */
const mapped = new Set([
  "id",
  "type",
  "timestamp",
  "timestampEdited",
  "callEndedTimestamp",
  "isPinned",
  "content",
  "author",
  "attachments",
  "embeds",
  "stickers",
  "reactions",
  "mentions",
  "reference",
  "forwardedMessage",
  "interaction",
  "inlineEmojis",
  "backscroll",
]);

/** `retoldContent`: the exporter's own sentence about a system message. */
function toExtra(message: Fields, type: number, retoldContent: string): Record<string, unknown> {
  const extra: Record<string, unknown> = { imported: "dce_json" };
  const embeds = toList(message.embeds).flatMap((embed) => toApiEmbed(embed) ?? []);
  if (embeds.length > 0) extra.embeds = embeds;
  const stickers = toStickerItems(message.stickers);
  if (stickers.length > 0) extra.sticker_items = stickers;
  if (message.isPinned === true) extra.pinned = true;
  const mentions = toList(message.mentions).flatMap((user) => toId(toFields(user)?.id) ?? []);
  if (mentions.length > 0) extra.mentions = mentions;
  const reference = toFields(message.reference);
  if (reference && type !== replyType) extra.message_reference = toReference(reference);
  const forwarded = toFields(message.forwardedMessage);
  if (forwarded) extra.message_snapshots = [{ message: toSnapshot(forwarded) }];
  const interaction = toFields(message.interaction);
  if (interaction) extra.interaction = interaction;
  if (typeof message.callEndedTimestamp === "string")
    extra.call = { ended_timestamp: message.callEndedTimestamp };
  if (retoldContent !== "") extra.export_content = retoldContent;
  const reactors = toReactors(message.reactions);
  if (reactors) extra.reaction_users = reactors;
  for (const key of Object.keys(message)) if (!mapped.has(key)) extra[key] = message[key];
  // A copy of what needs none would be made for every message.
  return isStorable(extra) ? extra : (toStorable(extra) as Record<string, unknown>);
}

const toReference = (reference: Fields) => ({
  ...(reference.type === "Forward" ? { type: 1 } : {}),
  message_id: toId(reference.messageId),
  channel_id: toId(reference.channelId),
  guild_id: toId(reference.guildId),
});

function toSnapshot(forwarded: Fields) {
  return {
    content: toText(forwarded.content) ?? "",
    timestamp: toText(forwarded.timestamp),
    edited_timestamp: toText(forwarded.timestampEdited),
    embeds: toList(forwarded.embeds).flatMap((embed) => toApiEmbed(embed) ?? []),
    attachments: toList(forwarded.attachments).flatMap((raw) => {
      const file = toFields(raw);
      return file
        ? {
            id: toId(file.id),
            filename: toText(file.fileName),
            size: toCount(file.fileSizeBytes, 2 ** 53),
            url: toText(file.url),
          }
        : [];
    }),
    sticker_items: toStickerItems(forwarded.stickers),
  };
}

/** Who gave each reaction, where the export says so; null when it does nowhere. */
function toReactors(reactions: unknown): Record<string, string[]> | null {
  const named = toList(reactions).flatMap((raw) => {
    const users = toList(toFields(raw)?.users).flatMap((user) => toId(toFields(user)?.id) ?? []);
    const [reaction] = toReaction(raw);
    return reaction && users.length > 0 ? [[reaction.emoji, users] as const] : [];
  });
  return named.length > 0 ? Object.fromEntries(named) : null;
}
