/** What is to be written: each thing by its key once, failed ones again after growing pauses. Knows no database. */
import { setTimeout as sleep } from "node:timers/promises";

interface WorkItem {
  key: string;
  run: () => Promise<void>;
  /** How often it has failed in a row. */
  attempts: number;
  dueAtMs: number;
}

/** First pause after a failure; doubled up to the longest. Shorter ones would load a database in trouble. */
const firstRetryMs = 1_000;
const longestRetryMs = 300_000;

export class Workload {
  readonly #items = new Map<string, WorkItem>();
  readonly #retryMs: number;
  #changed: () => void = () => undefined;

  constructor(retryMs = firstRetryMs) {
    this.#retryMs = retryMs;
  }

  /** Makes something due now; what is waiting after a failure as well, since it has changed. */
  add(key: string, run: () => Promise<void>): void {
    const attempts = this.#items.get(key)?.attempts ?? 0;
    this.#items.set(key, { key, run, attempts, dueAtMs: performance.now() });
    this.#changed();
  }

  forget(key: string): void {
    this.#items.delete(key);
  }

  /** Everything that is due, in the order it was added; it is no longer in the workload. */
  takeDue(): WorkItem[] {
    const now = performance.now();
    const due = [...this.#items.values()].filter((item) => item.dueAtMs <= now);
    for (const { key } of due) this.#items.delete(key);
    return due;
  }

  /** Puts an item back for later, unless it was added anew meanwhile. Returns how often it has failed. */
  failed(item: WorkItem): number {
    const attempts = item.attempts + 1;
    const pauseMs = Math.min(longestRetryMs, this.#retryMs * 2 ** Math.min(item.attempts, 16));
    const again = this.#items.get(item.key);
    if (again) again.attempts = attempts;
    else {
      const dueAtMs = performance.now() + pauseMs * (0.5 + Math.random() / 2);
      this.#items.set(item.key, { ...item, attempts, dueAtMs });
    }
    return attempts;
  }

  /** Resolves once something is due. Rejects when `signal` aborts. */
  async untilDue(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const next = Math.min(...[...this.#items.values()].map((item) => item.dueAtMs));
      const waitMs = next - performance.now();
      if (waitMs <= 0) return;
      const changed = new AbortController();
      this.#changed = () => changed.abort();
      const either = AbortSignal.any([signal, changed.signal]);
      // Timers hold 2^31 ms at the most; with nothing to do, whatever is added ends the wait.
      await sleep(Math.min(waitMs, 2 ** 31 - 1), undefined, { signal: either }).catch(() => undefined);
    }
  }
}
