/**
 * The index's pending list: new tokens are gathered there and merged many at a time, which costs a fraction of merging each
 * message's; every search reads through the list as well (PostgreSQL manual, 66.4.3.1 GIN Fast Update Technique). It holds
 * up to 16 MB (migration 0025) while much is stored, and is merged in the quiet after.
 */
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Merges what is pending; returns how many pages of 8 kB that were. Cheap when there is nothing. Safe at any time, from
 * several processes: a second one waits for the first.
 */
export async function mergePendingTokens(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ pages: string }>({
    name: "merge-pending-tokens",
    text: "select gin_clean_pending_list('messages_search'::regclass) as pages",
  });
  return Number(rows[0]?.pages ?? 0);
}
