/** Runs of schedules that export. As of those that fetch (runs.ts), one statement decides and makes the task. */
import type { ScheduleOutcome } from "../../model/schedule.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { RunBy, ScheduleRun } from "./runs.ts";
import type { ScheduleRecord } from "./schedules.ts";

/**
 * Asks for the export of a schedule that is due, however many times it was missed, or by hand. Skipped, and said so, while an
 * export of it is open. Null when it was run or changed since `schedule` was read: nothing was done then.
 */
export async function recordExportRun(
  db: Queryable,
  schedule: ScheduleRecord,
  by: RunBy,
): Promise<ScheduleRun | null> {
  const { rows } = await db.query<{ outcome: ScheduleOutcome; task_id: string | null }>({
    name: "run-export-schedule",
    text: `
      with due as materialized (
        select * from schedules
        where id = $1 and runs = $2 and kind = 'export' and ($3 or (enabled and next_run_at <= now()))
        for no key update
      ), open as materialized (
        select t.id from export_tasks t join due on t.schedule_id = due.id
        where t.status in ('pending', 'running', 'paused')
        order by t.id limit 1
      ), made as (
        insert into export_tasks (name, format, guild_id, channel_ids, timezone, after_at, files, destination, folder, encrypt_to,
          priority, started_by, schedule_id)
        select due.name, due.export_format, due.guild_id, due.channel_ids, due.time_zone,
          now() - make_interval(days => due.export_days), due.export_files, due.export_destination,
          case due.export_folder when '' then 'schedule-' || due.id else due.export_folder end, due.export_encrypt_to, due.priority,
          'schedule ' || due.name, due.id
        from due where not exists (select from open)
        returning id
      )
      update schedules s
      set runs = s.runs + 1, last_run_at = now(),
          next_run_at = case when $3 then s.next_run_at else $4::timestamptz end,
          last_task_id = coalesce((select id from made), s.last_task_id),
          last_outcome = case when exists (select from made) then 'started' else 'skipped' end,
          last_message = case when not exists (select from made)
            then format('Task %s of an earlier run is still open.', (select id from open)) end
      from due where s.id = due.id
      returning s.last_outcome as outcome, coalesce((select id from made), (select id from open)) as task_id`,
    values: [schedule.id, schedule.runs, by.hand, by.hand ? null : by.nextRunAt],
  });
  const [row] = rows;
  return row ? { outcome: row.outcome, taskId: row.task_id } : null;
}
