/** What goes wrong becomes an answer here and nowhere else. */
import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { ErrorView } from "../core/api/common.ts";
import { AppError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { ErrorCode } from "../core/model/errorCode.ts";
import { isDatabaseAway } from "../core/postgres/pool.ts";

const statuses: Record<ErrorCode, number> = {
  invalid_input: 400,
  invalid_json: 400,
  unauthorized: 401,
  wrong_password: 401,
  password_change_required: 403,
  too_many_attempts: 429,
  too_many_streams: 503,
  foreign_origin: 403,
  not_found: 404,
  unknown_guild: 404,
  unknown_channel: 404,
  unknown_task: 404,
  unknown_worker: 404,
  unknown_account: 404,
  unknown_schedule: 404,
  unknown_mirror: 404,
  unknown_login: 404,
  telegram_not_configured: 409,
  account_exists: 409,
  no_bot_running: 503,
  unknown_target: 404,
  unknown_person: 404,
  unknown_erasure: 404,
  conflict: 409,
  not_possible: 409,
  payload_too_large: 413,
  database_away: 503,
  api_unreachable: 502,
  internal_error: 500,
};

/** How soon a client should ask again while the database is away: it usually returns within seconds. */
const databaseRetrySeconds = 5;

/** The error handler of the app. Details of what is not an AppError go to the log alone. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, _req, res, next) => {
    if (res.headersSent) return next(thrown); // half an answer is out: Express cuts the connection
    const error = toAppError(thrown);
    const status = error.details.status ?? statuses[error.code];
    if (status >= 500) {
      const code = error.code === "database_away" ? "api.database_away" : "api.failed";
      log[error.code === "database_away" ? "warn" : "error"](
        { code, requestId: requestIdOf(res), error: thrown },
        error.message,
      );
    }
    const { retryAfterSeconds } = error.details;
    if (retryAfterSeconds !== undefined) res.set("Retry-After", String(retryAfterSeconds));
    res.status(status).json(toErrorView(error, requestIdOf(res)));
  };
}

/** Answers paths that nobody serves. */
export const answerNotFound: RequestHandler = (req) => {
  throw new AppError("not_found", `There is nothing at ${req.method} ${req.path}.`);
};

/** The JSON body of an error. */
function toErrorView(error: AppError, requestId: string): ErrorView {
  const { field, retryAfterSeconds } = error.details;
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      requestId,
    },
  };
}

/** The request's id as set by middleware/requestId.ts. */
export function requestIdOf(res: Response): string {
  const id: unknown = res.locals.requestId;
  return typeof id === "string" ? id : randomUUID();
}

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isHttpError(thrown)) return fromHttpError(thrown);
  if (isDatabaseAway(thrown)) {
    return new AppError(
      "database_away",
      "The database does not answer. Nothing was lost; try again shortly.",
      {
        retryAfterSeconds: databaseRetrySeconds,
      },
    );
  }
  const unusable = unusableDatabase(thrown);
  if (unusable) {
    return new AppError("database_away", unusable, { retryAfterSeconds: databaseRetrySeconds });
  }
  return new AppError(
    "internal_error",
    "Something went wrong on our side. The log tells more under this request id.",
  );
}

/** Errors that body-parser and Express make for requests they refuse (the http-errors package). */
interface HttpError extends Error {
  status: number;
  type?: string;
}

function isHttpError(thrown: unknown): thrown is HttpError {
  return (
    thrown instanceof Error &&
    "status" in thrown &&
    typeof thrown.status === "number" &&
    thrown.status >= 400 &&
    thrown.status < 500
  );
}

function fromHttpError(error: HttpError): AppError {
  switch (error.type) {
    case "entity.too.large":
      return new AppError("payload_too_large", "The body must have at most 1 MB.");
    case "entity.parse.failed":
      return new AppError("invalid_json", "The body is not valid JSON.");
    case "encoding.unsupported":
    case "charset.unsupported":
      return new AppError("invalid_input", "The body must be plain UTF-8 JSON.", { status: error.status });
    default:
      // Others are a broken percent encoding in the address, or a connection that ended within the body.
      return new AppError("invalid_input", "The request cannot be read.", { status: error.status });
  }
}

/** SQLSTATEs of a database that answers but cannot serve us, with what to do; null for all others. */
function unusableDatabase(thrown: unknown): string | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  switch (code) {
    case "42P01": // undefined_table
    case "3D000": // invalid_catalog_name
      return "The database is not set up yet: run npm run db:migrate.";
    case "28P01": // invalid_password
    case "28000": // invalid_authorization_specification
      return "The database refuses the login of the API: check DATABASE_URL.";
    case "57014": // query_canceled by statement_timeout
      return "The database is too busy to answer in time. Try again shortly.";
    default:
      return null;
  }
}
