/** Keeping statistics in step: what the triggers of the archive's tables wrote is added up, and guilds are counted anew. */
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Adds waiting differences to the sums, at most `most` of a kind, and returns how many. Figures are the same before and
 * after: whoever reads takes both together.
 */
export async function foldDifferences(db: Queryable, most: number): Promise<number> {
  const { rows } = await db.query<{ folded: number }>({
    name: "fold-differences",
    text: "select stats_fold($1) as folded",
    values: [most],
  });
  return rows[0]?.folded ?? 0;
}

/** All of them, inside the caller's transaction: nothing of it names a person or a channel whose messages are gone. */
export async function foldAllDifferences(tx: Queryable): Promise<void> {
  await foldDifferences(tx, 2_147_483_647);
}

/** Whether there is anything to add up. */
export async function hasDifferences(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ has: boolean }>({
    name: "has-differences",
    text: "select exists (select from stats_deltas) or exists (select from stats_item_deltas) as has",
  });
  return rows[0]?.has ?? false;
}

/** Guilds whose days are those of another time zone than is wanted by now, with the wanted one. */
export async function findGuildsOfOtherZones(db: Queryable): Promise<{ guildId: string; zone: string }[]> {
  const { rows } = await db.query<{ guild_id: string; zone: string }>({
    name: "find-guilds-of-other-zones",
    text: `
      select g.id as guild_id, stats_wanted_zone(g) as zone
      from guilds g join stats_guilds s on s.guild_id = g.id
      where coalesce(s.wanted_zone, s.zone) <> stats_wanted_zone(g) order by g.id`,
  });
  return rows.map((row) => ({ guildId: row.guild_id, zone: row.zone }));
}

/** Begins to count a guild anew; `zone` null keeps the one it has. Its figures are incomplete until that is done. */
export async function beginRecount(db: Queryable, guildId: string, zone: string | null): Promise<void> {
  await db.query({
    name: "begin-recount",
    text: "select stats_begin_recount($1, $2)",
    values: [guildId, zone],
  });
}

/** Every guild there are statistics of. */
export async function listCountedGuilds(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ guild_id: string }>({
    name: "list-counted-guilds",
    text: "select guild_id from stats_guilds order by guild_id",
  });
  return rows.map((row) => row.guild_id);
}

/** The next guild that is being emptied before it is counted anew, or null. */
export async function findGuildToClear(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ guild_id: string }>({
    name: "find-guild-to-clear",
    text: "select guild_id from stats_guilds where state = 'clearing' order by guild_id limit 1",
  });
  return rows[0]?.guild_id ?? null;
}

/** Empties the sums of such a guild, at most `most` rows of each table; 0 once it is empty and its channels wait to be counted. */
export async function clearSums(db: Queryable, guildId: string, most: number): Promise<number> {
  const { rows } = await db.query<{ cleared: number }>({
    name: "clear-sums",
    text: "select stats_clear($1, $2) as cleared",
    values: [guildId, most],
  });
  return rows[0]?.cleared ?? 0;
}

/** The next channel of which not everything is counted, or null. */
export async function findBacklog(db: Queryable): Promise<{ channelId: string; guildId: string } | null> {
  const { rows } = await db.query<{ channel_id: string; guild_id: string }>({
    name: "find-backlog",
    text: `
      select b.channel_id, b.guild_id from stats_backlog b
      where not exists (select from stats_guilds g where g.guild_id = b.guild_id and g.state = 'clearing')
      order by b.channel_id limit 1`,
  });
  return rows[0] ? { channelId: rows[0].channel_id, guildId: rows[0].guild_id } : null;
}

/** Counts the next messages of a channel of the backlog, at most `most`, in one transaction; fewer: the channel is done. */
export async function countStretch(db: Queryable, channelId: string, most: number): Promise<number> {
  const { rows } = await db.query<{ counted: number }>({
    name: "count-stretch",
    text: "select stats_count_stretch($1, $2) as counted",
    values: [channelId, most],
  });
  return rows[0]?.counted ?? 0;
}

/** Notes that a guild has been counted, unless some of it still waits. */
export async function recordCounted(db: Queryable, guildId: string): Promise<void> {
  await db.query({
    name: "record-counted",
    text: `
      update stats_guilds set counted_at = now()
      where guild_id = $1 and not exists (select from stats_backlog where guild_id = $1)`,
    values: [guildId],
  });
}
