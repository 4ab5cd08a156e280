/** A request that cannot be done as asked, for a reason its sender can read. */
import type { ErrorCode } from "./model/errorCode.ts";

interface AppErrorDetails {
  /** The input at fault, e.g. `channelIds.3`. */
  field?: string;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
  /** Where the code's usual status would mislead. */
  status?: number;
}

/**
 * Carries a stable code (clients translate by it) and an English sentence fit for people. Everything else that is
 * thrown is answered as an internal error without details.
 */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, message: string, details: AppErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
