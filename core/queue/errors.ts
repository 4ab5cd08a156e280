/**
 * What happens next after an error: the only errors that leave a platform or a job on purpose. Adapters
 * translate their SDK's errors into these once, by code, and keep them as `cause`. Anything else counts as
 * retryable: an unknown error must not end a task for good.
 */
import type { PermanentReason, RetryReason, SnoozeReason } from "./reasons.ts";

/** Worth another attempt: a reset connection, a 5xx, a database that went away. `code` says which, for the task row. */
export class RetryableError extends Error {
  override name = "RetryableError";
  readonly code: RetryReason;

  constructor(code: RetryReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Nothing is wrong, but it cannot go on before `until`: a long rate limit, or no room for files. */
export class SnoozeError extends Error {
  override name = "SnoozeError";
  readonly code: SnoozeReason;
  readonly until: Date;

  constructor(code: SnoozeReason, until: Date, options?: ErrorOptions) {
    super(`It has to wait until ${until.toISOString()}`, options);
    this.code = code;
    this.until = until;
  }
}

/** Trying again is useless until a person changes something. `message` tells the operator what. */
export class PermanentError extends Error {
  override name = "PermanentError";
  readonly code: PermanentReason;

  constructor(code: PermanentReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The account can do nothing any more: token revoked, session closed. Its tasks go back and wait for an account. */
export class AccountLostError extends Error {
  override name = "AccountLostError";
  /** The platform's code where it has ended the session: trying again is useless before a new login. Null: it may pass. */
  readonly endedBy: string | null = null;
}

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
