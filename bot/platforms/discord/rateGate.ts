/**
 * Keeps a bot within Discord's limits on its own account, since the response headers of the history route do not
 * tell the truth: they were seen announcing 999 remaining requests until the 429 came (discord-api-docs#8161).
 */
import { setTimeout as sleep } from "node:timers/promises";

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
 * Smaller margins cost 429s, larger ones speed.
 */
export const discordLimits: RateLimits = {
  global: { requests: 50, windowMs: 1_005 },
  perChannel: { requests: 5, windowMs: 5_050 },
};

/** For servers that have no such limits. */
export const noLimits: RateLimits = {
  global: { requests: 1, windowMs: 0 },
  perChannel: { requests: 1, windowMs: 0 },
};

/** Grants requests in the order they are asked for, so that many channels at once advance evenly. */
export class RateGate {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #global: SlidingWindow;
  readonly #channels = new Map<string, SlidingWindow>();

  constructor(limits: RateLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#global = new SlidingWindow(limits.global);
  }

  /** Waits until one more request may be sent; `channelId` for history requests. Rejects when `signal` aborts. */
  async pass(signal: AbortSignal, channelId?: string): Promise<void> {
    if (channelId !== undefined)
      await waitUntil(this.#channelWindow(channelId).reserve(this.#now()), this.#now, signal);
    await waitUntil(this.#global.reserve(this.#now()), this.#now, signal);
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
    const horizon = this.#now() - this.#limits.perChannel.windowMs;
    for (const [id, window] of this.#channels) if (window.latest < horizon) this.#channels.delete(id);
  }
}

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

async function waitUntil(time: number, now: () => number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waitMs = time - now();
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}
