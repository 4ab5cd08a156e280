/** Gateway dispatches as events of the archive. Pure; messages go through the same converter as history. */
import {
  type APIEmoji,
  type APIGuildMember,
  type APIUser,
  type GatewayDispatchPayload,
  GatewayDispatchEvents as Name,
} from "discord.js";
import type { ChatEvent, GuildMember } from "../liveFeed.ts";
import { toArchiveAuthors, toArchiveMessage, toArchiveUser } from "./convert.ts";

/**
 * What a dispatch tells of messages and members: null for dispatches that tell of something else, and for direct messages.
 * Throws when it is not of the form Discord documents.
 */
export function toChatEvent(packet: GatewayDispatchPayload): ChatEvent | null {
  switch (packet.t) {
    case Name.MessageCreate:
    case Name.MessageUpdate: {
      const message = packet.d;
      if (message.guild_id === undefined) return null;
      // Discord documents whole messages; an update without an author would be the older, partial form, which says too
      // little to be stored as what the message is now.
      if (packet.t === Name.MessageUpdate && !("author" in message)) return null;
      return {
        kind: packet.t === Name.MessageCreate ? "created" : "changed",
        place: { guildId: message.guild_id, channelId: message.channel_id },
        message: toArchiveMessage(message),
        authors: toArchiveAuthors(message),
      };
    }
    case Name.MessageDelete:
      return inGuild(packet.d, (place) => ({ kind: "deleted", place, messageIds: [packet.d.id] }));
    case Name.MessageDeleteBulk:
      return inGuild(packet.d, (place) => ({ kind: "deleted", place, messageIds: packet.d.ids }));
    case Name.MessageReactionAdd:
    case Name.MessageReactionRemove: {
      const { message_id: messageId, user_id: userId, emoji, burst } = packet.d;
      const reaction = { ...emojiOf(emoji), isBurst: burst };
      const delta = packet.t === Name.MessageReactionAdd ? 1 : -1;
      return inGuild(packet.d, (place) => ({ kind: "reacted", place, messageId, userId, reaction, delta }));
    }
    case Name.MessageReactionRemoveAll: {
      const messageId = packet.d.message_id;
      return inGuild(packet.d, (place) => ({ kind: "reactionsCleared", place, messageId, emoji: null }));
    }
    case Name.MessageReactionRemoveEmoji: {
      const { message_id: messageId, emoji } = packet.d;
      const { emoji: key } = emojiOf(emoji);
      return inGuild(packet.d, (place) => ({ kind: "reactionsCleared", place, messageId, emoji: key }));
    }
    case Name.MessagePollVoteAdd:
    case Name.MessagePollVoteRemove: {
      const { message_id: messageId, user_id: userId, answer_id: answerId } = packet.d;
      const delta = packet.t === Name.MessagePollVoteAdd ? 1 : -1;
      return inGuild(packet.d, (place) => ({ kind: "voted", place, messageId, userId, answerId, delta }));
    }
    case Name.GuildMemberAdd:
      return { kind: "joined", guildId: packet.d.guild_id, member: toMember(packet.d, packet.d.user) };
    case Name.GuildMemberUpdate:
      return { kind: "updated", guildId: packet.d.guild_id, member: toMember(packet.d, packet.d.user) };
    case Name.GuildMemberRemove:
      return { kind: "left", guildId: packet.d.guild_id, member: toMember({}, packet.d.user) };
    default:
      return null;
  }
}

function inGuild(
  data: { guild_id?: string; channel_id: string },
  make: (place: { guildId: string; channelId: string }) => ChatEvent,
): ChatEvent | null {
  return data.guild_id === undefined ? null : make({ guildId: data.guild_id, channelId: data.channel_id });
}

function emojiOf({ id, name, animated }: Partial<APIEmoji>) {
  return {
    emoji: id ? `${name ?? ""}:${id}` : (name ?? ""),
    emojiId: id ?? null,
    isAnimated: animated === true,
  };
}

function toMember(
  member: Partial<Pick<APIGuildMember, "nick" | "roles">> & { joined_at?: string | null },
  user: APIUser,
): GuildMember {
  return {
    author: toArchiveUser(user),
    nick: member.nick ?? null,
    roleIds: member.roles ?? [],
    joinedAt: member.joined_at ? new Date(member.joined_at) : null,
  };
}
