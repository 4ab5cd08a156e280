/** Lists of reacting and voting people as the bot reads them: what is due, and what became of it. */
import type { ResponseKind, ResponseReason } from "../../model/response.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A list that is to be read. */
export interface DueList {
  channelId: string;
  messageId: string;
  kind: ResponseKind;
  item: string;
  expected: number;
  expectedBurst: number;
  attempts: number;
  /** Of the row when it was looked at: another number later says that something was heard meanwhile. */
  changes: string;
}

export interface ListedPerson {
  userId: string;
  isBurst: boolean;
}

type ListKey = Pick<DueList, "channelId" | "messageId" | "kind" | "item">;
const keyValues = ({ channelId, messageId, kind, item }: ListKey) => [channelId, messageId, kind, item];

/** The newest lists of a guild that are due, at most `limit`. */
export async function findDueLists(db: Queryable, guildId: string, limit: number): Promise<DueList[]> {
  const { rows } = await db.query<DueList>({
    name: "find-due-response-lists",
    text: `
      select channel_id as "channelId", message_id as "messageId", kind, item, expected,
        expected_burst as "expectedBurst", attempts, changes
      from response_lists where guild_id = $1 and status = 'pending' and next_try_at <= now()
      order by message_id desc, kind, item limit $2`,
    values: [guildId, limit],
  });
  return rows;
}

/** How many are due; stops counting at `most`. */
export async function countDueLists(db: Queryable, guildId: string, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: "count-due-response-lists",
    text: `
      select count(*)::int as count from (
        select from response_lists where guild_id = $1 and status = 'pending' and next_try_at <= now() limit $2) due`,
    values: [guildId, most],
  });
  return rows[0]?.count ?? 0;
}

/** What the row says now, locked until the end of the transaction; null when the list is no more. */
export async function lockList(
  tx: Queryable,
  list: ListKey,
): Promise<Pick<DueList, "changes" | "expected"> | null> {
  const { rows } = await tx.query<Pick<DueList, "changes" | "expected">>({
    name: "lock-response-list",
    text: `
      select changes, expected from response_lists
      where channel_id = $1 and message_id = $2 and kind = $3 and item = $4 for update`,
    values: keyValues(list),
  });
  return rows[0] ?? null;
}

/** Writes who is on a list: exactly these people, and the list is read. */
export async function storeWholeList(
  tx: Queryable,
  list: ListKey,
  people: readonly ListedPerson[],
): Promise<void> {
  await tx.query({
    name: "delete-unlisted-responses",
    text: `
      delete from responses r
      where r.channel_id = $1 and r.message_id = $2 and r.kind = $3 and r.item = $4
        and not exists (select from unnest($5::int8[], $6::boolean[]) as p (user_id, is_burst)
          where p.user_id = r.user_id and p.is_burst = r.is_burst)`,
    values: [...keyValues(list), people.map(({ userId }) => userId), people.map(({ isBurst }) => isBurst)],
  });
  await addPeople(tx, list, people);
  await tx.query({
    name: "record-response-list-read",
    text: `
      update response_lists set status = 'read', reason = null, attempts = 0, read_at = now()
      where channel_id = $1 and message_id = $2 and kind = $3 and item = $4`,
    values: keyValues(list),
  });
}

/** Writes people who are on a list beside those who are known. */
export async function addPeople(
  tx: Queryable,
  list: ListKey,
  people: readonly ListedPerson[],
): Promise<void> {
  if (people.length === 0) return;
  await tx.query({
    name: "add-listed-responses",
    text: `
      insert into responses (channel_id, message_id, kind, item, user_id, is_burst)
      select $1, $2, $3, $4, p.* from unnest($5::int8[], $6::boolean[]) as p (user_id, is_burst)
      on conflict do nothing`,
    values: [...keyValues(list), people.map(({ userId }) => userId), people.map(({ isBurst }) => isBurst)],
  });
}

/** It is to be tried again after `waitSeconds`. */
export async function postponeList(
  tx: Queryable,
  list: ListKey,
  reason: ResponseReason,
  waitSeconds: number,
): Promise<void> {
  await tx.query({
    name: "postpone-response-list",
    text: `
      update response_lists
      set reason = $5, attempts = attempts + 1, next_try_at = now() + make_interval(secs => $6::float8)
      where channel_id = $1 and message_id = $2 and kind = $3 and item = $4 and status = 'pending'`,
    values: [...keyValues(list), reason, waitSeconds],
  });
}

/** The platform knows no such list any more. Who is on it stays as known. */
export async function recordListGone(tx: Queryable, list: ListKey): Promise<void> {
  await tx.query({
    name: "record-response-list-gone",
    text: `
      update response_lists set status = 'failed', reason = 'gone'
      where channel_id = $1 and message_id = $2 and kind = $3 and item = $4 and status = 'pending'`,
    values: keyValues(list),
  });
}

/** All lists of a channel that cannot be read: gone for good, or asked for again after `waitSeconds`. */
export async function giveUpChannel(
  tx: Queryable,
  guildId: string,
  channelId: string,
  how: { reason: "gone" } | { reason: "no_access"; waitSeconds: number },
): Promise<void> {
  await tx.query({
    name: "give-up-response-lists",
    text: `
      update response_lists
      set reason = $3, status = case when $4::float8 is null then 'failed' else status end,
          next_try_at = now() + make_interval(secs => coalesce($4::float8, 0))
      where guild_id = $1 and channel_id = $2 and status = 'pending'`,
    values: [guildId, channelId, how.reason, how.reason === "gone" ? null : how.waitSeconds],
  });
}
