/** What the bot lacks to read a channel, by what discord.js knows of roles and overwrites. */
import { type GuildBasedChannel, PermissionFlagsBits, type PermissionsBitField } from "discord.js";
import type { MissingPermission } from "../../../core/model/channel.ts";

/**
 * The missing permissions, empty when the history can be read. Must be asked before reading: a channel without
 * READ_MESSAGE_HISTORY answers an empty list instead of an error, and would look empty.
 */
export function missingFor(channel: GuildBasedChannel): MissingPermission[] {
  const me = channel.guild.members.me;
  // Threads have no overwrites of their own; discord.js asks the parent, which may not be visible at all.
  const permissions = me ? channel.permissionsFor(me, false) : null;
  if (!permissions) return ["view_channel"];
  const missing = missingIn(permissions);
  // The text chat of a voice channel is closed to those who cannot join it.
  if (channel.isVoiceBased() && !has(permissions, PermissionFlagsBits.Connect)) missing.push("connect");
  return missing;
}

function missingIn(permissions: PermissionsBitField): MissingPermission[] {
  const missing: MissingPermission[] = [];
  if (!has(permissions, PermissionFlagsBits.ViewChannel)) missing.push("view_channel");
  if (!has(permissions, PermissionFlagsBits.ReadMessageHistory)) missing.push("read_message_history");
  return missing;
}

const has = (permissions: PermissionsBitField, bit: bigint) => permissions.has(bit, true);
