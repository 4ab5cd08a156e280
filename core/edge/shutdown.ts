/** How a process that serves HTTP ends: asked once, drained within a time, never hanging. */
import { once } from "node:events";
import type { Logger } from "../log.ts";

/** PM2 sends SIGKILL after 30 s (kill_timeout). */
export const drainWithinMs = 25_000;

/** Aborts at the first SIGINT or SIGTERM; a process that does not end in time is ended. */
export function stopOnSignals(log: Logger): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      log.info({ code: "process.draining", signal }, "draining: requests in hand are answered");
      stop.abort();
      setTimeout(() => process.exit(1), drainWithinMs + 2_000).unref();
    });
  }
  return stop.signal;
}

/** A severe error is written down before the process ends, and PM2 starts it anew. */
export function dieOfUnexpectedErrors(log: Logger): void {
  const die = (code: string) => (error: unknown) => {
    log.fatal({ code, error }, "the process ends because of an error it did not expect");
    process.exit(1);
  };
  process.on("uncaughtException", die("process.uncaught_exception"));
  process.on("unhandledRejection", die("process.unhandled_rejection"));
}

/** Resolves once `signal` has aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
