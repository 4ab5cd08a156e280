/** Telling those who have a channel open that something changed in it. */
import { type IdRange, mergeRanges } from "../../model/liveEvent.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** The database's notification; its payload is what `announceChanges` writes. */
export const channelChanged = "channel_changed";

/**
 * Announces changed messages of a channel with the commit of the transaction. The payload stays far below the 8,000 bytes
 * that NOTIFY takes (PostgreSQL manual, NOTIFY), however many there are.
 */
export async function announceChanges(
  tx: Queryable,
  channelId: string,
  ranges: readonly IdRange[],
): Promise<void> {
  if (ranges.length === 0) return;
  await tx.query({
    name: "announce-changes",
    text: "select pg_notify($1, $2)",
    values: [channelChanged, JSON.stringify({ channelId, ranges: mergeRanges(ranges) })],
  });
}

/** Single messages as ranges. */
export const rangesOf = (messageIds: readonly string[]): IdRange[] => messageIds.map((id) => [id, id]);

/** What a payload says; null for anything that `announceChanges` did not write. */
export function parseChanges(payload: string): { channelId: string; ranges: IdRange[] } | null {
  try {
    const said = JSON.parse(payload) as { channelId?: unknown; ranges?: unknown };
    const isId = (value: unknown): value is string => typeof value === "string" && /^-?\d{1,19}$/.test(value);
    if (!isId(said.channelId) || !Array.isArray(said.ranges)) return null;
    const ranges = said.ranges.flatMap((range: unknown): IdRange[] =>
      Array.isArray(range) && isId(range[0]) && isId(range[1]) ? [[range[0], range[1]]] : [],
    );
    return { channelId: said.channelId, ranges };
  } catch {
    return null; // somebody's own notification
  }
}
