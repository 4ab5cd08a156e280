import type { Core } from "../core.ts";
import type { MessageFacts } from "../world/facts.ts";
import { findMessage } from "../world/messages.ts";
import {
  type Bot,
  type Channel,
  type Guild,
  hasMessages,
  type Member,
  type Role,
  type User,
} from "../world/model.ts";

/** A control action was asked about something that does not exist. */
export class ControlError extends Error {}

export function guildIn(core: Core, id: string): Guild {
  const guild = core.world.guilds.get(id);
  if (!guild) throw new ControlError(`There is no guild ${id}.`);
  return guild;
}

/** A channel or thread. */
export function channelIn(core: Core, id: string): Channel {
  const channel = core.world.channels.get(id);
  if (!channel) throw new ControlError(`There is no channel ${id}.`);
  return channel;
}

/** The first channel of a guild that takes messages. */
export function firstTextChannel(guild: Guild): Channel {
  const channel = [...guild.channels.values()].find(hasMessages);
  if (!channel) throw new ControlError(`There is no text channel in ${guild.name}.`);
  return channel;
}

export function messageIn(core: Core, channelId: string, id: string): MessageFacts {
  const facts = findMessage(channelIn(core, channelId), id);
  if (!facts) throw new ControlError(`There is no message ${id} in channel ${channelId}.`);
  return facts;
}

export function memberIn(guild: Guild, userId: string): Member {
  const member = guild.members.get(userId);
  if (!member) throw new ControlError(`${userId} is not a member of ${guild.name}.`);
  return member;
}

/** The role, or without an id the bot's own. */
export function roleIn(guild: Guild, id: string | undefined, bot: Bot): Role {
  const role = [...guild.roles.values()].find((one) =>
    id === undefined ? one.botId === bot.user.id : one.id === id,
  );
  if (!role) throw new ControlError(`There is no such role in ${guild.name}.`);
  return role;
}

/** The user, or whoever speaks first in the channel. */
export function userIn(core: Core, id: string | undefined, channel: Channel): User {
  const user = id === undefined ? channel.speakers[0] : core.world.users.get(id);
  if (!user) throw new ControlError(`There is no user ${id}.`);
  return user;
}

/** The bot with this token, also when it is revoked; without one, the first. */
export function botOf(core: Core, token: string | undefined): Bot {
  const { bots } = core.world;
  const bot = token === undefined ? bots[0] : bots.find((one) => one.token === token);
  if (!bot) throw new ControlError("There is no bot with this token.");
  return bot;
}

/** The bot with this token; without one, all. */
export function botsOf(core: Core, token: string | undefined): Bot[] {
  return token === undefined ? core.world.bots : [botOf(core, token)];
}

const CONTENT_FLAGS = (1 << 18) | (1 << 19);
const CONTENT_LIMITED = 1 << 19;

/** Changes what an application may do. */
export function applyFlags(
  bot: Bot,
  change: { flags?: number | undefined; content?: boolean | undefined; revoked?: boolean | undefined },
): void {
  if (change.flags !== undefined) bot.flags = change.flags;
  if (change.content !== undefined) {
    bot.flags = change.content ? bot.flags | CONTENT_LIMITED : bot.flags & ~CONTENT_FLAGS;
  }
  if (change.revoked !== undefined) bot.revoked = change.revoked;
}
