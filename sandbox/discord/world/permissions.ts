import type { Channel, Guild } from "./model.ts";
import { ChannelKind } from "./model.ts";

/** The permission bits this sandbox looks at. */
export const Permission = {
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  addReactions: 1n << 6n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  externalEmojis: 1n << 18n,
  connect: 1n << 20n,
  speak: 1n << 21n,
  changeNickname: 1n << 26n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  sendInThreads: 1n << 38n,
} as const;

/** What anyone may do in a server that changed nothing. */
export const EVERYONE_PERMISSIONS =
  Permission.addReactions |
  Permission.viewChannel |
  Permission.sendMessages |
  Permission.embedLinks |
  Permission.attachFiles |
  Permission.readMessageHistory |
  Permission.externalEmojis |
  Permission.connect |
  Permission.speak |
  Permission.changeNickname |
  Permission.createPublicThreads |
  Permission.sendInThreads;

const ALL = (1n << 52n) - 1n;

/** A member's permissions in the guild, before any channel's overwrites. 0 when not a member. */
export function guildPermissions(guild: Guild, userId: string): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  if (guild.ownerId === userId) return ALL;
  let permissions = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const id of member.roleIds) permissions |= guild.roles.get(id)?.permissions ?? 0n;
  return permissions & Permission.administrator ? ALL : permissions;
}

/**
 * A member's permissions in a channel, by Discord's documented order: @everyone, roles, member. Threads
 * have those of their parent.
 */
export function channelPermissions(channel: Channel, userId: string): bigint {
  const { guild } = channel;
  const base = guildPermissions(guild, userId);
  const member = guild.members.get(userId);
  if (!member || base === ALL) return base;
  const { overwrites } = channel.thread && channel.parent ? channel.parent : channel;
  let permissions = base;
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of overwrites) {
    if (overwrite.id === guild.id) permissions = (permissions & ~overwrite.deny) | overwrite.allow;
    else if (overwrite.type === 0 && member.roleIds.includes(overwrite.id)) {
      allow |= overwrite.allow;
      deny |= overwrite.deny;
    }
  }
  permissions = (permissions & ~deny) | allow;
  const own = overwrites.find((overwrite) => overwrite.type === 1 && overwrite.id === userId);
  return own ? (permissions & ~own.deny) | own.allow : permissions;
}

/** Whether a user sees a channel at all; private threads only their members and who manages threads. */
export function canView(channel: Channel, userId: string): boolean {
  const permissions = channelPermissions(channel, userId);
  if (!(permissions & Permission.viewChannel)) return false;
  if (channel.type !== ChannelKind.privateThread) return true;
  return Boolean(permissions & Permission.manageThreads) || (channel.thread?.memberIds.has(userId) ?? false);
}

/** Whether a user may ask for a channel's messages; voice channels also need CONNECT. */
export function canOpen(channel: Channel, userId: string): boolean {
  if (!canView(channel, userId)) return false;
  const voice = channel.type === ChannelKind.voice || channel.type === ChannelKind.stage;
  return !voice || Boolean(channelPermissions(channel, userId) & Permission.connect);
}
