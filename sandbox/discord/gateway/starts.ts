/** Discord's numbers: sessions a bot may start in a day, and IDENTIFYs it may send in five seconds. */
const TOTAL_PER_DAY = 1_000;
const DAY_MS = 86_400_000;
const IDENTIFY_WINDOW_MS = 5_000;

interface Starts {
  used: number;
  resetsMs: number;
  windowEndsMs: number;
  inWindow: number;
}

/** Counts the sessions that bots start, per token. */
export class SessionStarts {
  /** How many IDENTIFYs may come within five seconds. */
  maxConcurrency = 1;
  /** How many sessions may still be started, whatever was used; enforced even while limits are off. Null: no such fault. */
  left: number | null = null;
  readonly #now: () => number;
  readonly #isLimited: () => boolean;
  readonly #byToken = new Map<string, Starts>();

  /** `now` gives unix time in ms; while `isLimited` is false, sessions are counted but never refused. */
  constructor(now: () => number, isLimited: () => boolean) {
    this.#now = now;
    this.#isLimited = isLimited;
  }

  /** Counts an IDENTIFY. False when it came too soon after another, or the day's are used up. */
  take(token: string): boolean {
    const now = this.#now();
    const starts = this.#of(token, now);
    if (starts.windowEndsMs <= now) {
      starts.windowEndsMs = now + IDENTIFY_WINDOW_MS;
      starts.inWindow = 0;
    }
    if (this.left !== null && this.left-- <= 0) {
      this.left = 0;
      return false;
    }
    const isSpent = starts.inWindow >= this.maxConcurrency || starts.used >= TOTAL_PER_DAY;
    if (isSpent && this.#isLimited()) return false;
    starts.inWindow++;
    starts.used++;
    return true;
  }

  /** The `session_start_limit` of `GET /gateway/bot`. */
  report(token: string) {
    const now = this.#now();
    const starts = this.#of(token, now);
    return {
      total: TOTAL_PER_DAY,
      remaining: this.left ?? Math.max(0, TOTAL_PER_DAY - starts.used),
      reset_after: Math.max(0, starts.resetsMs - now),
      max_concurrency: this.maxConcurrency,
    };
  }

  #of(token: string, now: number): Starts {
    const known = this.#byToken.get(token);
    if (known && known.resetsMs > now) return known;
    const fresh = { used: 0, resetsMs: now + DAY_MS, windowEndsMs: 0, inWindow: 0 };
    this.#byToken.set(token, fresh);
    return fresh;
  }
}
