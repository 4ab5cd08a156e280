/** Taking pending tasks. Suspects (suspects.ts) are left out. */
import { isLostRace, isUniqueViolation, type Queryable } from "../postgres/pool.ts";
import { withoutWaiting } from "./asynchronously.ts";
import { suspectFrom } from "./suspects.ts";
import type { TaskBase, TaskTable } from "./taskTable.ts";

export interface ClaimRequest {
  workerId: string;
  /** The lanes this worker serves. */
  lanes: readonly string[];
  /** How many tasks at most. */
  limit: number;
  leaseSeconds: number;
}

/** How often a claim that lost a race is tried again before it gives up until the next wake. */
const mostTries = 5;
/** The most tasks one statement claims. */
const largestBatch = 64;

/**
 * Claims up to `limit` due tasks: priority, then run_at, then id. Concurrent callers never get the same task,
 * and never two tasks of one key. May return fewer than are due: ask again until it returns none.
 */
export async function claimTasks<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  request: ClaimRequest,
): Promise<Task[]> {
  if (request.limit < 1 || request.lanes.length === 0) return [];
  const batch = batchOf(request.limit);
  return whileRaced(async () => {
    const { rows } = await db.query<Record<string, unknown>>({
      name: `claim-${batch}-${table.name}`,
      text: claimText(table, batch),
      values: [request.workerId, request.lanes, request.leaseSeconds],
    });
    return rows.map((row) => table.toTask(row));
  });
}

/** Tries a claim again when another worker took a task of the same key between our look and our update. */
export async function whileRaced<Task>(claim: () => Promise<Task[]>): Promise<Task[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await claim();
    } catch (error) {
      if (tries < mostTries && (isUniqueViolation(error) || isLostRace(error))) continue;
      if (isUniqueViolation(error)) return [];
      throw error;
    }
  }
}

/** SQL: lanes whose work an operator paused. A lane that is no guild is none of them. */
export const pausedLanes = "select g.id from guilds g where g.work_paused_at is not null";

/**
 * The largest power of two that is not above `limit`. The number stands in the statement's text, since a LIMIT that is
 * a parameter makes the planner guess, choose worse, and plan anew at every call; powers of two keep the statements few.
 */
const batchOf = (limit: number) => Math.min(largestBatch, 2 ** Math.floor(Math.log2(limit)));

// Lanes are scanned, not the backlog: one short index scan per lane, however many rows wait elsewhere
// (docs/notes/0002-claim-by-lanes.md). The slack in the lane's limit makes up for rows that another worker has locked
// and for second tasks of one key.
// - The CTEs are materialized: the planner may run a LIMITed sub-select more than once and would then update more rows
//   than it locked.
// - "not in" reads the running tasks once and probes a hash for each row, so that 100,000 tasks of a busy key at the
//   head of a lane are passed over in some milliseconds.
// - The same trick leaves out suspects, of which there are hardly ever any.
// - "= any (array(…))" leads to the primary key whatever the statistics say.
// - The sub-select around the lanes hides their number, without which PostgreSQL would plan anew at every call (0.4 ms).
//
// Like settling, claiming does not wait for the disk. A claim that a crashing database forgets is a lost lease like any
// other, as long as its fence is never given again: so the fence is the time in microseconds, and grows even when the
// row's last value is forgotten.
const claimText = (
  { name, lane, key, held }: Pick<TaskTable<TaskBase>, "name" | "lane" | "key" | "held">,
  batch: number,
) => `
  with ${withoutWaiting},
  heads as materialized (
    select h.* from unnest((select $2::int8[])) as lane (id)
    cross join lateral (
      select t.id, t.${key} as key, t.priority, t.run_at from ${name} t
      where t.status = 'pending' and t.${lane} = lane.id and t.run_at <= now()
        and coalesce(t.${key}, -t.id) not in (
          select coalesce(r.${key}, -r.id) from ${name} r where r.status = 'running')
        and t.id not in (select s.id from ${name} s where s.status = 'pending' and s.crash_count >= ${suspectFrom})
      order by t.priority, t.run_at, t.id
      limit ${2 * batch + 4}
    ) h
    where lane.id not in (${pausedLanes})
  ),
  one_per_key as materialized (
    select id from (
      select distinct on (coalesce(key, -id)) id, priority, run_at from heads
      order by coalesce(key, -id), priority, run_at, id
    ) h
    order by h.priority, h.run_at, h.id
  ),
  chosen as materialized (
    select due.id from one_per_key h
    cross join lateral (
      select t.id from ${name} t where t.id = h.id and t.status = 'pending' ${held === null ? "" : `and not (${held})`}
      for update skip locked
    ) due
    limit ${batch}
  )
  ${takeChosen(name)}`;

/** The end of a claim: what is `chosen` becomes running, for worker $1 and $3 seconds. */
export const takeChosen = (name: string) => `
  update ${name} t
  set status = 'running', worker_id = $1, attempts = t.attempts + 1, status_reason = null,
      fence = greatest(t.fence + 1, (extract(epoch from clock_timestamp()) * 1000000)::int8),
      heartbeat_at = now(), lease_expires_at = now() + make_interval(secs => $3::float8),
      started_at = coalesce(t.started_at, now())
  from asynchronously
  where t.id = any (array(select id from chosen))
  returning t.*`;

/**
 * In how many milliseconds the next snoozed task of the lanes is due, or null. Lets a worker sleep exactly that long
 * instead of finding out by polling. Told by the database's clock: the worker's may be wrong.
 */
export async function findNextDueMs<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  lanes: readonly string[],
): Promise<number | null> {
  const { rows } = await db.query<{ ms: number | null }>({
    name: `next-due-${table.name}`,
    text: `
      select (extract(epoch from min(run_at) - clock_timestamp()) * 1000)::float8 as ms from ${table.name}
      where status = 'pending' and ${table.lane} = any($1::int8[]) and run_at > now()
        and ${table.lane} not in (${pausedLanes})`,
    values: [lanes],
  });
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(0, Math.ceil(ms));
}
