/** Answers that this process gives itself, in the API's own shape. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { ErrorView } from "../../core/api/common.ts";
import type { ErrorCode } from "../../core/model/errorCode.ts";

/** Ends the answer with an error. */
export function answerError(
  res: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
  requestId: string = randomUUID(),
): void {
  const view: ErrorView = { error: { code, message, requestId } };
  const body = JSON.stringify(view);
  res.writeHead(status, {
    "Content-Length": Buffer.byteLength(body),
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
  });
  res.end(body);
}
