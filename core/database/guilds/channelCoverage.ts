/** Writing what is proven: only inside the transaction that stores the messages it speaks of. */
import { type Coverage, formatMultirange, parseMultirange } from "../../coverage.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface CoveredBatch {
  channelId: string;
  /** [from, to) as decimal strings; null proves nothing. */
  proven: { fromId: string; toId: string } | null;
  /** Intervals within it that are not: what could not be stored stands there. */
  without?: readonly { fromId: string; toId: string }[];
  newestMessageId: string | null;
  savedCount: number;
  /** True for a batch of an export: the channel was not read on the platform. */
  isImport?: boolean;
}

/** A channel as a batch found it and left it. */
export interface ExtendedChannel {
  /** What is covered now, and what was before. */
  covered: Coverage;
  before: Coverage;
  /** When it was last read on the platform before; null when never. */
  fetchedBefore: Date | null;
  /** True when imports have stored messages in it. */
  hasImports: boolean;
}

/** Adds a proven interval and the counts of a batch to a channel, and locks it. */
export async function extendCoverage(tx: Queryable, batch: CoveredBatch): Promise<ExtendedChannel> {
  const { rows } = await tx.query<{
    covered: string;
    before: string;
    fetched_before: Date | null;
    has_imports: boolean;
  }>({
    name: "extend-coverage",
    text: `
      update channels c
      set covered = c.covered + (int8multirange(int8range($2, $3)) - $6::int8multirange),
          newest_message_id = greatest(newest_message_id, $4),
          last_message_id = greatest(last_message_id, $4),
          message_count = message_count + $5,
          last_fetched_at = case when $7 then c.last_fetched_at else now() end,
          imported_at = case when $7 then now() else c.imported_at end
      from (select id, covered, last_fetched_at from channels where id = $1 for no key update) was
      where c.id = was.id
      returning c.covered, was.covered as before, was.last_fetched_at as fetched_before,
        c.imported_at is not null as has_imports`,
    // An empty range for "nothing proven": int8range(0, 0) adds nothing.
    values: [
      batch.channelId,
      batch.proven?.fromId ?? "0",
      batch.proven?.toId ?? "0",
      batch.newestMessageId,
      batch.savedCount,
      `{${(batch.without ?? []).map(({ fromId, toId }) => `[${fromId},${toId})`).join(",")}}`,
      batch.isImport ?? false,
    ],
  });
  const row = rows[0];
  return {
    covered: parseMultirange(row?.covered ?? "{}"),
    before: parseMultirange(row?.before ?? "{}"),
    fetchedBefore: row?.fetched_before ?? null,
    hasImports: row?.has_imports ?? false,
  };
}

/** Adds what was heard completely, of many channels at once. The caller holds their locks (lockChannels). */
export async function addHeard(
  tx: Queryable,
  heard: readonly { channelId: string; fromId: string; belowId: string }[],
): Promise<void> {
  if (heard.length === 0) return;
  await tx.query({
    name: "add-heard",
    text: `
      update channels c
      set covered = c.covered + int8multirange(int8range(heard.from_id, heard.below_id)), last_fetched_at = now()
      from unnest($1::int8[], $2::int8[], $3::int8[]) as heard (channel_id, from_id, below_id)
      where c.id = heard.channel_id`,
    values: [
      heard.map(({ channelId }) => channelId),
      heard.map(({ fromId }) => fromId),
      heard.map(({ belowId }) => belowId),
    ],
  });
}

/**
 * Takes intervals back that turned out not to be complete, apart from what lies in `kept`. Returns what is covered now.
 */
export async function withdrawCoverage(
  tx: Queryable,
  channelId: string,
  withdrawn: Coverage,
  kept: Coverage,
): Promise<Coverage> {
  const { rows } = await tx.query<{ covered: string }>({
    name: "withdraw-coverage",
    text: "update channels set covered = covered - ($2::int8multirange - $3::int8multirange) where id = $1 returning covered",
    values: [channelId, formatMultirange(withdrawn), formatMultirange(kept)],
  });
  return parseMultirange(rows[0]?.covered ?? "{}");
}

/** Locks channels, in the order of their ids, until the transaction ends: whoever stores messages of them waits. */
export async function lockChannels(tx: Queryable, channelIds: readonly string[]): Promise<void> {
  await tx.query({
    name: "lock-channels",
    text: "select from channels where id = any($1::int8[]) order by id for no key update",
    values: [channelIds],
  });
}

/** Counts newly archived messages towards today. */
export async function countArchivedToday(
  tx: Queryable,
  channelId: string,
  savedCount: number,
): Promise<void> {
  await tx.query({
    name: "count-archived-today",
    text: `
      insert into archive_days (channel_id, day, messages_saved) values ($1, (now() at time zone 'utc')::date, $2)
      on conflict (channel_id, day) do update set messages_saved = archive_days.messages_saved + excluded.messages_saved`,
    values: [channelId, savedCount],
  });
}

/** Corrects what extendCoverage and countArchivedToday have counted, in the same transaction. */
export async function correctCounts(tx: Queryable, channelId: string, difference: number): Promise<void> {
  await Promise.all([
    tx.query({
      name: "correct-message-count",
      text: "update channels set message_count = message_count + $2 where id = $1",
      values: [channelId, difference],
    }),
    countArchivedToday(tx, channelId, difference),
    tx.query({
      name: "forget-empty-day",
      text: `
        delete from archive_days
        where channel_id = $1 and day = (now() at time zone 'utc')::date and messages_saved = 0`,
      values: [channelId],
    }),
  ]);
}

/** Records that a channel was looked at, though nothing had to be stored. */
export async function touchChannelFetched(db: Queryable, channelId: string): Promise<void> {
  await db.query({
    name: "touch-channel-fetched",
    text: "update channels set last_fetched_at = now() where id = $1",
    values: [channelId],
  });
}
