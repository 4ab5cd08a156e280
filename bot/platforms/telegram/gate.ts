/**
 * One account's budget, shared by everything that is done with it: histories, files, mirroring. Telegram allows about 3,000
 * messages in 30 seconds (Telethon#565) and asks for a pause beyond; a pause it asks for is kept to the end, by everything
 * that made it ask.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { SnoozeError } from "../../../core/queue/errors.ts";

/** At most `messages` in any stretch of `windowMs`; null: Telegram's answers alone slow us down. */
export interface Budget {
  messages: number;
  windowMs: number;
}

/** Longest a request is held back by pauses. Longer ones hand the task back: its place is free for others. */
const longestWaitMs = 30_000;
/** Added to every pause, so that accounts do not return at one instant; never taken away from it. */
const jitterMs = 500;
/** Requests sent a window apart may arrive closer together. */
const marginMs = 60;

export interface GateClock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const realClock: GateClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

export class AccountGate {
  readonly #budget: Budget | null;
  readonly #clock: GateClock;
  /** What was granted within the last window, oldest first. */
  readonly #granted: { atMs: number; cost: number }[] = [];
  #spent = 0;
  /** Ends of pauses by method; "*" for all. */
  readonly #pauses = new Map<string, number>();
  #queue: Promise<void> = Promise.resolve();

  constructor(budget: Budget | null, clock: GateClock = realClock) {
    this.#budget = budget;
    this.#clock = clock;
  }

  /**
   * Waits until a request that costs so many messages may be sent, in the order of the calls. Throws SnoozeError when a
   * pause for `method` lasts longer than anybody should wait; rejects with the reason of `signal`.
   */
  async pass(method: string, cost: number, signal: AbortSignal): Promise<void> {
    await this.#keepPauses(method, signal);
    await this.#spend(cost, signal);
    await this.#keepPauses(method, signal); // one may have been asked for meanwhile
  }

  /** Telegram asked for a pause. Never shortens one that is kept already. */
  pause(method: string, ms: number): void {
    const until = this.#clock.now() + ms + Math.random() * jitterMs;
    this.#pauses.set(method, Math.max(until, this.#pauses.get(method) ?? 0));
  }

  async #keepPauses(method: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = Math.max(this.#pauses.get(method) ?? 0, this.#pauses.get("*") ?? 0) - this.#clock.now();
      if (waitMs <= 0) return;
      if (waitMs > longestWaitMs)
        throw new SnoozeError("rate_limited", new Date(Date.now() + Math.ceil(waitMs)));
      await this.#sleep(waitMs, signal);
    }
  }

  /** One after the other: a large request must not starve behind small ones. */
  async #spend(cost: number, signal: AbortSignal): Promise<void> {
    if (!this.#budget || cost === 0) return;
    const before = this.#queue;
    let next: () => void = () => undefined;
    this.#queue = new Promise((resolve) => (next = resolve));
    try {
      await before;
      const { messages } = this.#budget;
      const price = Math.min(cost, messages);
      for (let waitMs = this.#untilFree(price); waitMs > 0; waitMs = this.#untilFree(price))
        await this.#sleep(waitMs, signal);
      signal.throwIfAborted();
      this.#granted.push({ atMs: this.#clock.now(), cost: price });
      this.#spent += price;
    } finally {
      next();
    }
  }

  /** Milliseconds until so much of the budget is free. */
  #untilFree(price: number): number {
    const { messages, windowMs } = this.#budget as Budget;
    const now = this.#clock.now();
    const length = windowMs + marginMs;
    for (let oldest = this.#granted[0]; oldest && oldest.atMs <= now - length; oldest = this.#granted[0]) {
      this.#granted.shift();
      this.#spent -= oldest.cost;
    }
    let excess = this.#spent + price - messages;
    for (const { atMs, cost } of this.#granted) {
      if (excess <= 0) break;
      excess -= cost;
      if (excess <= 0) return Math.max(1, atMs + length - now);
    }
    return 0;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#clock.sleep(ms, signal).catch(() => signal.throwIfAborted());
  }
}
