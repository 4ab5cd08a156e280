/** Discord channels and threads in the archive's shape: from the REST API's objects and from discord.js's cache. Pure. */
import { ChannelType, type GuildBasedChannel } from "discord.js";
import type { DirectoryChannel } from "../../../core/database/guilds/directory.ts";
import type { ChannelKind } from "../../../core/model/channel.ts";
import { RetryableError } from "../../../core/queue/errors.ts";
import { toStorableText } from "../../../core/storable.ts";
import type { Listing } from "../platform.ts";
import { toSetAside, UnusableItemError } from "../unusable.ts";
import { largestInt4, toCount, toFields, toId, toText } from "./fields.ts";

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

/**
 * A channel or thread as the REST API lists it. Throws UnusableItemError for what has no usable id or is of a type we
 * do not know; what else is odd has a sensible stand-in.
 */
export function toDirectoryChannel(raw: unknown, guildId: string): DirectoryChannel {
  const channel = toFields(raw);
  if (!channel) throw new UnusableItemError("not_an_object", null);
  const id = toId(channel.id);
  if (id === null) throw new UnusableItemError("no_usable_id", null);
  const kind = kinds[channel.type as ChannelType];
  if (!kind) throw new UnusableItemError("unknown_kind", id);
  const thread = toFields(channel.thread_metadata);
  return {
    id,
    guildId,
    parentId: toId(channel.parent_id),
    kind,
    name: toName(channel.name, id),
    topic: toText(channel.topic),
    position: toPosition(channel.position),
    nsfw: channel.nsfw === true,
    archived: thread?.archived === true,
    locked: thread?.locked === true,
    hasHistory: withHistory.has(kind),
    lastMessageId: toId(channel.last_message_id),
  };
}

/** A list of channels or threads: what can be used, and what is set aside. Throws RetryableError for what is no list. */
export function toListing(body: unknown, guildId: string, kind: "channel" | "thread"): Listing {
  if (!Array.isArray(body))
    throw new RetryableError("discord_unreadable", "Discord answered something that is no list of channels");
  const listing: Listing = { channels: [], setAside: [] };
  for (const raw of body as unknown[]) {
    try {
      listing.channels.push(toDirectoryChannel(raw, guildId));
    } catch (error) {
      if (!(error instanceof UnusableItemError)) throw error;
      listing.setAside.push(toSetAside(kind, raw, error, null));
    }
  }
  return listing;
}

/** A channel or thread as discord.js holds it, or null for a type we do not know. */
export function fromCache(channel: GuildBasedChannel): DirectoryChannel | null {
  const kind = kinds[channel.type];
  if (!kind) return null;
  return {
    id: channel.id,
    guildId: channel.guildId,
    parentId: toId(channel.parentId),
    kind,
    name: toName(channel.name, channel.id),
    topic: "topic" in channel ? toText(channel.topic) : null,
    position: "rawPosition" in channel ? toPosition(channel.rawPosition) : 0,
    nsfw: "nsfw" in channel && channel.nsfw,
    archived: channel.isThread() && channel.archived === true,
    locked: channel.isThread() && channel.locked === true,
    hasHistory: withHistory.has(kind),
    lastMessageId: "lastMessageId" in channel ? toId(channel.lastMessageId) : null,
  };
}

/** What has no name is known by its id. */
const toName = (value: unknown, id: string) => toStorableText(toText(value) ?? id);

const toPosition = (value: unknown) => toCount(value, largestInt4) ?? 0;
