/** Keeping claims alive, and taking back those whose worker is gone. */
import type { Queryable } from "../postgres/pool.ts";
import { aloneFrom, runAtAfterCrash } from "./suspects.ts";
import type { TaskBase, TaskClaim, TaskTable } from "./taskTable.ts";

/**
 * Extends the leases of all of a worker's claims in one statement and returns the ids that are still its own.
 * An id that does not come back is lost: cancelled, paused, or another worker's.
 */
export async function extendLeases<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claims: readonly TaskClaim[],
  leaseSeconds: number,
): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: `extend-leases-${table.name}`,
    text: `
      update ${table.name} t set heartbeat_at = now(), lease_expires_at = now() + make_interval(secs => $3::float8)
      from unnest($1::int8[], $2::int8[]) as held (id, fence)
      where t.id = held.id and t.fence = held.fence and t.status = 'running'
      returning t.id`,
    values: [claims.map((claim) => claim.id), claims.map((claim) => claim.fence), leaseSeconds],
  });
  return new Set(rows.map((row) => row.id));
}

export interface ReapedTask {
  id: string;
  crashCount: number;
}

/**
 * Takes back every running task whose lease has expired. Safe for any number of processes at once: rows that another
 * reaper holds are skipped. The first time a task keeps its place in the queue; after that it waits longer each time.
 * It never fails here: why a worker vanished (a kill, a machine without memory) is not known (suspects.ts).
 */
export async function reapTasks<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
): Promise<ReapedTask[]> {
  const { rows } = await db.query<{ id: string; crash_count: number }>({
    name: `reap-${table.name}`,
    text: `
      with lost as materialized (
        select id from ${table.name}
        where status = 'running' and fanned_out_at is null
          and (lease_expires_at is null or lease_expires_at < now())
        order by id
        for update skip locked
      )
      update ${table.name} t
      set status = 'pending', status_reason = 'worker_lost',
          crash_count = greatest(t.crash_count, least(t.crash_count + 1, ${aloneFrom})), run_at = ${runAtAfterCrash}
      from lost where t.id = lost.id
      returning t.id, t.crash_count`,
  });
  return rows.map((row) => ({ id: row.id, crashCount: row.crash_count }));
}

/** Ends the leases of workers that are known to be dead: their tasks can be reaped at once. */
export async function expireLeases<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  workerIds: readonly string[],
): Promise<void> {
  await db.query({
    name: `expire-leases-${table.name}`,
    text: `
      update ${table.name} set lease_expires_at = now() - interval '1 ms'
      where id = any (array(
        select id from ${table.name}
        where status = 'running' and worker_id = any($1::uuid[])
        order by id for update skip locked))`,
    values: [workerIds],
  });
}
