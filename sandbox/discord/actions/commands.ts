import type { Core } from "../core.ts";
import { toApiChannel } from "../wire/channels.ts";
import { toApiMember } from "../wire/guilds.ts";
import type { Command, Interaction } from "../world/commands.ts";
import type { Bot, Channel, Guild, Member } from "../world/model.ts";

/** An invocation of a chat command as a member with these permissions. */
export interface Invocation {
  bot: Bot;
  guild: Guild;
  channel: Channel;
  member: Member;
  /** Discord's bit set as a decimal number: what the member may do in the channel. */
  permissions: string;
  locale: string;
  command: Command;
  options: readonly Record<string, unknown>[];
}

/** Tells the application that somebody invoked its command. */
export function invokeCommand(core: Core, invocation: Invocation): Interaction {
  const { bot, guild, channel, member, permissions, locale, command, options } = invocation;
  const interaction = core.commands.begin({
    id: core.ids.next().id,
    bot,
    channelId: channel.id,
    command: command.name,
    atMs: core.now(),
  });
  const data = {
    id: interaction.id,
    application_id: bot.user.id,
    type: 2,
    token: interaction.token,
    version: 1,
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: guild.features },
    channel_id: channel.id,
    channel: toApiChannel(channel),
    member: { ...toApiMember(member), permissions },
    locale,
    guild_locale: guild.locale,
    app_permissions: "2147483647",
    entitlements: [],
    authorizing_integration_owners: { "0": guild.id },
    context: 0,
    attachment_size_limit: 10_485_760,
    data: { id: command.id, name: command.name, type: command.type, options },
  };
  core.publish({
    name: "INTERACTION_CREATE",
    guild,
    intents: 0,
    only: (one) => one === bot,
    write: () => JSON.stringify(data),
  });
  return interaction;
}
