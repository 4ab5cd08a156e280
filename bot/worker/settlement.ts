/** What the queue is told about an attempt. */
import { isDatabaseAway, isLostRace, isPoolBusy } from "../../core/postgres/pool.ts";
import {
  AccountLostError,
  LeaseLostError,
  PermanentError,
  RetryableError,
  SnoozeError,
} from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { Settlement } from "../../core/queue/settle.ts";

/** Why running jobs are told to stop: the process is shutting down. */
export class ShutdownError extends Error {
  override name = "ShutdownError";
}

/** Why running jobs are told to stop: what they archive would fill the disk. */
export class DiskLowError extends Error {
  override name = "DiskLowError";
}

/** Pause of a task that found no free database connection: one claimed again at once would want one more. */
const busyPauseMs = 5_000;

/** Why running jobs are told to stop: an operator paused the work of their server. */
export class GuildPausedError extends Error {
  override name = "GuildPausedError";
}

/** How an attempt ended: by itself, or with an error. */
export type Attempt = { outcome: JobOutcome } | { error: unknown };

/** The settlement of an attempt; null when the task is no longer ours and nothing may be written. */
export function toSettlement(
  attempt: Attempt,
): Settlement | { kind: "fannedOut"; note: string | null } | null {
  if ("outcome" in attempt) return attempt.outcome;
  const { error } = attempt;
  if (error instanceof LeaseLostError) return null;
  if (error instanceof ShutdownError) return { kind: "handBack", reason: "shutdown" };
  if (error instanceof DiskLowError) return { kind: "handBack", reason: "disk_low" };
  if (error instanceof GuildPausedError) return { kind: "handBack", reason: "guild_paused" };
  if (error instanceof AccountLostError) return { kind: "handBack", reason: "account_lost" };
  // First what says of itself where it comes from: a platform that refuses connections does so with the same system
  // codes as a database, and they stand in the cause.
  if (error instanceof SnoozeError) return { kind: "snooze", reason: error.code, until: error.until };
  if (error instanceof PermanentError) return { kind: "failed", reason: error.code, message: error.message };
  if (error instanceof RetryableError) return { kind: "retry", reason: error.code, message: error.message };
  if (isPoolBusy(error))
    return { kind: "snooze", reason: "database_busy", until: new Date(Date.now() + busyPauseMs) };
  // Whether the last page was stored is not known here: the next claim reads it from the coverage.
  if (isDatabaseAway(error) || isLostRace(error)) return { kind: "handBack", reason: "database_away" };
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: "retry",
    reason: "unexpected_error",
    message: `Unexpected error: ${message}. The bot's log has the details.`,
  };
}
