/** A bell: whoever waits is woken by a ring, or by the time that passes. A ring while nobody waits is kept. */

export class Wake {
  #rung = false;
  #wakeWaiter: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wakeWaiter?.();
  }

  /** A ring that nobody has heard yet. */
  get hasRung(): boolean {
    return this.#rung;
  }

  /** Waits for a ring, at most `ms`, or until `signal` aborts. True for a ring. Never rejects. One waiter at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#rung && !signal.aborted) await this.#untilWoken(Math.max(0, ms), signal);
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  /** By hand, not by AbortSignal.any: in Node 20 each of its signals stays with a long-lived source (nodejs/node#55351). */
  #untilWoken(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#wakeWaiter = null;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener("abort", wake);
      this.#wakeWaiter = wake;
    });
  }
}
