/** Where the messages of a DiscordChatExporter export stand. Pure. */
import type { ChannelKind } from "../../../../core/model/channel.ts";
import { snowflakeAt } from "../../../../core/model/snowflake.ts";
import { type Fields, toFields, toId, toText, toTime } from "../../../platforms/discord/fields.ts";
import type { ImportPlace } from "../../export.ts";
import { partitionOf } from "../../read/exportFile.ts";

/** ChannelKind of DiscordChatExporter by its name, and by the names of earlier versions. */
const kinds: Readonly<Record<string, ChannelKind>> = {
  GuildTextChat: "text",
  DirectTextChat: "chat",
  GuildVoiceChat: "voice",
  DirectGroupTextChat: "chat",
  GuildCategory: "category",
  GuildNews: "announcement",
  GuildNewsThread: "announcement_thread",
  GuildPublicThread: "public_thread",
  GuildPrivateThread: "private_thread",
  GuildStageVoice: "stage",
  GuildDirectory: "directory",
  GuildForum: "forum",
  GuildMedia: "media",
};

/** Direct messages have no server: they stand together under one of ours, below every real id. */
export const directMessages = {
  id: "1000000000000000",
  kind: "direct",
  name: "Direct messages",
  icon: null,
};

/** Null when the channel has no usable id. */
export function toPlace(guild: Fields | null, channel: Fields | null): ImportPlace | null {
  const id = toId(channel?.id);
  if (!channel || id === null) return null;
  const guildId = toId(guild?.id);
  const parentId = toId(channel.categoryId);
  return {
    platform: "discord",
    guild:
      guildId === null
        ? directMessages
        : {
            id: guildId,
            kind: "server",
            name: toText(guild?.name) ?? guildId,
            icon: iconHash(toText(guild?.iconUrl)),
          },
    channel: {
      id,
      // The category of a thread is the channel it hangs on: "Original schema did not account for threads".
      parentId: guildId === null ? null : parentId,
      parentName: toText(channel.category),
      kind: kinds[toText(channel.type) ?? ""] ?? "text",
      name: toText(channel.name) ?? id,
      topic: toText(channel.topic),
      nsfw: false,
    },
  };
}

/** The hash within the address of an icon; null for the picture that stands in for none. */
export function iconHash(url: string | null): string | null {
  return url?.match(/\/(?:icons|avatars)\/\d+\/((?:a_)?[0-9a-f]{32})\b/)?.[1] ?? null;
}

/**
 * From which id on the export holds everything, should it be complete. Its parts after the first one go on where the one before
 * ended; null says so.
 */
export function rangeFrom(dateRange: unknown, path: string): string | null {
  if (partitionOf(path).number > 1) return null;
  const range = toFields(dateRange);
  if (!range) return null;
  if (range.after === null || range.after === undefined) return "0";
  const after = toTime(range.after);
  return after && String(snowflakeAt(after.getTime()));
}
