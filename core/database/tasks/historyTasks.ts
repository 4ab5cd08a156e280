/** history_fetch_tasks as the bot works it: what a page reports, how a guild task becomes its children. */

import { type Coverage, parseMultirange } from "../../coverage.ts";
import type { Platform } from "../../model/platform.ts";
import type { TaskMode } from "../../model/task.ts";
import type { Pool, Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";
import { underClaim } from "../../queue/underClaim.ts";
import { hasHole } from "../guilds/catchUp.ts";

export type HistoryTask = TaskBase & HistoryPayload;

/** The columns of its own. */
export interface HistoryPayload {
  platform: Platform;
  /** Its lane. */
  guildId: string;
  /** Its key; null for a task over the guild or several channels. */
  channelId: string | null;
  channelName: string | null;
  parentTaskId: string | null;
  mode: TaskMode;
  /** Both exclusive; null = open end. */
  afterMessageId: string | null;
  beforeMessageId: string | null;
  /** From this time on, and before that one; the ids above follow from them (bot/jobs/resolveTimes.ts). */
  afterTime: Date | null;
  beforeTime: Date | null;
  anchorMessageId: string | null;
  options: HistoryTaskOptions;
  /** What a reconcile has read again. */
  reread: Coverage;
  messagesFetched: number;
}

/** The options column; what psql users may have written beside these is ignored. */
export interface HistoryTaskOptions {
  /** A choice of channels instead of the whole guild. */
  channelIds: readonly string[] | null;
  /** Threads of the guild, or those of chosen channels besides threads that are chosen themselves. */
  includeThreads: boolean;
  includeArchivedThreads: boolean;
  /** Only channels whose newest message is not proven: catching up. */
  missingOnly: boolean;
}

export const historyTasks: TaskTable<HistoryTask> = defineTaskTable<HistoryPayload>({
  kind: "history_fetch",
  laneColumn: "guild_id",
  keyColumn: "channel_id",
  // Its parent was paused or cancelled, and it has yet to follow.
  held: `t.parent_task_id is not null and exists (
    select from history_fetch_tasks p
    where p.id = t.parent_task_id and p.children_behind and p.status in ('paused', 'cancelled'))`,
  toPayload,
  toLogFields: ({ guildId, channelId }) => ({ guildId, channelId }),
});

function toPayload(row: Record<string, unknown>): HistoryPayload {
  const text = (column: string) => (typeof row[column] === "string" ? row[column] : null); // int8 arrives as text
  return {
    platform: row.platform as Platform,
    guildId: String(row.guild_id),
    channelId: text("channel_id"),
    channelName: text("channel_name"),
    parentTaskId: text("parent_task_id"),
    mode: row.mode as TaskMode,
    afterMessageId: text("after_message_id"),
    beforeMessageId: text("before_message_id"),
    afterTime: row.after_time instanceof Date ? row.after_time : null,
    beforeTime: row.before_time instanceof Date ? row.before_time : null,
    anchorMessageId: text("anchor_message_id"),
    options: toOptions(row.options),
    reread: parseMultirange(String(row.reread)),
    messagesFetched: Number(row.messages_fetched),
  };
}

function toOptions(value: unknown): HistoryTaskOptions {
  const options = (value ?? {}) as Record<string, unknown>;
  const channelIds = Array.isArray(options.channelIds)
    ? options.channelIds.map(String).filter((id) => /^-?\d{1,19}$/.test(id))
    : null;
  return {
    channelIds,
    // A choice means what it names, unless it says more.
    includeThreads: channelIds === null ? options.includeThreads !== false : options.includeThreads === true,
    includeArchivedThreads: options.includeArchivedThreads !== false,
    missingOnly: options.missingOnly === true,
  };
}

/** What one page adds to a task. */
export interface PageReport {
  fetched: number;
  saved: number;
  duplicate: number;
  updated: number;
  /** Archived messages that were not found any more. */
  deleted: number;
  /** Messages whose reactions were others. */
  reactionsChanged: number;
  oldestMessageId: string | null;
  newestMessageId: string | null;
  /** 0 to 1, after this page. */
  progress: number;
  /** Fixes the far end of the task the first time it is given. */
  anchorMessageId: string | null;
  /** Reconcile: what was read again. */
  reread: { fromId: string; toId: string } | null;
}

/** Adds a page to the task's counters. Progress resets the attempts and crashes. Throws LeaseLostError. */
export async function reportPage(tx: Queryable, claim: TaskClaim, page: PageReport): Promise<void> {
  const { rowCount } = await tx.query({
    name: "report-page",
    text: `
      update history_fetch_tasks
      set messages_fetched = messages_fetched + $3, messages_saved = messages_saved + $4,
          messages_duplicate = messages_duplicate + $5, messages_updated = messages_updated + $6,
          messages_deleted = messages_deleted + $13, reactions_changed = reactions_changed + $14,
          start_message_id = least(start_message_id, $7), end_message_id = greatest(end_message_id, $8),
          progress = $9, anchor_message_id = coalesce(anchor_message_id, $10),
          reread = reread + int8multirange(int8range($11, $12)),
          attempts = least(attempts, 1), crash_count = 0, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [
      claim.id,
      claim.fence,
      page.fetched,
      page.saved,
      page.duplicate,
      page.updated,
      page.oldestMessageId,
      page.newestMessageId,
      page.progress,
      page.anchorMessageId,
      page.reread?.fromId ?? "0",
      page.reread?.toId ?? "0",
      page.deleted,
      page.reactionsChanged,
    ],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** Stores the ids that a task's times stand for. Throws LeaseLostError. */
export async function storeFoundRange(
  pool: Pool,
  task: TaskClaim,
  range: { afterMessageId: string | null; beforeMessageId: string | null },
): Promise<void> {
  await underClaim(pool, historyTasks, task, (tx) =>
    tx.query({
      name: "store-found-range",
      text: "update history_fetch_tasks set after_message_id = $2, before_message_id = $3 where id = $1",
      values: [task.id, range.afterMessageId, range.beforeMessageId],
    }),
  );
}

/**
 * Writes child tasks of a guild task, one per channel. A channel that has a child already gets no second one; a
 * child that failed, warned or was cancelled in an earlier run is opened again. The caller holds the claim on the
 * parent in the same transaction.
 */
export async function insertChildTasks(
  tx: Queryable,
  parent: Pick<
    HistoryTask,
    | "id"
    | "guildId"
    | "mode"
    | "afterMessageId"
    | "beforeMessageId"
    | "afterTime"
    | "beforeTime"
    | "priority"
    | "options"
  >,
  channels: readonly { id: string; name: string }[],
): Promise<void> {
  if (channels.length === 0) return;
  await tx.query({
    name: "insert-child-tasks",
    text: `
      insert into history_fetch_tasks (guild_id, parent_task_id, mode, after_message_id, before_message_id, priority,
        channel_id, channel_name, started_by, after_time, before_time)
      select $1, $2::int8, $3, $4, $5, $6, wanted.id, wanted.name, 'task ' || $2::int8, $10, $11
      from unnest($7::int8[], $8::text[]) as wanted (id, name)
      where not $9 or exists (select from channels c
        where c.id = wanted.id and ${hasHole("c.last_message_id")})
      on conflict (parent_task_id, channel_id) where parent_task_id is not null do update set status = 'pending'
      where history_fetch_tasks.status in ('warning', 'failed', 'cancelled')`,
    values: [
      parent.guildId,
      parent.id,
      parent.mode,
      parent.afterMessageId,
      parent.beforeMessageId,
      parent.priority,
      channels.map((channel) => channel.id),
      channels.map((channel) => channel.name),
      parent.options.missingOnly,
      parent.afterTime,
      parent.beforeTime,
    ],
  });
}

/** Writes which channels a guild task leaves out (null: none), in a sentence. Throws LeaseLostError. */
export async function noteLeftOut(pool: Pool, task: TaskClaim, note: string | null): Promise<void> {
  await underClaim(pool, historyTasks, task, (tx) =>
    tx.query({
      name: "note-left-out",
      text: "update history_fetch_tasks set note = $2 where id = $1 and note is distinct from $2",
      values: [task.id, note],
    }),
  );
}

/** Most children that follow their parents' pause, resume or cancellation in one statement: some tenths of a second. */
const followedAtOnce = 2_000;
/** Most such statements of one refresh; the rest follows with the next one. */
const mostFollowing = 4;

/**
 * Brings guild tasks up to date from their children: sums, progress, and the end once no child is open; lets children
 * follow a parent that was paused, resumed or cancelled; keeps the reasons why tasks wait true. Any number of processes
 * may do this at once; a task that another one is updating is skipped.
 */
export async function refreshGuildTasks(db: Queryable): Promise<void> {
  for (let n = 0; n < mostFollowing && (await followParents(db)) >= followedAtOnce; n++);
  await db.query({
    name: "refresh-guild-tasks",
    // The more children, the seldomer they are counted: 100,000 cost 0.2 s. A parent without an open child ends at once.
    text: `
      select refresh_history_fetch_parent(id) from (
        select id from history_fetch_tasks p
        where status = 'running' and fanned_out_at is not null and (
          sums_at is null
          or sums_at < now() - interval '0.1 ms' * (
            select coalesce(sum(count::int8), 0) from jsonb_each_text(p.children) as each_status (status, count))
          or not exists (
            select from history_fetch_tasks c
            where coalesce(c.parent_task_id, 0) = p.id and c.status in ('pending', 'running', 'paused')))
        order by id offset 0
      ) due`,
  });
  await db.query({ name: "refresh-waiting-reasons", text: "select refresh_history_fetch_reasons()" });
}

async function followParents(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ moved: number }>({
    name: "follow-parents",
    text: `
      select follow_history_fetch_parent(id, $1) as moved from (
        select id from history_fetch_tasks where children_behind
        order by id limit 1
        for no key update skip locked
      ) behind`,
    values: [followedAtOnce],
  });
  return rows[0]?.moved ?? 0;
}
