/** The one way of this console to the API. */
import { ApiError, toApiError } from "./errors.ts";
import { session } from "./session.ts";

/** Longer and a dead connection looks like a slow one; shorter and a busy database looks dead. */
const usualTimeoutMs = 20_000;

let lastHeardAt = 0;
/** When anything last came from the API, on the clock of `performance.now()`. */
export const heardAt = (): number => lastHeardAt;

/** What fetch is told beside what is the same for all. */
interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** An answer of the API: what it said, and by which tag to ask whether it still says so. */
interface Answered {
  body: unknown;
  etag: string | null;
}

async function request(
  path: string,
  init: Sent,
  known?: Answered,
  timeoutMs = usualTimeoutMs,
): Promise<Answered> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      ...init,
      headers: { ...init.headers, ...(known?.etag ? { "if-none-match": known.etag } : {}) },
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new ApiError(timedOut ? "timeout" : "offline", { cause });
  }
  if (response.status !== 502) lastHeardAt = performance.now(); // that one is the console's own
  if (response.status === 304 && known) return known;
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw toApiError(response.status, body, response.headers.get("x-request-id"));
  // An answer that is no JSON comes from something between us and the API: a captive portal, a proxy's page.
  if (body === null && response.status !== 204)
    throw new ApiError("unreadable_answer", { status: response.status });
  return { body, etag: response.headers.get("etag") };
}

/**
 * The last answers by path, oldest first. The API's answers are stored nowhere ("no-store"), so this page keeps what
 * it polls itself: an unchanged resource then costs a few hundred bytes.
 */
const answers = new Map<string, Answered>();
/** More would keep what nobody looks at any more; fewer would fetch in full what a page polls side by side. */
const keptAnswers = 40;

/**
 * Reads a resource; while it is unchanged the very same object comes back.
 * Throws ApiError; a 401 also ends the session for this page.
 */
export async function fetchJson<Answer>(path: string, timeoutMs?: number): Promise<Answer> {
  try {
    const answer = await request(path, {}, answers.get(path), timeoutMs);
    answers.delete(path);
    if (answer.etag !== null) answers.set(path, answer);
    for (const oldest of answers.keys()) {
      if (answers.size <= keptAnswers) break;
      answers.delete(oldest);
    }
    return answer.body as Answer;
  } catch (error) {
    if (error instanceof ApiError && error.code === "unauthorized") session.end();
    throw error;
  }
}

/**
 * Changes something. When the session has ended it waits until somebody has signed in again and then sends the
 * request once more, so that what was asked for is not lost. Throws ApiError.
 */
export async function sendJson<Answer>(
  path: string,
  input: unknown = {},
  method: "POST" | "PATCH" | "DELETE" = "POST",
): Promise<Answer> {
  const init = {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  };
  const send = async () => (await request(path, init)).body as Answer;
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "unauthorized")) throw error;
    await session.whenRestored();
    return send();
  }
}
