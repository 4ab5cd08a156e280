/** The one way of this console to the API. */
import { ApiError, toApiError } from "./errors.ts";
import { session } from "./session.ts";

/** Longer and a dead connection looks like a slow one; shorter and a busy database looks dead. */
const timeoutMs = 20_000;

async function request<Answer>(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      ...init,
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new ApiError(timedOut ? "timeout" : "offline", { cause });
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw toApiError(response.status, body, response.headers.get("x-request-id"));
  // An answer that is no JSON comes from something between us and the API: a captive portal, a proxy's page.
  if (body === null && response.status !== 204)
    throw new ApiError("unreadable_answer", { status: response.status });
  return body as Answer;
}

/**
 * Reads a resource. The browser's cache asks with If-None-Match and answers a 304 from what it holds ("no-cache"
 * means revalidate, not do not store), so that an unchanged resource costs a few hundred bytes.
 * Throws ApiError; a 401 also ends the session for this page.
 */
export async function fetchJson<Answer>(path: string): Promise<Answer> {
  try {
    return await request<Answer>(path, { cache: "no-cache" });
  } catch (error) {
    if (error instanceof ApiError && error.code === "unauthorized") session.end();
    throw error;
  }
}

/**
 * Changes something. When the session has ended it waits until somebody has signed in again and then sends the
 * request once more, so that what was asked for is not lost. Throws ApiError.
 */
export async function sendJson<Answer>(path: string, input: unknown = {}): Promise<Answer> {
  const send = () =>
    request<Answer>(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "unauthorized")) throw error;
    await session.whenRestored();
    return send();
  }
}
