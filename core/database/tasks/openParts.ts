/** What the open children of guild tasks tell: how much is still to come, and why none of them goes on. */
import type { Queryable } from "../../postgres/pool.ts";

/** Of one channel being read: see core/console/timeLeft.ts, which judges it. */
export interface RunningPartRow {
  held: number;
  progress: number;
  fetched: number;
  elapsedSeconds: number;
}

export interface OpenParts {
  running: RunningPartRow[];
  /** Children that have not begun. */
  waiting: number;
  /** What those that have begun or are over are expected to hold; null before the first. */
  quartiles: [number, number, number] | null;
  /** The waiting child that is due next, when none is due yet. */
  next: { runAt: Date; statusReason: string | null; attempts: number } | null;
}

/** As many running children as workers would ever have; more add nothing to a guess. */
const mostParts = 500;

/** How a child counts: of a fill over the whole life of a channel also what was archived of it before. */
const heldOf = `
  case when t.mode = 'fill' and t.after_message_id is null and t.before_message_id is null
      and t.after_time is null and t.before_time is null
    then greatest(c.message_count, t.messages_fetched) else t.messages_fetched end`;

/** By parent; those without open children are absent. Reads every child: for tasks with few of them. */
export async function loadOpenParts(
  db: Queryable,
  parentIds: readonly string[],
): Promise<Map<string, OpenParts>> {
  if (parentIds.length === 0) return new Map();
  const { rows } = await db.query<OpenPartsRow>({
    name: "load-open-parts",
    text: `
      with parts as (
        select t.parent_task_id, t.status, t.run_at, t.status_reason, t.attempts, t.messages_fetched as fetched,
          ${heldOf} as held,
          case when t.status in ('completed', 'warning') then 1 else t.progress::float8 end as share,
          extract(epoch from now() - t.started_at)::float8 as elapsed,
          row_number() over (partition by t.parent_task_id, t.status order by t.run_at, t.id) as place
        from history_fetch_tasks t left join channels c on c.id = t.channel_id
        where t.parent_task_id = any($1::int8[]) and t.status not in ('failed', 'cancelled')
      )
      select parent_task_id,
        coalesce(jsonb_agg(jsonb_build_object('held', held, 'progress', share, 'fetched', fetched,
          'elapsedSeconds', elapsed)) filter (where status = 'running' and place <= $2), '[]') as running,
        (count(*) filter (where status = 'pending'))::int as waiting,
        percentile_cont(array[0.25, 0.5, 0.75]) within group (order by held / nullif(share, 0))
          filter (where share > 0) as quartiles,
        min(run_at) filter (where status = 'pending') as next_at,
        min(status_reason) filter (where status = 'pending' and place = 1) as next_reason,
        coalesce(min(attempts) filter (where status = 'pending' and place = 1), 0) as next_attempts
      from parts group by parent_task_id
      having count(*) filter (where status in ('running', 'pending')) > 0`,
    values: [parentIds, mostParts],
  });
  return new Map(rows.map((row) => [row.parent_task_id, toOpenParts(row)]));
}

/** Of the fetches that ended last, of all tasks, so many are looked at for those of a task with many children. */
const recentlyEnded = 300;

/**
 * The same for tasks with thousands of children, at a cost that does not grow with them: what waits is counted as the
 * parent's row says, some seconds old, and sizes are those of what is read and of what ended last.
 */
export async function loadOpenPartsOfMany(
  db: Queryable,
  parentIds: readonly string[],
): Promise<Map<string, OpenParts>> {
  if (parentIds.length === 0) return new Map();
  const { rows } = await db.query<OpenPartsRow>({
    name: "load-open-parts-of-many",
    // Each part by the index over the tasks in one status, so that the other children are not read.
    text: `
      with running as materialized (
        select t.parent_task_id, t.messages_fetched as fetched, ${heldOf} as held, t.progress::float8 as share,
          extract(epoch from now() - t.started_at)::float8 as elapsed
        from history_fetch_tasks t left join channels c on c.id = t.channel_id
        where t.status = 'running' and t.parent_task_id = any($1::int8[])
        limit $2
      ), ended as materialized (
        select t.parent_task_id, ${heldOf} as held from (
          select * from history_fetch_tasks where status = 'completed' order by completed_at desc limit $3
        ) t left join channels c on c.id = t.channel_id
        where t.parent_task_id = any($1::int8[])
      )
      select p.id as parent_task_id,
        (select coalesce(jsonb_agg(jsonb_build_object('held', held, 'progress', share, 'fetched', fetched,
          'elapsedSeconds', elapsed)), '[]') from running r where r.parent_task_id = p.id) as running,
        coalesce((p.children ->> 'pending')::int, 0) as waiting,
        (select percentile_cont(array[0.25, 0.5, 0.75]) within group (order by size) from (
           select held / share as size from running r where r.parent_task_id = p.id and share > 0
           union all select held from ended e where e.parent_task_id = p.id) known) as quartiles,
        n.run_at as next_at, n.status_reason as next_reason, coalesce(n.attempts, 0) as next_attempts
      from history_fetch_tasks p
      left join lateral (
        select run_at, status_reason, attempts from history_fetch_tasks n
        where n.guild_id = p.guild_id and n.status = 'pending' and n.parent_task_id = p.id
        order by n.priority, n.run_at, n.id limit 1) n on true
      where p.id = any($1::int8[])`,
    values: [parentIds, mostParts, recentlyEnded],
  });
  return new Map(rows.map((row) => [row.parent_task_id, toOpenParts(row)]));
}

interface OpenPartsRow {
  parent_task_id: string;
  running: RunningPartRow[];
  waiting: number;
  quartiles: [number, number, number] | null;
  next_at: Date | null;
  next_reason: string | null;
  next_attempts: number;
}

function toOpenParts(row: OpenPartsRow): OpenParts {
  return {
    running: row.running.map((part) => ({ ...part, elapsedSeconds: part.elapsedSeconds ?? 0 })),
    waiting: row.waiting,
    quartiles: row.quartiles,
    next:
      row.next_at === null
        ? null
        : { runAt: row.next_at, statusReason: row.next_reason, attempts: row.next_attempts },
  };
}
