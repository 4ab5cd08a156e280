/** What can go wrong between this page and the API, as one class. */
import type { ErrorView } from "../../core/api/common.ts";
import type { ErrorCode } from "../../core/model/errorCode.ts";

/** The API's codes, and those of failures that never reached it. */
export type FailureCode = ErrorCode | "offline" | "timeout" | "unreadable_answer";

/** A request that failed. `message` is English and for logs: people read `errors.<code>` in their language. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: FailureCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The input at fault, as the API names it. */
  readonly field: string | null;
  /** To find the request in the API's log; null when it never got there. */
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: FailureCode, details: Partial<Omit<ApiError, "code" | "name">> = {}) {
    super(details.message ?? code, { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.field = details.field ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** Failures that may pass by themselves, so that polling goes on. */
export const isPassing = (error: ApiError): boolean =>
  error.status === 0 || error.status >= 500 || error.code === "too_many_attempts";

/** The error of an answer with status 400 or more. `body` is whatever came, also HTML or nothing. */
export function toApiError(status: number, body: unknown, requestId: string | null): ApiError {
  const error = (body as Partial<ErrorView> | null)?.error;
  if (typeof error?.code !== "string") {
    return new ApiError(status >= 500 ? "internal_error" : "unreadable_answer", { status, requestId });
  }
  return new ApiError(error.code, {
    status,
    message: error.message,
    field: error.field ?? null,
    requestId: error.requestId ?? requestId,
    retryAfterSeconds: error.retryAfterSeconds ?? null,
  });
}
