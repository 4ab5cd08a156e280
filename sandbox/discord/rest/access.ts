import { type Channel, type Guild, hasMessages } from "../world/model.ts";
import { canOpen, canView, channelPermissions, Permission } from "../world/permissions.ts";
import { parseId, type SnowflakeParts } from "../world/snowflake.ts";
import { refuse } from "./errors.ts";
import type { RestRequest } from "./router.ts";

/** The guild of the request. Throws 10004 when there is none, 50001 when the bot is no member. */
export function guildOf({ core, bot, params }: RestRequest): Guild {
  const guild = core.world.guilds.get(params.guild ?? "");
  if (!guild) throw refuse.unknownGuild();
  if (!guild.members.has(bot.user.id)) throw refuse.missingAccess();
  return guild;
}

/** The channel of the request, if the bot can see it. Throws 10003 or 50001. */
export function channelOf({ core, bot, params }: RestRequest): Channel {
  const channel = core.world.channels.get(params.channel ?? "");
  if (!channel) throw refuse.unknownChannel();
  if (!canView(channel, bot.user.id)) throw refuse.missingAccess();
  return channel;
}

/** The same, for requests about messages. Throws 50024 where there can be none, 50001 without CONNECT. */
export function messageChannelOf(request: RestRequest): Channel {
  const channel = channelOf(request);
  if (!hasMessages(channel)) throw refuse.wrongChannelType();
  if (!canOpen(channel, request.bot.user.id)) throw refuse.missingAccess();
  return channel;
}

/** Throws 50013 unless the bot has all of `permissions` in the channel. */
export function requirePermissions(request: RestRequest, channel: Channel, permissions: bigint): void {
  const has = channelPermissions(channel, request.bot.user.id);
  if ((has & permissions) !== permissions) throw refuse.missingPermissions();
}

/** Whether the bot may read what was said before it listened. */
export function mayReadHistory(request: RestRequest, channel: Channel): boolean {
  return (channelPermissions(channel, request.bot.user.id) & Permission.readMessageHistory) !== 0n;
}

/** A whole number from the query; Discord's form error when it is none or out of range. */
export function numberOf(
  request: RestRequest,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = request.query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value)) {
    throw refuse.invalidForm(name, "NUMBER_TYPE_COERCE", `Value "${text}" is not int.`);
  }
  if (value < least) {
    throw refuse.invalidForm(
      name,
      "NUMBER_TYPE_MIN",
      `int value should be greater than or equal to ${least}.`,
    );
  }
  if (value > most) {
    throw refuse.invalidForm(name, "NUMBER_TYPE_MAX", `int value should be less than or equal to ${most}.`);
  }
  return value;
}

/** A snowflake from the query, or null when absent; Discord's form error when it is none. */
export function snowflakeOf(request: RestRequest, name: string): SnowflakeParts | null {
  const text = request.query.get(name);
  if (text === null) return null;
  const parts = parseId(text);
  if (!parts) throw refuse.invalidForm(name, "NUMBER_TYPE_COERCE", `Value "${text}" is not snowflake.`);
  return parts;
}

/** An ISO time from the query as unix ms, or null when absent; Discord's form error when it is none. */
export function timeOf(request: RestRequest, name: string): number | null {
  const text = request.query.get(name);
  if (text === null) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw refuse.invalidForm(name, "DATETIME_TYPE_PARSE", `Could not parse ${text}. Should be ISO8601.`);
  }
  return ms;
}
