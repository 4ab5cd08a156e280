/**
 * Tasks of every kind but history fetches (which have records of their own), through the view that make_task_queue keeps.
 * A new kind needs nothing here.
 */
import { mostCounted } from "../../api/tasks.ts";
import { noTasks, type TaskStatus, taskStatuses } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** What all kinds have in common. */
export interface OtherTaskRecord {
  id: string;
  kind: string;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  priority: number;
  attempts: number;
  maxAttempts: number;
  crashCount: number;
  workerId: string | null;
  worker: { id: string; host: string; pid: number } | null;
  heartbeatAt: Date | null;
  leaseExpiresAt: Date | null;
  /** 0 to 1. */
  progress: number;
  startedBy: string | null;
  timeline: unknown;
  runAt: Date;
  createdAt: Date;
  startedAt: Date | null;
  updatedAt: Date;
  completedAt: Date | null;
  /** Tasks of its queue and lane that are due before it; null when it is not pending. */
  ahead: number | null;
}

const columns = `
  t.id, t.kind, t.status, t.status_reason, t.error_message, t.priority, t.attempts, t.max_attempts, t.crash_count,
  t.worker_id, w.host, w.pid, t.heartbeat_at, t.lease_expires_at, t.progress, t.started_by, t.timeline, t.run_at,
  t.created_at, t.started_at, t.updated_at, t.completed_at,
  case when t.status = 'pending' then (
    select count(*)::int from (
      select from tasks b where b.kind = t.kind and b.lane = t.lane and b.status = 'pending' and b.run_at <= now()
        and (b.priority, b.run_at, b.id) < (t.priority, t.run_at, t.id) limit ${mostCounted}) earlier
  ) end as ahead`;

/** SQL: of the kind $1; null for all but notifications, which are many and nobody asked for one by one. */
const isAsked =
  "t.kind <> 'history_fetch' and case when $1::text is null then t.kind <> 'notification' else t.kind = $1 end";

/** Which of them are meant, whatever their status. Undefined: all. */
export interface OtherTaskChoice {
  kind: string | undefined;
  /** As the row says; "sql" for rows that say nothing. */
  startedBy: string | undefined;
}

/** Such tasks, newest first. */
export async function findOtherTasks(
  db: Queryable,
  page: OtherTaskChoice & { statuses: readonly TaskStatus[]; before: string; limit: number },
): Promise<OtherTaskRecord[]> {
  const { rows } = await db.query<OtherTaskRow>({
    name: "list-other-tasks",
    text: `
      select ${columns} from tasks t left join workers w on w.id = t.worker_id
      where ${isAsked} and t.parent_task_id is null
        and t.status = any($2::text[]) and t.id < $3
        and ($5::text is null or coalesce(t.started_by, 'sql') = $5)
      order by t.id desc limit $4`,
    values: [page.kind ?? null, page.statuses, page.before, page.limit, page.startedBy ?? null],
  });
  return rows.map(toRecord);
}

/** How many stand in each status; stops at `mostCounted`. */
export async function countOtherTasks(
  db: Queryable,
  choice: OtherTaskChoice,
): Promise<Record<TaskStatus, number>> {
  const { rows } = await db.query<{ status: TaskStatus; count: number }>({
    name: "count-other-tasks",
    text: `
      select wanted.status, counted.count
      from unnest($2::text[]) as wanted (status)
      cross join lateral (
        select count(*)::int as count from (
          select from tasks t
          where ${isAsked} and t.parent_task_id is null
            and t.status = wanted.status and ($4::text is null or coalesce(t.started_by, 'sql') = $4)
          limit $3) matching) counted`,
    values: [choice.kind ?? null, taskStatuses, mostCounted, choice.startedBy ?? null],
  });
  return Object.assign(noTasks(), Object.fromEntries(rows.map((row) => [row.status, row.count])));
}

/** One such task, or null. */
export async function findOtherTask(db: Queryable, taskId: string): Promise<OtherTaskRecord | null> {
  const { rows } = await db.query<OtherTaskRow>({
    name: "find-other-task",
    text: `
      select ${columns} from tasks t left join workers w on w.id = t.worker_id
      where t.kind <> 'history_fetch' and t.id = $1`,
    values: [taskId],
  });
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Which of the ids are such tasks, by the table that is their queue. */
export async function findOtherQueues(db: Queryable, ids: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await db.query<{ queue: string; ids: string[] }>({
    name: "find-other-queues",
    text: `
      select q.queue, array_agg(t.id::text order by t.id) as ids
      from tasks t join task_queues() q using (kind)
      where t.kind <> 'history_fetch' and t.id = any($1::int8[])
      group by q.queue`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.queue, row.ids]));
}

interface OtherTaskRow {
  id: string;
  kind: string;
  status: TaskStatus;
  status_reason: string | null;
  error_message: string | null;
  priority: number;
  attempts: number;
  max_attempts: number;
  crash_count: number;
  worker_id: string | null;
  host: string | null;
  pid: number | null;
  heartbeat_at: Date | null;
  lease_expires_at: Date | null;
  progress: number;
  started_by: string | null;
  timeline: unknown;
  run_at: Date;
  created_at: Date;
  started_at: Date | null;
  updated_at: Date;
  completed_at: Date | null;
  ahead: number | null;
}

function toRecord(row: OtherTaskRow): OtherTaskRecord {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    statusReason: row.status_reason,
    errorMessage: row.error_message,
    priority: row.priority,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    crashCount: row.crash_count,
    workerId: row.worker_id,
    worker:
      row.worker_id !== null && row.host !== null && row.pid !== null
        ? { id: row.worker_id, host: row.host, pid: row.pid }
        : null,
    heartbeatAt: row.heartbeat_at,
    leaseExpiresAt: row.lease_expires_at,
    progress: row.progress,
    startedBy: row.started_by,
    timeline: row.timeline,
    runAt: row.run_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    completedAt: row.completed_at,
    ahead: row.ahead,
  };
}
