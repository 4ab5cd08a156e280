/** What is kept of failed attempts. */
import type { Queryable } from "../postgres/pool.ts";
import type { StatusReason } from "./reasons.ts";

export interface FailedAttempt {
  taskId: string;
  fence: string;
  attempt: number;
  workerId: string;
  outcome: "retry" | "failed";
  reason: StatusReason;
  message: string;
  /** As describeError of core/log.ts tells it: without secrets. */
  error: object;
  /** What the task was asked to do. */
  arguments: object;
}

/** Failed attempts kept per task. */
export const mostAttempts = 10;

/** Keeps a failed attempt and forgets what is more than `mostAttempts` of its task. Safe to repeat. */
export async function recordFailedAttempt(db: Queryable, attempt: FailedAttempt): Promise<void> {
  await db.query({
    name: "record-failed-attempt",
    // The two do not see each other's changes: nine of the earlier ones stay beside the new one.
    text: `
      with forgotten as (
        delete from task_attempts where task_id = $1 and fence in (
          select fence from task_attempts where task_id = $1 and fence <> $2 order by fence desc offset ${mostAttempts - 1})
      )
      insert into task_attempts (task_id, fence, attempt, worker_id, started_at, outcome, reason, message, error, arguments)
      -- A fence is the time of its claim in microseconds.
      values ($1, $2, $3, $4, to_timestamp($2::int8 / 1000000.0), $5, $6, $7, $8, $9)
      on conflict do nothing`,
    values: [
      attempt.taskId,
      attempt.fence,
      attempt.attempt,
      attempt.workerId,
      attempt.outcome,
      attempt.reason,
      attempt.message,
      JSON.stringify(attempt.error),
      JSON.stringify(attempt.arguments),
    ],
  });
}

/** Forgets the attempts of tasks that are gone. */
export async function pruneAttempts(db: Queryable): Promise<void> {
  await db.query({
    name: "prune-attempts",
    text: "delete from task_attempts a where not exists (select from tasks t where t.id = a.task_id)",
  });
}

export interface AttemptRecord {
  attempt: number;
  workerId: string;
  startedAt: Date;
  endedAt: Date;
  outcome: "retry" | "failed";
  reason: string;
  message: string;
  error: Record<string, unknown>;
  arguments: Record<string, unknown>;
}

/** The failed attempts of a task, the latest first. */
export async function findFailedAttempts(db: Queryable, taskId: string): Promise<AttemptRecord[]> {
  const { rows } = await db.query<{
    attempt: number;
    worker_id: string;
    started_at: Date;
    ended_at: Date;
    outcome: AttemptRecord["outcome"];
    reason: string;
    message: string;
    error: Record<string, unknown>;
    arguments: Record<string, unknown>;
  }>({
    name: "find-failed-attempts",
    text: `
      select attempt, worker_id, started_at, ended_at, outcome, reason, message, error, arguments
      from task_attempts where task_id = $1 order by fence desc`,
    values: [taskId],
  });
  return rows.map(({ worker_id, started_at, ended_at, ...row }) => ({
    ...row,
    workerId: worker_id,
    startedAt: started_at,
    endedAt: ended_at,
  }));
}
