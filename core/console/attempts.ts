/** The failed attempts of a task as the API answers them. */
import type { TaskDetailView } from "../api/tasks.ts";
import type { Queryable } from "../postgres/pool.ts";
import { findFailedAttempts } from "../queue/attempts.ts";

/** Those that are kept, as findFailedAttempts orders them. */
export async function listFailedAttempts(db: Queryable, taskId: string): Promise<TaskDetailView["attempts"]> {
  const attempts = await findFailedAttempts(db, taskId);
  return attempts.map((attempt) => ({
    ...attempt,
    startedAt: attempt.startedAt.toISOString(),
    endedAt: attempt.endedAt.toISOString(),
  }));
}
