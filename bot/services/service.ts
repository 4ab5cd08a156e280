/** The parts of a process that run beside each other, and the one runner that starts and stops them in order. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";

/** A part with a life of its own. */
export interface Service {
  /** For the log: which one is stuck. */
  readonly name: string;
  /** Returns once others may rely on it. It must not wait for what may be away: a database, a platform. */
  start(): void | Promise<void>;
  /** Hands back what it holds and returns once nothing of it runs any more. Called once, after `start`. */
  stop(): Promise<void>;
}

/** How long a service may take before the log names it. Larger leaves an operator guessing for longer. */
const slowAfterMs = 5_000;

/**
 * Starts `services` in their order, waits until `stop` aborts, and stops them in reverse: each may rely on those before
 * it for as long as it lives. A service that fails to stop is logged and the next one is stopped; one that fails to
 * start stops those before it, and the error is thrown. While one takes long, the log says which.
 */
export async function runServices(
  services: readonly Service[],
  stop: AbortSignal,
  log: Logger,
): Promise<void> {
  const started: Service[] = [];
  try {
    for (const service of services) {
      if (stop.aborted) break;
      started.push(service);
      await watched(service, "start", log, async () => service.start());
    }
    await untilAborted(stop);
  } finally {
    for (const service of started.toReversed()) {
      await watched(service, "stop", log, () => service.stop()).catch((error: unknown) =>
        log.error(
          { code: "service.stop_failed", service: service.name, error },
          `${service.name} did not stop in good order`,
        ),
      );
    }
  }
}

/** A service that is one loop: runs from `start` until it has answered the signal that `stop` aborts. */
export function loopService(name: string, run: (stop: AbortSignal) => Promise<void>): Service {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    start() {
      running = run(stopping.signal);
      running.catch(() => undefined); // whoever stops it hears of it
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function watched(
  service: Service,
  step: "start" | "stop",
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController();
  const watching = sayWhileSlow(service, step, log, done.signal);
  try {
    await work();
  } finally {
    done.abort();
    await watching;
  }
}

async function sayWhileSlow(
  service: Service,
  step: "start" | "stop",
  log: Logger,
  done: AbortSignal,
): Promise<void> {
  const sinceMs = performance.now();
  for (;;) {
    await sleep(slowAfterMs, undefined, { signal: done, ref: false }).catch(() => undefined); // done ends the wait
    if (done.aborted) return;
    const seconds = Math.round((performance.now() - sinceMs) / 1_000);
    log.warn(
      { code: "service.slow", service: service.name, step, seconds },
      `waiting for ${service.name} to ${step}, ${seconds} s by now`,
    );
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
