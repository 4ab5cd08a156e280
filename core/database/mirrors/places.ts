import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** An archived channel with its guild and platform; null when there is none. */
export async function findChannelPlace(
  db: Queryable,
  channelId: string,
): Promise<{ channelId: string; guildId: string; name: string; platform: Platform } | null> {
  const { rows } = await db.query<{ channelId: string; guildId: string; name: string; platform: Platform }>({
    name: "find-channel-place",
    text: `
      select c.id as "channelId", c.guild_id as "guildId", c.name, g.platform
      from channels c join guilds g on g.id = c.guild_id where c.id = $1`,
    values: [channelId],
  });
  return rows[0] ?? null;
}
