/** Writing what is proven: only inside the transaction that stores the messages it speaks of. */
import { type Coverage, parseMultirange } from "../../coverage.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface CoveredPage {
  channelId: string;
  /** [from, to) as decimal strings; null proves nothing. */
  proven: { fromId: string; toId: string } | null;
  newestMessageId: string | null;
  savedCount: number;
}

/** Adds a proven interval and the counts of a page to a channel and returns all that is covered now. */
export async function extendCoverage(tx: Queryable, page: CoveredPage): Promise<Coverage> {
  const { rows } = await tx.query<{ covered: string }>({
    name: "extend-coverage",
    text: `
      update channels
      set covered = covered + int8multirange(int8range($2, $3)),
          newest_message_id = greatest(newest_message_id, $4),
          last_message_id = greatest(last_message_id, $4),
          message_count = message_count + $5,
          last_fetched_at = now()
      where id = $1
      returning covered`,
    // An empty range for "nothing proven": int8range(0, 0) adds nothing.
    values: [
      page.channelId,
      page.proven?.fromId ?? "0",
      page.proven?.toId ?? "0",
      page.newestMessageId,
      page.savedCount,
    ],
  });
  return parseMultirange(rows[0]?.covered ?? "{}");
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

/** Records that a channel was looked at, though nothing had to be stored. */
export async function touchChannelFetched(db: Queryable, channelId: string): Promise<void> {
  await db.query({
    name: "touch-channel-fetched",
    text: "update channels set last_fetched_at = now() where id = $1",
    values: [channelId],
  });
}
