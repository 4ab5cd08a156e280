/** What a worker that dies of an error of its own leaves behind. One that is killed leaves nothing: leases run out. */
import type { Queryable } from "../postgres/pool.ts";
import { aloneFrom, mostCrashes, runAtAfterCrash, suspectFrom } from "./suspects.ts";
import type { TaskBase, TaskTable } from "./taskTable.ts";

/**
 * The task that made its worker die, or null when that is not known. It is known when the worker held exactly one
 * suspect, one that was to be tried alone, and had lived longer without it than with it: a process that dies by itself
 * every few seconds must not condemn whatever it held.
 */
export async function findCulprit(db: Queryable, workerId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-culprit",
    text: `
      select t.id from tasks t join workers w on w.id = t.worker_id
      -- A fence is the time of its claim in microseconds.
      cross join lateral (select to_timestamp(t.fence / 1000000.0) as claimed_at) c
      where t.status = 'running' and t.worker_id = $1 and t.crash_count >= ${aloneFrom}
        and c.claimed_at - w.started_at >= now() - c.claimed_at
        and not exists (
          select from tasks o
          where o.status = 'running' and o.worker_id = $1 and o.crash_count >= ${suspectFrom} and o.id <> t.id)`,
    values: [workerId],
  });
  return rows[0]?.id ?? null;
}

export interface CrashedTask {
  id: string;
  status: "pending" | "failed";
  crashCount: number;
}

/**
 * Gives back the tasks that a dying worker holds. The culprit is charged, and fails when it was charged before;
 * without one, earlier charges are taken back: the process dies without them too. `error` is what it died of.
 */
export async function settleCrash<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  crash: { workerId: string; culpritId: string | null; error: string },
): Promise<CrashedTask[]> {
  const { rows } = await db.query<{ id: string; status: CrashedTask["status"]; crash_count: number }>({
    name: `settle-crash-${table.name}`,
    text: `
      with held as materialized (
        select id from ${table.name}
        where status = 'running' and worker_id = $1 and fanned_out_at is null
        order by id
        for update
      ), acquitted as (
        update ${table.name} set crash_count = ${aloneFrom}
        where $2::int8 is null and status = 'pending' and crash_count > ${aloneFrom}
      )
      update ${table.name} t
      set status = case when t.id = $2 and t.crash_count + 1 >= ${mostCrashes} then 'failed' else 'pending' end,
          status_reason = case when t.id = $2 and t.crash_count + 1 >= ${mostCrashes} then 'worker_lost_repeatedly'
            else 'worker_lost' end,
          error_message = case when t.id = $2 then format('The bot crashed while it ran this task and nothing else that was suspect: %s', $3::text)
            else t.error_message end,
          crash_count = case when t.id = $2 then t.crash_count + 1
            else greatest(t.crash_count, least(t.crash_count + 1, ${aloneFrom})) end,
          run_at = ${runAtAfterCrash}
      from held where t.id = held.id
      returning t.id, t.status, t.crash_count`,
    values: [crash.workerId, crash.culpritId, crash.error],
  });
  return rows.map((row) => ({ id: row.id, status: row.status, crashCount: row.crash_count }));
}
