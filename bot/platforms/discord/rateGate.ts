/**
 * Keeps a bot within Discord's limits on its own account, since the response headers of the history route do not
 * tell the truth: they were seen announcing 999 remaining requests until the 429 came (discord-api-docs#8161). It
 * also keeps the pauses Discord asks for.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { SnoozeError } from "../../../core/queue/errors.ts";

export interface RateLimits {
  /** All requests of a bot. Documented: 50 per second. */
  global: Limit;
  /** History requests on one channel. Measured: 5 per 5 seconds (purple-discord#378). */
  perChannel: Limit;
}
export interface Limit {
  requests: number;
  windowMs: number;
}

/**
 * Discord's limits with a margin for the network: requests sent a window apart may arrive closer together.
 * Smaller margins cost 429s, larger ones speed. `perSecond` is 50, or what the operator leaves of it to this program.
 */
export const discordLimits = (perSecond: number): RateLimits => ({
  global: { requests: perSecond, windowMs: 1_005 },
  perChannel: { requests: 5, windowMs: 5_050 },
});

/** For servers that have no such limits. */
export const noLimits: RateLimits = {
  global: { requests: 1, windowMs: 0 },
  perChannel: { requests: 1, windowMs: 0 },
};

/** Longest a request is held back by pauses, all together. Longer ones hand the task back: its place is free for others. */
export const longestWaitMs = 30_000;
/** Shortest pause: a limit that is over "in 0 s" would otherwise be met again at once. */
const shortestPauseMs = 100;

/** Time as the gate sees it: monotonic milliseconds. */
export interface Clock {
  now(): number;
  /** Rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** A request as the gate sees it. */
interface Passage {
  signal: AbortSignal;
  /** For history requests. */
  channelId?: string;
  /** What a pause for requests like this one is kept under. */
  key?: string;
  /** Time of the clock after which it must not be held back by pauses any more; see `patience`. */
  patience?: number;
}

/** Grants requests in the order they are asked for, so that many channels at once advance evenly. */
export class RateGate {
  readonly #limits: RateLimits;
  readonly #clock: Clock;
  readonly #global: SlidingWindow;
  readonly #channels = new Map<string, SlidingWindow>();
  /** Ends of the pauses Discord asked for, by key; `everything` for all requests. */
  readonly #pauses = new Map<string, number>();

  constructor(limits: RateLimits, clock: Clock = realClock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#global = new SlidingWindow(limits.global);
  }

  /** Until when a request that begins now may be held back by pauses. */
  patience(): number {
    return this.#clock.now() + longestWaitMs;
  }

  /**
   * Waits until one more request may be sent. Throws SnoozeError at once when a pause lasts longer than its patience;
   * rejects when its signal aborts.
   */
  async pass({ signal, channelId, key = everything, patience = this.patience() }: Passage): Promise<void> {
    await this.#waitForPauses(key, patience, signal);
    if (channelId !== undefined) await this.#waitUntil(this.#channelWindow(channelId), signal);
    await this.#waitUntil(this.#global, signal);
    await this.#waitForPauses(key, patience, signal); // one may have been asked for meanwhile
  }

  /** Holds requests back for `ms`: those with the same key, or all. Never shortens a pause that is kept already. */
  pause(ms: number, key: string = everything): void {
    const now = this.#clock.now();
    for (const [other, until] of this.#pauses) if (until <= now) this.#pauses.delete(other);
    const until = now + Math.max(ms, shortestPauseMs);
    this.#pauses.set(key, Math.max(until, this.#pauses.get(key) ?? 0));
  }

  async #waitForPauses(key: string, patience: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const until = Math.max(this.#pauses.get(everything) ?? 0, this.#pauses.get(key) ?? 0);
      const waitMs = until - this.#clock.now();
      if (waitMs <= 0) return;
      if (until > patience) throw new SnoozeError("rate_limited", new Date(Date.now() + waitMs));
      await this.#sleep(waitMs, signal);
    }
  }

  async #waitUntil(window: SlidingWindow, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waitMs = window.reserve(this.#clock.now()) - this.#clock.now();
    if (waitMs > 0) await this.#sleep(waitMs, signal);
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#clock.sleep(ms, signal).catch(() => signal.throwIfAborted());
  }

  #channelWindow(channelId: string): SlidingWindow {
    let window = this.#channels.get(channelId);
    if (!window) {
      if (this.#channels.size >= 1_000) this.#dropIdle();
      window = new SlidingWindow(this.#limits.perChannel);
      this.#channels.set(channelId, window);
    }
    return window;
  }

  /** A guild may have 100,000 threads: only those read within the last window are remembered. */
  #dropIdle(): void {
    const horizon = this.#clock.now() - this.#limits.perChannel.windowMs;
    for (const [id, window] of this.#channels) if (window.latest < horizon) this.#channels.delete(id);
  }
}

/** The key of pauses that hold for all requests. */
const everything = "*";

/** At most `requests` grants in any stretch of `windowMs`. */
class SlidingWindow {
  readonly #limit: Limit;
  /** Times of the latest grants, oldest first; at most `requests` of them. */
  readonly #granted: number[] = [];

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  get latest(): number {
    return this.#granted.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /** The time at which the next request may be sent; it counts as sent then. */
  reserve(now: number): number {
    const oldest = this.#granted.length < this.#limit.requests ? undefined : this.#granted.shift();
    const at = Math.max(now, oldest === undefined ? now : oldest + this.#limit.windowMs);
    this.#granted.push(at);
    return at;
  }
}
