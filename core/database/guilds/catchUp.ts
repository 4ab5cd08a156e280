/** What a guild lacks that its channels announced: the ground of catching up without being asked. */
import type { Coverage } from "../../coverage.ts";
import { catchUpStarter } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A channel whose newest announced message is not proven. */
export interface BehindChannel {
  id: string;
  /** End of what is proven of it, exclusive; null when nothing is. */
  coveredBelow: string | null;
}

export interface CatchUpNeed {
  /** Whether everything that is missing is fetched by itself, or only what came after what there is. */
  isKept: boolean;
  channels: BehindChannel[];
}

/**
 * SQL: whether the guild `g` is kept complete: when it says so, or when it says nothing and a fetch of all of it has ended
 * well.
 */
export const isKeptComplete = `
  coalesce(g.keep_complete, exists (
    select from history_fetch_tasks t
    where t.guild_id = g.id and t.parent_task_id is null and t.channel_id is null
      and not t.options ? 'channelIds' and t.after_message_id is null and t.before_message_id is null
      and t.after_time is null and t.before_time is null
      and t.status in ('completed', 'warning')))`;

/**
 * Milliseconds for which a message that was heard may be without proof: the platform acknowledges that the connection
 * lives every 45 seconds, and ids settle for some more. Less calls healthy channels outdated, more finds holes later.
 */
const settlingMs = 90_000;
/** SQL: messages with this id and later ones may still be settling; above every id of Telegram, where nothing settles. */
const settlingId = `(((extract(epoch from now()) * 1000)::int8 - 1420070400000 - ${settlingMs}) << 22)`;

/**
 * SQL: whether the channel `c` waits for nothing but the proof of what was said just now: its newest message is that
 * young, and everything older that is archived is proven.
 */
export const isSettling = `(
  c.last_message_id >= ${settlingId} and not c.covered @> c.last_message_id
  and coalesce(c.covered @> (
    select m.id from messages m where m.channel_id = c.id and m.id < ${settlingId} order by m.id desc limit 1), true))`;

/** SQL: whether the channel `c`, which `accountId` can read, announced a message that is not proven though it should be. */
export const isBehind = (accountId: string) => `(
  c.has_history and c.removed_at is null and not c.covered @> c.last_message_id and not ${isSettling}
  and not exists (select from account_channels lacking
    where lacking.account_id = ${accountId} and lacking.channel_id in (c.id, c.parent_id)))`;

/**
 * SQL: whether anything up to the message `last` of the channel `c` is neither proven nor set aside. More than isBehind: a
 * stretch that was missed may lie below messages that were heard since. Where nothing was ever said, that has to be proven
 * once.
 */
export const hasHole = (
  last: string,
) => `(case when ${last} is null then c.has_history and isempty(c.covered) else
  not c.covered @> int8range(0, ${last} + 1)
  and not c.covered + coalesce((
    select range_agg(int8range(s.from_id, s.to_id)) from set_aside s
    where s.channel_id = c.id and s.resolved_at is null and s.from_id is not null), '{}') @> int8range(0, ${last} + 1)
  end)`;

/** The channels of a guild that are behind for `accountId`, threads included, and whether the guild is kept complete. */
export async function findCatchUpNeed(
  db: Queryable,
  guildId: string,
  accountId: string,
): Promise<CatchUpNeed> {
  const { rows } = await db.query<{
    is_kept: boolean;
    behind: { id: string; covered_below: string | null }[];
  }>({
    name: "find-catch-up-need",
    text: `
      select
        ${isKeptComplete} as is_kept,
        coalesce((
          select json_agg(json_build_object('id', c.id::text, 'covered_below', upper(c.covered)::text) order by c.id)
          from channels c
          where c.guild_id = g.id and ${isBehind("$2")}
        ), '[]') as behind
      from guilds g where g.id = $1`,
    values: [guildId, accountId],
  });
  const [row] = rows;
  return {
    isKept: row?.is_kept === true,
    channels: (row?.behind ?? []).map((channel) => ({ id: channel.id, coveredBelow: channel.covered_below })),
  };
}

/**
 * Whether all these archived threads are known as such, with everything they announce proven: then none of them was
 * written in since they were last looked at.
 */
export async function areAllSettled(
  db: Queryable,
  threads: readonly { id: string; lastMessageId: string | null }[],
): Promise<boolean> {
  const { rows } = await db.query<{ settled: boolean }>({
    name: "are-all-settled",
    text: `
      select coalesce(bool_and(c.archived and not ${hasHole("t.last_message_id")}), false)
        and count(c.id) = count(*) as settled
      from unnest($1::int8[], $2::int8[]) as t (id, last_message_id) left join channels c using (id)`,
    values: [threads.map(({ id }) => id), threads.map(({ lastMessageId }) => lastMessageId)],
  });
  return rows[0]?.settled === true;
}

/** Behind everything that people ask for: smaller runs first, 100 is usual. */
const catchUpPriority = 200;

/**
 * Writes a task that fetches what a guild lacks: of all its channels and threads, those that were made meanwhile
 * included. Returns its id, or null when one is open already.
 */
export async function insertGuildCatchUp(db: Queryable, guildId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-guild-catch-up",
    text: `
      insert into history_fetch_tasks (guild_id, options, priority, started_by)
      values ($1, '{"missingOnly": true}', $2, $3)
      on conflict do nothing
      returning id`,
    values: [guildId, catchUpPriority, catchUpStarter],
  });
  return rows[0]?.id ?? null;
}

/**
 * Writes tasks that fetch what came after the end of what is proven, one per channel; channels of which nothing is
 * proven are left alone. Returns how many were written.
 */
export async function insertChannelCatchUps(
  db: Queryable,
  guildId: string,
  channels: readonly BehindChannel[],
): Promise<number> {
  const begun = channels.filter(({ coveredBelow }) => coveredBelow !== null);
  if (begun.length === 0) return 0;
  const { rowCount } = await db.query({
    name: "insert-channel-catch-ups",
    text: `
      insert into history_fetch_tasks (guild_id, channel_id, after_message_id, priority, started_by)
      select $1, c.id, c.covered_below - 1, $4, $5
      from unnest($2::int8[], $3::int8[]) as c (id, covered_below)
      where not exists (select from history_fetch_tasks t
        where t.guild_id = $1 and t.channel_id = c.id and t.status in ('pending', 'running', 'paused'))
      on conflict do nothing`,
    values: [
      guildId,
      begun.map(({ id }) => id),
      begun.map(({ coveredBelow }) => coveredBelow),
      catchUpPriority,
      catchUpStarter,
    ],
  });
  return rowCount ?? 0;
}

/** Writes tasks that read intervals of a channel again whose coverage turned out wrong; what is open already stays. */
export async function insertIntervalCatchUps(
  tx: Queryable,
  place: { guildId: string; channelId: string },
  intervals: Coverage,
): Promise<void> {
  await tx.query({
    name: "insert-interval-catch-ups",
    text: `
      insert into history_fetch_tasks (guild_id, channel_id, after_message_id, before_message_id, priority, started_by)
      select $1, $2, nullif(i.from_id, 0) - 1, i.to_id, $5, $6
      from unnest($3::int8[], $4::int8[]) as i (from_id, to_id)
      on conflict do nothing`,
    values: [
      place.guildId,
      place.channelId,
      intervals.map(({ from }) => from),
      intervals.map(({ to }) => to),
      catchUpPriority,
      catchUpStarter,
    ],
  });
}
