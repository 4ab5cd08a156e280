/**
 * Erasing messages with everything that hangs on them. Only inside an erasure's transaction, which holds the channel's lock
 * (lockChannels). Counts stay exact: channels.message_count, newest_message_id and archive_days.
 */
import type { Queryable } from "../../postgres/pool.ts";
import { announceChanges, rangesOf } from "../archive/changes.ts";
import { deleteMessageReferences } from "../media/media.ts";
import { listColumns, quoted, tablesOfMessages } from "./catalog.ts";

/** What went, by table; and the stored files that were referred to, which may have no other reference. */
export interface ErasedMessages {
  counts: Record<string, number>;
  files: string[];
  /** Who had written them, each once. */
  authors: string[];
}

/** The oldest messages of a person in a channel, at most `limit`. */
export async function findMessagesOfPerson(
  db: Queryable,
  channelId: string,
  personId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-messages-of-person",
    text: "select id from messages where channel_id = $1 and author_id = $2 order by id limit $3",
    values: [channelId, personId, limit],
  });
  return rows.map(({ id }) => id);
}

/** The oldest messages of a channel, at most `limit`. */
export async function findOldestMessages(db: Queryable, channelId: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-oldest-messages",
    text: "select id from messages where channel_id = $1 order by id limit $2",
    values: [channelId, limit],
  });
  return rows.map(({ id }) => id);
}

/** Erases messages and what hangs on them: the rows of every table with channel_id and message_id. Safe to repeat. */
export async function eraseMessages(
  tx: Queryable,
  channelId: string,
  ids: readonly string[],
): Promise<ErasedMessages> {
  const counts: Record<string, number> = {};
  if (ids.length === 0) return { counts, files: [], authors: [] };
  const eraseFrom = async (table: string) => {
    const { rowCount } = await tx.query({
      name: `erase-${table}-of-messages`.slice(0, 63),
      text: `delete from ${quoted(table)} where channel_id = $1 and message_id = any($2::int8[])`,
      values: [channelId, ids],
    });
    counts[table] = rowCount ?? 0;
  };
  // First: whoever is storing one of these files holds its row, and the reference it makes must be there to be found.
  await eraseFrom("media_files");
  const files = await deleteMessageReferences(tx, channelId, ids);
  const erased = new Set(["media_files", "media_references"]);
  const tables = tablesOfMessages(await listColumns(tx)).filter((table) => !erased.has(table));
  for (const table of tables) await eraseFrom(table);
  const [{ rows }, setAside] = await Promise.all([
    tx.query<{ day: string; author: string | null }>({
      name: "erase-messages",
      text: `
        delete from messages where channel_id = $1 and id = any($2::int8[])
        returning (created_at at time zone 'utc')::date::text as day, author_id as author`,
      values: [channelId, ids],
    }),
    tx.query({
      name: "erase-set-aside-messages",
      text: "delete from set_aside where channel_id = $1 and kind = 'message' and item_id = any($2::int8[])",
      values: [channelId, ids],
    }),
  ]);
  await announceChanges(tx, channelId, rangesOf(ids)); // open pages let go of them
  counts.messages = rows.length;
  counts.set_aside = setAside.rowCount ?? 0;
  await uncount(
    tx,
    channelId,
    rows.map(({ day }) => day),
  );
  return { counts, files, authors: [...new Set(rows.flatMap(({ author }) => author ?? []))] };
}

/**
 * Takes erased messages out of the channel's counts. On which day each of them was archived is not stored: it counts as the
 * first day on or after it was sent on which something was archived, which is that very day for what was heard live and the
 * day of the fetch for what is older.
 */
async function uncount(tx: Queryable, channelId: string, sentOn: readonly string[]): Promise<void> {
  if (sentOn.length === 0) return;
  await tx.query({
    name: "uncount-messages",
    text: `
      update channels set message_count = message_count - $2,
        newest_message_id = (select max(id) from messages where channel_id = $1)
      where id = $1`,
    values: [channelId, sentOn.length],
  });
  const { rows } = await tx.query<{ day: string; count: string }>({
    name: "lock-archive-days",
    text: `
      select day::text, messages_saved as count from archive_days where channel_id = $1 order by day
      for update`,
    values: [channelId],
  });
  const left = takeFromDays(
    rows.map(({ day, count }) => ({ day, count: Number(count) })),
    sentOn,
  );
  await tx.query({
    name: "uncount-archive-days",
    text: `
      update archive_days a set messages_saved = l.count
      from unnest($2::date[], $3::int8[]) as l (day, count)
      where a.channel_id = $1 and a.day = l.day and a.messages_saved <> l.count`,
    values: [channelId, left.map(({ day }) => day), left.map(({ count }) => count)],
  });
  await tx.query({
    name: "forget-empty-days",
    text: "delete from archive_days where channel_id = $1 and messages_saved = 0",
    values: [channelId],
  });
}

interface DayCount {
  /** YYYY-MM-DD */
  day: string;
  count: number;
}

/** What is left of `days` (ascending) once one is taken for each message, the newest first; never below zero. Pure. */
export function takeFromDays(days: readonly DayCount[], sentOn: readonly string[]): DayCount[] {
  const left = days.map((each) => ({ ...each }));
  for (const sent of [...sentOn].sort().toReversed()) {
    const day =
      left.find((each) => each.day >= sent && each.count > 0) ?? left.findLast(({ count }) => count > 0);
    if (day) day.count -= 1;
  }
  return left;
}
