/** Waiting for what another process does. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again (every 20 ms at first, every 200 ms later) until `check` answers something truthy, and
 * returns that. After `timeoutMs` it fails with `what` and the last answer or error. An error of `check`
 * counts as "not yet": the other process may not be there yet.
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (let pauseMs = 20; ; pauseMs = Math.min(200, pauseMs * 1.5)) {
    try {
      const answer = await check();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`Not within ${timeoutMs} ms: ${what} (last: ${shown(last)})`, { cause: last });
    }
    await sleep(pauseMs);
  }
}

/** Waits until the address answers with a status below 400, or one that `accept` takes; returns the answer. */
export function waitForHttp(
  url: string,
  { timeoutMs = 60_000, accept = (response: Response) => response.status < 400 } = {},
): Promise<Response> {
  return eventually(
    `${url} answers`,
    async () => {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      if (accept(response)) return response;
      throw new Error(`status ${response.status}: ${(await response.text()).slice(0, 500)}`);
    },
    timeoutMs,
  );
}

const shown = (value: unknown) => (value instanceof Error ? value.message : JSON.stringify(value));
