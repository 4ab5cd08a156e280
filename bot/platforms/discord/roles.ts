/** Roles of a guild as discord.js holds them. Pure. */
import type { Guild, Role } from "discord.js";
import type { GuildRole } from "../../../core/database/guilds/details.ts";
import { toStorableText } from "../../../core/storable.ts";
import { largestInt4, toCount, toText } from "./fields.ts";

/** All roles, everyone's included. */
export function rolesOf(guild: Guild): GuildRole[] {
  return guild.roles.cache.map((role) => {
    // The library passes on what it was sent: any of these may be missing, whatever it declares.
    const { colors, hoist, managed }: Partial<Pick<Role, "colors" | "hoist" | "managed">> = role;
    return {
      id: role.id,
      name: toStorableText(toText(role.name) ?? role.id),
      color: toCount(colors?.primaryColor, 0xff_ff_ff) ?? 0,
      position: toCount(role.rawPosition, largestInt4) ?? 0,
      permissions: role.permissions.bitfield.toString(),
      isHoisted: hoist === true,
      isManaged: managed === true,
    };
  });
}
