/** Roles of a guild as discord.js holds them. Pure. */
import type { Guild } from "discord.js";
import type { GuildRole } from "../../../core/database/guilds/details.ts";
import { toStorableText } from "../../../core/storable.ts";
import { largestInt4, toCount, toFields, toText } from "./fields.ts";

/** All roles, everyone's included. */
export function rolesOf(guild: Guild): GuildRole[] {
  return guild.roles.cache.map((role) => {
    // The library passes on what it was sent: any of these may be missing, whatever it declares.
    const sent = toFields(role);
    return {
      id: role.id,
      name: toStorableText(toText(role.name) ?? role.id),
      color: toCount(toFields(sent?.colors)?.primaryColor, 0xff_ff_ff) ?? 0,
      position: toCount(role.rawPosition, largestInt4) ?? 0,
      permissions: role.permissions.bitfield.toString(),
      isHoisted: sent?.hoist === true,
      isManaged: sent?.managed === true,
    };
  });
}
