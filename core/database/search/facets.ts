/** Counting what fits, by channel, author and month. */
import type { ResolvedQuery } from "../../model/search/matches.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toConditions } from "./conditions.ts";

export interface Facets {
  total: number;
  /** Whether there are more than were counted: then everything here speaks of the newest of them. */
  isCapped: boolean;
  /** Whether some that were counted may not fit: phrases are counted by their marks. */
  isEstimate: boolean;
  channels: { id: string; count: number }[];
  authors: { id: string; count: number }[];
  /** As YYYY-MM in the reader's time zone, newest first. */
  months: { month: string; count: number }[];
}

/** More take longer to count than anybody waits. */
export const mostCounted = 10_000;
const mostPerFacet = 30;

/** How many fit, of the newest ten thousand. Within `searching` (searchMessages.ts). */
export async function countFacets(tx: Queryable, query: ResolvedQuery, timezone: string): Promise<Facets> {
  const conditions = toConditions(query);
  const values = [...conditions.values];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await tx.query<{
    channel_id: string | null;
    author_id: string | null;
    month: string | null;
    part: number;
    count: number;
  }>({
    text: `
      with hits as materialized (
        select m.channel_id, m.author_id, m.created_at from messages m
        where ${conditions.where.join(" and ") || "true"}
        order by m.created_at desc limit ${parameter(mostCounted + 1)}
      ), dated as (
        select channel_id, author_id, to_char(created_at at time zone ${parameter(timezone)}, 'YYYY-MM') as month
        from hits
      )
      select channel_id, author_id, month, grouping(channel_id, author_id, month) as part, count(*)::int as count
      from dated group by grouping sets ((channel_id), (author_id), (month), ())
      order by count desc`,
    values,
  });
  const total = rows.find(({ part }) => part === 7)?.count ?? 0;
  const byCount = (part: number, column: "channel_id" | "author_id") =>
    rows
      .filter((row) => row.part === part && row[column] !== null)
      .slice(0, mostPerFacet)
      .map((row) => ({ id: String(row[column]), count: row.count }));
  return {
    total: Math.min(total, mostCounted),
    isCapped: total > mostCounted,
    isEstimate: !conditions.isExact,
    channels: byCount(3, "channel_id"),
    authors: byCount(5, "author_id"),
    months: rows
      .filter((row) => row.part === 6 && row.month !== null)
      .map(({ month, count }) => ({ month: String(month), count }))
      .sort((a, b) => (a.month < b.month ? 1 : -1)),
  };
}
