/** Keeping claims alive, and taking back those whose worker is gone. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "../postgres/pool.ts";
import { aloneFrom, runAtAfterCrash } from "./suspects.ts";
import type { TaskBase, TaskClaim, TaskTable } from "./taskTable.ts";

/**
 * How a claim stands. locked: still the worker's own, but somebody holds its row at this moment, so that the lease was
 * not extended. Whoever holds the row keeps reapers away as well.
 */
export type ClaimState = "extended" | "locked";

/** How often rows that somebody holds are looked at again within one beat: pages hold theirs for milliseconds. */
const lockedTries = 4;
const lockedPauseMs = 25;

/**
 * Extends the leases of a worker's claims and tells how they stand, by id. An id that does not come back is lost:
 * cancelled, paused, or another worker's.
 *
 * It never waits for a row: a statement that holds a hundred rows and waits for one more would deadlock with every
 * transaction that changes several tasks in another order, such as an operator's UPDATE in psql.
 */
export async function extendLeases<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claims: readonly TaskClaim[],
  leaseSeconds: number,
): Promise<Map<string, ClaimState>> {
  const states = new Map<string, ClaimState>();
  let left = claims;
  for (let tries = 1; left.length > 0; tries++) {
    for (const { id, extended } of await extendFree(db, table, left, leaseSeconds))
      states.set(id, extended ? "extended" : "locked");
    left = left.filter(({ id }) => states.get(id) === "locked");
    if (tries === lockedTries) break;
    if (left.length > 0) await sleep(lockedPauseMs);
  }
  return states;
}

/** Extends the leases of rows that nobody else holds. Returns the claims that are still the worker's own. */
async function extendFree<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claims: readonly TaskClaim[],
  leaseSeconds: number,
): Promise<{ id: string; extended: boolean }[]> {
  const { rows } = await db.query<{ id: string; extended: boolean }>({
    name: `extend-leases-${table.name}`,
    text: `
      with held as materialized (select * from unnest($1::int8[], $2::int8[]) as held (id, fence)),
      free as materialized (
        select t.id from held join ${table.name} t using (id)
        where t.fence = held.fence and t.status = 'running'
        order by t.id
        for no key update of t skip locked
      ),
      extended as (
        update ${table.name} set heartbeat_at = now(), lease_expires_at = now() + make_interval(secs => $3::float8)
        where id = any (array(select id from free))
        returning id
      )
      select t.id, extended.id is not null as extended
      from held join ${table.name} t using (id) left join extended using (id)
      where t.fence = held.fence and t.status = 'running'`,
    values: [claims.map((claim) => claim.id), claims.map((claim) => claim.fence), leaseSeconds],
  });
  return rows;
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
