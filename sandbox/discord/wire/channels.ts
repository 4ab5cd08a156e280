import { countEver, countMessages } from "../world/messages.ts";
import { type Channel, ChannelKind, type ThreadState } from "../world/model.ts";
import { isoTime, isoTimeOrNull } from "./time.ts";

/** A channel or thread as the API writes it. With `userId`, a thread tells whether that user joined it. */
export function toApiChannel(channel: Channel, userId?: string): Record<string, unknown> {
  return channel.thread ? toApiThread(channel, channel.thread, userId) : toApiGuildChannel(channel);
}

function toApiGuildChannel(channel: Channel): Record<string, unknown> {
  const { type } = channel;
  const base = {
    id: channel.id,
    type,
    guild_id: channel.guild.id,
    name: channel.name,
    parent_id: channel.parent?.id ?? null,
    position: channel.position,
    flags: 0,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.type,
      allow: String(overwrite.allow),
      deny: String(overwrite.deny),
    })),
  };
  if (type === ChannelKind.category) return base;
  const textual = {
    ...base,
    last_message_id: channel.lastMessageId,
    rate_limit_per_user: channel.slowmodeSeconds,
    nsfw: channel.nsfw,
  };
  if (type === ChannelKind.voice || type === ChannelKind.stage) {
    const stage = type === ChannelKind.stage;
    return {
      ...textual,
      bitrate: 64_000,
      user_limit: stage ? 10_000 : 0,
      rtc_region: null,
      video_quality_mode: 1,
    };
  }
  const topical = { ...textual, topic: channel.topic, default_thread_rate_limit_per_user: 0 };
  if (type === ChannelKind.forum || type === ChannelKind.media) {
    return {
      ...topical,
      default_auto_archive_duration: 4_320,
      available_tags: channel.tags.map((tag) => ({
        id: tag.id,
        name: tag.name,
        moderated: false,
        emoji_id: null,
        emoji_name: tag.emoji,
      })),
      default_reaction_emoji: { emoji_id: null, emoji_name: "👍" },
      default_sort_order: null,
      ...(type === ChannelKind.forum ? { default_forum_layout: 0, template: "" } : {}),
    };
  }
  return {
    ...topical,
    ...(channel.lastPinMs === null ? {} : { last_pin_timestamp: isoTime(channel.lastPinMs) }),
  };
}

function toApiThread(
  channel: Channel,
  thread: ThreadState,
  userId: string | undefined,
): Record<string, unknown> {
  const isPrivate = channel.type === ChannelKind.privateThread;
  const joinedMs = userId === undefined ? undefined : thread.memberIds.get(userId);
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild.id,
    parent_id: channel.parent?.id ?? null,
    name: channel.name,
    owner_id: thread.ownerId,
    last_message_id: channel.lastMessageId,
    rate_limit_per_user: channel.slowmodeSeconds,
    flags: thread.pinnedInForum ? 2 : 0,
    message_count: Math.max(0, countMessages(channel) - thread.uncounted),
    total_message_sent: Math.max(0, countEver(channel) - thread.uncounted),
    member_count: Math.min(thread.memberIds.size, 50),
    bitrate: 64_000,
    user_limit: 0,
    rtc_region: null,
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: isoTime(thread.archiveMs),
      auto_archive_duration: thread.autoArchiveMinutes,
      locked: thread.locked,
      create_timestamp: isoTime(thread.createdMs),
      ...(isPrivate ? { invitable: thread.invitable } : {}),
    },
    ...(thread.appliedTags.length > 0 ? { applied_tags: thread.appliedTags } : {}),
    ...(channel.lastPinMs === null ? {} : { last_pin_timestamp: isoTimeOrNull(channel.lastPinMs) }),
    ...(userId !== undefined && joinedMs !== undefined
      ? { member: toApiThreadMember(channel, userId, joinedMs) }
      : {}),
  };
}

/** A thread member as it stands in lists. */
export function toApiThreadMember(
  thread: Channel,
  userId: string,
  joinedMs: number,
): Record<string, unknown> {
  return {
    id: thread.id,
    user_id: userId,
    join_timestamp: isoTime(joinedMs),
    flags: 1,
    muted: false,
    mute_config: null,
  };
}
