/** A bell: whoever waits is woken by a ring, or by the time that passes. A ring while nobody waits is kept. */
import { setTimeout as sleep } from "node:timers/promises";

export class Wake {
  #rung = false;
  #stopWaiting: AbortController | null = null;

  ring(): void {
    this.#rung = true;
    this.#stopWaiting?.abort();
  }

  /** Waits for a ring, at most `ms`, or until `signal` aborts. True for a ring. Never rejects. One waiter at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#rung && !signal.aborted) {
      this.#stopWaiting = new AbortController();
      const over = AbortSignal.any([signal, this.#stopWaiting.signal]);
      await sleep(Math.max(0, ms), undefined, { signal: over }).catch(() => undefined); // woken: that is the point
      this.#stopWaiting = null;
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
