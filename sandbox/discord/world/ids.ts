import { type SnowflakeParts, toId } from "./snowflake.ts";

/** Makes ids for what comes into being at run time: unique and strictly increasing, whatever the clock does. */
export class IdSource {
  readonly #now: () => number;
  readonly #floorMs: number;
  #lastMs = 0;
  #increment = 0;
  #dated = 0;

  /** Ids lie above `floorMs` (the world's end), also while `now` (unix ms) is before it. */
  constructor(now: () => number, floorMs: number) {
    this.#now = now;
    this.#floorMs = floorMs;
  }

  next(): SnowflakeParts & { id: string } {
    const ms = Math.max(this.#now(), this.#floorMs, this.#lastMs);
    this.#increment = ms === this.#lastMs ? this.#increment + 1 : 0;
    this.#lastMs = ms;
    if (this.#increment > 0xfff) {
      this.#lastMs++;
      this.#increment = 0;
    }
    // Worker 1, process 1: the lower 12 bits are Discord's increment.
    const low = (1 << 17) | (1 << 12) | this.#increment;
    return { ms: this.#lastMs, low, id: toId(this.#lastMs, low) };
  }

  /** An id of a time of the caller's choice (unix ms); unique too, whatever is asked for and how often. */
  at(ms: number): SnowflakeParts & { id: string } {
    // Worker 2, and a number of its own: many may be asked for within the same millisecond.
    const low = (2 << 17) | this.#dated;
    this.#dated = (this.#dated + 1) & 0x1ffff;
    return { ms, low, id: toId(ms, low) };
  }
}
