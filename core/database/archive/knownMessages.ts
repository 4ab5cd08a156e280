/** What the archive knows to stand in a channel: evidence for or against what a page claims. */
import type { Interval } from "../../coverage.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** Ids of the oldest and the newest message archived in the interval and not known to be deleted; none, one or two. */
export async function findArchivedEnds(
  db: Queryable,
  channelId: string,
  within: Interval,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-archived-ends",
    text: `
      (select id from messages where channel_id = $1 and id >= $2 and id < $3 and deleted_at is null order by id limit 1)
      union
      (select id from messages where channel_id = $1 and id >= $2 and id < $3 and deleted_at is null order by id desc limit 1)`,
    values: [channelId, String(within.from), String(within.to)],
  });
  return rows.map((row) => row.id);
}

/** Those of `ids` that are not archived. */
export async function findUnarchived(
  db: Queryable,
  channelId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: "find-unarchived",
    text: `
      select read.id from unnest($2::int8[]) as read (id)
      where not exists (select from messages m where m.channel_id = $1 and m.id = read.id)`,
    values: [channelId, ids],
  });
  return new Set(rows.map((row) => row.id));
}
