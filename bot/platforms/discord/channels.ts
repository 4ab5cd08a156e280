/** Discord channels and threads in the archive's shape: from the REST API's objects and from discord.js's cache. Pure. */
import { type APIChannel, type APIThreadChannel, ChannelType, type GuildBasedChannel } from "discord.js";
import type { DirectoryChannel } from "../../../core/database/guilds/directory.ts";
import type { ChannelKind } from "../../../core/model/channel.ts";

const kinds: Partial<Record<ChannelType, ChannelKind>> = {
  [ChannelType.GuildText]: "text",
  [ChannelType.GuildVoice]: "voice",
  [ChannelType.GuildCategory]: "category",
  [ChannelType.GuildAnnouncement]: "announcement",
  [ChannelType.AnnouncementThread]: "announcement_thread",
  [ChannelType.PublicThread]: "public_thread",
  [ChannelType.PrivateThread]: "private_thread",
  [ChannelType.GuildStageVoice]: "stage",
  [ChannelType.GuildDirectory]: "directory",
  [ChannelType.GuildForum]: "forum",
  [ChannelType.GuildMedia]: "media",
};

/** Kinds in which messages stand. Forums and media channels hold posts, which are threads. */
const withHistory = new Set<ChannelKind>([
  "text",
  "voice",
  "announcement",
  "stage",
  "announcement_thread",
  "public_thread",
  "private_thread",
]);
/** Kinds that can have archived threads or posts. */
const withThreads = new Set<ChannelKind>(["text", "announcement", "forum", "media"]);

export const canHaveThreads = (kind: ChannelKind) => withThreads.has(kind);
export const isThread = (kind: ChannelKind) => kind.endsWith("_thread");

/** A channel or thread as the REST API lists it, or null for a type we do not know. */
export function toDirectoryChannel(channel: APIChannel, guildId: string): DirectoryChannel | null {
  const kind = kinds[channel.type];
  if (!kind) return null;
  const thread = "thread_metadata" in channel ? (channel as APIThreadChannel).thread_metadata : undefined;
  return {
    id: channel.id,
    guildId,
    parentId: ("parent_id" in channel ? channel.parent_id : null) ?? null,
    kind,
    name: channel.name ?? channel.id,
    topic: ("topic" in channel ? channel.topic : null) ?? null,
    position: "position" in channel ? channel.position : 0,
    nsfw: "nsfw" in channel && channel.nsfw === true,
    archived: thread?.archived === true,
    locked: thread?.locked === true,
    hasHistory: withHistory.has(kind),
    lastMessageId: ("last_message_id" in channel ? channel.last_message_id : null) ?? null,
  };
}

/** A channel or thread as discord.js holds it, or null for a type we do not know. */
export function fromCache(channel: GuildBasedChannel): DirectoryChannel | null {
  const kind = kinds[channel.type];
  if (!kind) return null;
  return {
    id: channel.id,
    guildId: channel.guildId,
    parentId: channel.parentId,
    kind,
    name: channel.name,
    topic: "topic" in channel ? channel.topic : null,
    position: "rawPosition" in channel ? channel.rawPosition : 0,
    nsfw: "nsfw" in channel && channel.nsfw,
    archived: channel.isThread() && channel.archived === true,
    locked: channel.isThread() && channel.locked === true,
    hasHistory: withHistory.has(kind),
    lastMessageId: "lastMessageId" in channel ? channel.lastMessageId : null,
  };
}
