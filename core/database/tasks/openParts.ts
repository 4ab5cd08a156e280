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

/** By parent; those without open children are absent. */
export async function loadOpenParts(
  db: Queryable,
  parentIds: readonly string[],
): Promise<Map<string, OpenParts>> {
  if (parentIds.length === 0) return new Map();
  const { rows } = await db.query<OpenPartsRow>({
    name: "load-open-parts",
    // A fill over the whole life of a channel counts what was archived of it before: its progress does so too.
    text: `
      with parts as (
        select t.parent_task_id, t.status, t.run_at, t.status_reason, t.attempts, t.messages_fetched as fetched,
          case when t.mode = 'fill' and t.after_message_id is null and t.before_message_id is null
            then greatest(c.message_count, t.messages_fetched) else t.messages_fetched end as held,
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
