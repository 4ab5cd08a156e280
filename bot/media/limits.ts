/** What all downloads of a process share: places, and bytes per second. */
import { setTimeout as sleep } from "node:timers/promises";

/** Places for downloads, given in the order they are asked for. */
export class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a place; the function it resolves with gives it back. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener("abort", give);
        resolve();
      };
      const give = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", give, { once: true });
      this.#waiting.push(turn);
    });
  }
}

/** At most so many bytes in any second, over all that pass; 0: no limit. Short bursts of one second are let through. */
export class Bandwidth {
  readonly #bytesPerSecond: number;
  /** When all that was let through so far is paid for; monotonic milliseconds. */
  #paidAtMs = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Waits until so many bytes more may pass. Returns for how many milliseconds. */
  async pass(bytes: number, signal: AbortSignal): Promise<number> {
    if (this.#bytesPerSecond === 0) return 0;
    const now = performance.now();
    this.#paidAtMs = Math.max(this.#paidAtMs, now - 1_000) + (bytes / this.#bytesPerSecond) * 1_000;
    const waitMs = this.#paidAtMs - now;
    if (waitMs <= 0) return 0;
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    return waitMs;
  }
}
