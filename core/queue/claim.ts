/** Taking pending tasks. */
import { isLostRace, isUniqueViolation, type Queryable } from "../database/pool.ts";
import type { TaskBase, TaskTable } from "./taskTable.ts";

export interface ClaimRequest {
  workerId: string;
  /** Guilds whose tasks this worker can do. */
  lanes: readonly string[];
  /** How many tasks at most. */
  limit: number;
  leaseSeconds: number;
}

/** How often a claim that lost a race is tried again before it gives up until the next wake. */
const mostTries = 5;

/**
 * Claims up to `limit` due tasks: priority, then run_at, then id. Concurrent callers never get the same task,
 * and never two tasks of one channel. Returns fewer, or none, when nothing more is due in the lanes.
 */
export async function claimTasks<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  request: ClaimRequest,
): Promise<Task[]> {
  if (request.limit < 1 || request.lanes.length === 0) return [];
  for (let tries = 1; ; tries++) {
    try {
      const { rows } = await db.query<Record<string, unknown>>({
        name: `claim-${table.name}`,
        text: claimText(table.name),
        values: [request.workerId, request.lanes, request.limit, request.leaseSeconds],
      });
      return rows.map((row) => table.toTask(row));
    } catch (error) {
      // Another worker took a task of the same channel between our look and our update.
      if (tries < mostTries && (isUniqueViolation(error) || isLostRace(error))) continue;
      if (isUniqueViolation(error)) return [];
      throw error;
    }
  }
}

// Lanes are scanned, not the backlog: one short index scan per guild, however many rows wait elsewhere or belong
// to a busy channel. The CTEs are materialized because the planner may run a LIMITed sub-select more than once
// and would then update more rows than it locked (docs/notes/0002-claim-by-lanes.md). The slack in the lane's
// limit makes up for rows that another worker has locked and for second tasks of one channel.
const claimText = (table: string) => `
  with heads as materialized (
    select h.* from unnest($2::int8[]) as lane (guild_id)
    cross join lateral (
      select t.id, t.channel_id, t.priority, t.run_at from ${table} t
      where t.status = 'pending' and t.guild_id = lane.guild_id and t.run_at <= now()
        and not exists (select from ${table} r where r.status = 'running' and r.channel_id = t.channel_id)
      order by t.priority, t.run_at, t.id
      limit 2 * $3::int + 4
    ) h
  ),
  one_per_channel as materialized (
    select distinct on (coalesce(channel_id, -id)) id, priority, run_at from heads
    order by coalesce(channel_id, -id), priority, run_at, id
  ),
  chosen as materialized (
    select t.id from one_per_channel h join ${table} t using (id)
    where t.status = 'pending'
    order by h.priority, h.run_at, h.id
    limit $3::int
    for update of t skip locked
  )
  update ${table} t
  set status = 'running', worker_id = $1, fence = t.fence + 1, attempts = t.attempts + 1, status_reason = null,
      heartbeat_at = now(), lease_expires_at = now() + make_interval(secs => $4::float8),
      started_at = coalesce(t.started_at, now())
  from chosen where t.id = chosen.id
  returning t.*`;

/**
 * When the next snoozed task of the lanes is due, or null. Lets a worker sleep exactly that long instead of
 * finding out by polling.
 */
export async function findNextDue<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  lanes: readonly string[],
): Promise<Date | null> {
  const { rows } = await db.query<{ run_at: Date | null }>({
    name: `next-due-${table.name}`,
    text: `
      select min(run_at) as run_at from ${table.name}
      where status = 'pending' and guild_id = any($1::int8[]) and run_at > now()`,
    values: [lanes],
  });
  return rows[0]?.run_at ?? null;
}
