/** What the statistics tell of a guild itself, and the time zone they are kept by. */
import type { Queryable } from "../../postgres/pool.ts";

export async function findMemberCount(db: Queryable, guildId: string): Promise<number | null> {
  const { rows } = await db.query<{ count: number | null }>({
    name: "find-member-count",
    text: "select member_count as count from guilds where id = $1",
    values: [guildId],
  });
  return rows[0]?.count ?? null;
}

/** How many channels and roles there are. */
export async function countParts(
  db: Queryable,
  guildId: string,
): Promise<{ channels: number; roles: number }> {
  const { rows } = await db.query<{ channels: number; roles: number }>({
    name: "count-parts-of-guild",
    text: `
      select (select count(*)::int from channels where guild_id = $1 and removed_at is null and has_history) as channels,
        (select count(*)::int from guild_roles where guild_id = $1 and removed_at is null) as roles`,
    values: [guildId],
  });
  return rows[0] ?? { channels: 0, roles: 0 };
}

/** The guild's own time zone (null: that of the installation), and the one that follows. */
export async function findTimezone(
  db: Queryable,
  guildId: string,
): Promise<{ timezone: string | null; zone: string }> {
  const { rows } = await db.query<{ timezone: string | null; zone: string }>({
    name: "find-timezone",
    text: "select g.timezone, stats_wanted_zone(g) as zone from guilds g where g.id = $1",
    values: [guildId],
  });
  return rows[0] ?? { timezone: null, zone: "UTC" };
}

/** Sets it; the bot counts the guild anew by its days. */
export async function setTimezone(db: Queryable, guildId: string, timezone: string | null): Promise<void> {
  await db.query({
    name: "set-timezone",
    text: "update guilds set timezone = $2, updated_at = now() where id = $1",
    values: [guildId, timezone],
  });
}
