/** What can go wrong with a claim. */

/**
 * The claim on a task has ended: cancelled, paused, deleted, or its lease expired and another worker has it.
 * Whoever meets this rolls back and writes nothing more for that task.
 */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
  readonly taskId: string;

  constructor(taskId: string) {
    super(`Task ${taskId} is no longer ours`);
    this.taskId = taskId;
  }
}
