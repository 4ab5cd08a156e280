/** What a worker that dies of an error of its own leaves behind. One that is killed leaves nothing: leases run out. */
import type { Queryable } from "../postgres/pool.ts";
import { aloneFrom, mostCrashes, runAtAfterCrash, suspectFrom } from "./suspects.ts";
import type { TaskBase, TaskTable } from "./taskTable.ts";

/** What is known of a worker's death. */
export interface Judgement {
  /** The task that made it die; null when that is not known. */
  culpritId: string | null;
  /** It died without any suspect in hand: then those that were charged before are innocent. */
  isAcquittal: boolean;
}

/**
 * Who made a worker die. It is known when the worker held exactly one suspect, one that was to be tried alone, and had lived
 * longer without it than with it: a process that dies by itself every few seconds must not condemn whatever it held.
 */
export async function judgeCrash(db: Queryable, workerId: string): Promise<Judgement> {
  const { rows } = await db.query<{ id: string; is_culprit: boolean }>({
    name: "judge-crash",
    text: `
      select t.id, t.crash_count >= ${aloneFrom} and c.claimed_at - w.started_at >= now() - c.claimed_at as is_culprit
      from tasks t join workers w on w.id = t.worker_id
      -- A fence is the time of its claim in microseconds.
      cross join lateral (select to_timestamp(t.fence / 1000000.0) as claimed_at) c
      where t.status = 'running' and t.worker_id = $1 and t.crash_count >= ${suspectFrom}
      limit 2`,
    values: [workerId],
  });
  const [suspect, ...others] = rows;
  const culpritId = suspect?.is_culprit && others.length === 0 ? suspect.id : null;
  return { culpritId, isAcquittal: suspect === undefined };
}

export interface CrashedTask {
  id: string;
  status: "pending" | "failed";
  crashCount: number;
}

/**
 * Gives back the tasks that a dying worker holds. The culprit is charged, and fails when it was charged before; an
 * acquittal takes earlier charges back. `error` is what it died of.
 */
export async function settleCrash<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  { workerId, culpritId, isAcquittal, error }: Judgement & { workerId: string; error: string },
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
        where $4 and status = 'pending' and crash_count > ${aloneFrom}
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
    values: [workerId, culpritId, error, isAcquittal],
  });
  return rows.map((row) => ({ id: row.id, status: row.status, crashCount: row.crash_count }));
}
