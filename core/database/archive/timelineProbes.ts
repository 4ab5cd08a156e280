/** How messages lie in a channel, without reading all of it. */
import type { Queryable } from "../../postgres/pool.ts";

/** What was found in one stretch of ids. */
export interface Probe {
  /** The first message of it; null when it holds none. */
  firstAt: Date | null;
  /** Messages counted, from its beginning on. */
  count: number;
  /** Id of the last one counted; null when there is none. */
  lastId: string | null;
}

/** Counted per stretch at most: more is slow where there are millions, fewer is a worse estimate. */
export const mostCounted = 250;

/**
 * Looks at the stretches [bounds[i], bounds[i + 1]) of a channel, in order. At most `mostCounted` messages are counted
 * in each: from where the last of them stands the rest follows, as an estimate.
 */
export async function probeStretches(
  db: Queryable,
  channelId: string,
  bounds: readonly bigint[],
): Promise<Probe[]> {
  const { rows } = await db.query<{ count: number; lastId: string | null; firstAt: Date | null }>({
    name: "probe-stretches",
    text: `
      select counted.count, counted."lastId", first.created_at as "firstAt"
      from unnest($2::int8[], $3::int8[]) with ordinality as stretch (low, high, n)
      cross join lateral (
        select count(*)::int as count, max(id) as "lastId", min(id) as first_id from (
          select id from messages where channel_id = $1 and id >= stretch.low and id < stretch.high
          order by id limit ${mostCounted}
        ) as near
      ) counted
      left join messages first on first.channel_id = $1 and first.id = counted.first_id
      order by n`,
    values: [channelId, bounds.slice(0, -1).map(String), bounds.slice(1).map(String)],
  });
  return rows;
}
