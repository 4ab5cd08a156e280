/**
 * Runs of schedules. Whether one runs is decided in the one statement that makes its task, by the database's clock and
 * under a fence (`runs`), so that of any number of processes, restarts and clicks one makes the task.
 */
import type { ScheduleOutcome } from "../../model/schedule.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { FetchKey } from "../tasks/fetchRows.ts";
import type { ScheduleRecord } from "./schedules.ts";

export interface ScheduledFetch extends FetchKey {
  /** The channel it is named after; null for the guild or several channels. */
  namedAfter: string | null;
}

export interface ScheduleRun {
  outcome: ScheduleOutcome;
  /** The task that was made, or the open one for which none was; null where that one was not made by the schedule. */
  taskId: string | null;
}

/** By hand, or because it is due: then it also moves on to its next time. */
export type RunBy = { hand: true } | { hand: false; nextRunAt: Date | null };

/**
 * Makes the task of a schedule that is due, however many times it was missed, and sets when it comes due next; or, by
 * hand, makes it now and leaves the next time alone. Skipped, and said so, while a task of it or one for the same is
 * open. Null when it was run or changed since `schedule` was read: nothing was done then.
 */
export async function recordRun(
  db: Queryable,
  schedule: ScheduleRecord,
  fetch: ScheduledFetch,
  by: RunBy,
): Promise<ScheduleRun | null> {
  const { rows } = await db.query<{ outcome: ScheduleOutcome; task_id: string | null }>({
    name: "run-schedule",
    text: `
      with due as materialized (
        select id, name, priority from schedules
        where id = $1 and runs = $2 and ($3 or (enabled and next_run_at <= now()))
        for no key update
      ), open as materialized (
        select t.id from history_fetch_tasks t join due on t.schedule_id = due.id
        where t.status in ('pending', 'running', 'paused')
        order by t.id limit 1
      ), made as (
        insert into history_fetch_tasks (guild_id, channel_id, channel_name, mode, after_message_id, before_message_id,
          after_time, before_time, options, priority, started_by, schedule_id)
        select $5, $6::int8, (select name from channels where id = $11::int8), $7, $8::int8, $9::int8,
          $12::timestamptz, $13::timestamptz, $10::jsonb,
          due.priority, 'schedule ' || due.name, due.id
        from due where not exists (select from open)
        on conflict do nothing
        returning id
      )
      update schedules s
      set runs = runs + 1, last_run_at = now(), next_run_at = case when $3 then next_run_at else $4::timestamptz end,
          last_task_id = coalesce((select id from made), last_task_id),
          last_outcome = case when exists (select from made) then 'started' else 'skipped' end,
          last_message = case
            when exists (select from made) then null
            when exists (select from open) then format('Task %s of an earlier run is still open.', (select id from open))
            else 'Another task for the same is still open.' end
      from due where s.id = due.id
      returning s.last_outcome as outcome, coalesce((select id from made), (select id from open)) as task_id`,
    values: [
      schedule.id,
      schedule.runs,
      by.hand,
      by.hand ? null : by.nextRunAt,
      fetch.guildId,
      fetch.channelId,
      fetch.mode,
      fetch.afterMessageId,
      fetch.beforeMessageId,
      JSON.stringify(fetch.options),
      fetch.namedAfter,
      fetch.afterTime,
      fetch.beforeTime,
    ],
  });
  const [row] = rows;
  return row ? { outcome: row.outcome, taskId: row.task_id } : null;
}

/** Writes down that a schedule that was due could make no task, and when it tries next. */
export async function recordFailedRun(
  db: Queryable,
  schedule: ScheduleRecord,
  message: string,
  nextRunAt: Date | null,
): Promise<void> {
  await db.query({
    name: "fail-schedule",
    text: `
      update schedules
      set runs = runs + 1, last_run_at = now(), last_outcome = 'failed', last_message = $3, next_run_at = $4,
          enabled = enabled and $4::timestamptz is not null
      where id = $1 and runs = $2`,
    values: [schedule.id, schedule.runs, message, nextRunAt],
  });
}

/** Sets when a schedule comes due, where that is not known yet. */
export async function setFirstRun(db: Queryable, schedule: ScheduleRecord, nextRunAt: Date): Promise<void> {
  await db.query({
    name: "set-first-run",
    text: `
      update schedules set next_run_at = $3
      where id = $1 and runs = $2 and enabled and next_run_at is null and cron = $4 and time_zone = $5`,
    values: [schedule.id, schedule.runs, nextRunAt, schedule.cron, schedule.timeZone],
  });
}
