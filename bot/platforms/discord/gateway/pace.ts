/**
 * How soon a bot may connect to the gateway again. discord.js tries twice a second for ever, and identifies every five
 * seconds; Discord allows 1,000 sessions a day and resets the token of a bot that wants more.
 */

/** Connections that held at least this long end a row of failures. Shorter forgives a gateway that flaps. */
export const stableMs = 60_000;
/** Pauses between connections: none before the second one, then 1 s doubling to 1 min. */
const longestPauseMs = 60_000;
/** Discord's window: one IDENTIFY per 5 s. */
const identifyEveryMs = 5_000;
/** Pauses between sessions in a row: 5 s doubling to 5 min, which is some 300 a day at the worst. */
const longestIdentifyPauseMs = 300_000;
/** Sessions older than this no longer make the next one wait. */
const rememberMs = 3_600_000;

/** Kept per bot for the life of the process, over all its clients. Times are monotonic milliseconds. */
export class ReconnectPace {
  readonly #now: () => number;
  readonly #random: () => number;
  #failures = 0;
  #connectedAt: number | null = null;
  /** Times of IDENTIFYs, oldest first. */
  #identified: number[] = [];

  constructor(now: () => number = () => performance.now(), random: () => number = Math.random) {
    this.#now = now;
    this.#random = random;
  }

  /** How long to wait before connecting; `identifies`: there is no session to resume. `shards`: of the bot. */
  pauseMs(identifies: boolean, shards = 1): number {
    // The library itself waits half a second before the first attempt.
    const step = this.#failures < 2 ? 0 : Math.min(longestPauseMs, 1_000 * 2 ** (this.#failures - 2));
    const jittered = step * (0.5 + this.#random() / 2);
    return Math.max(jittered, identifies ? this.#untilIdentifyMs(shards) : 0);
  }

  /** READY or RESUMED came. */
  connected(): void {
    this.#connectedAt = this.#now();
  }

  /** The connection ended, or did not come about. Returns how many have failed in a row. */
  closed(): number {
    const held = this.#connectedAt === null ? 0 : this.#now() - this.#connectedAt;
    this.#connectedAt = null;
    this.#failures = held >= stableMs ? 1 : this.#failures + 1;
    return this.#failures;
  }

  /** An IDENTIFY is about to be sent. */
  identified(): void {
    this.#identified.push(this.#now());
  }

  #untilIdentifyMs(shards: number): number {
    const now = this.#now();
    this.#identified = this.#identified.filter((at) => at > now - rememberMs);
    const last = this.#identified.at(-1);
    if (last === undefined) return 0;
    const rounds = Math.ceil(this.#identified.length / shards);
    const pause = Math.min(longestIdentifyPauseMs, identifyEveryMs * 2 ** (rounds - 1));
    return Math.max(0, last + pause - now);
  }
}
