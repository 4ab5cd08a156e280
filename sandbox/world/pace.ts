import type { Activity } from "./activity.ts";
import { fraction, mix } from "./hash.ts";

/** Messages of one conversation: they share a script and come close together. A power of two. */
export const BLOCK_SIZE = 8;

/**
 * When a channel's generated messages were sent, by their place and without keeping any of them. Times never
 * decrease: every message adds one whole millisecond to a time that does not.
 */
export class Pace {
  readonly count: number;
  readonly seed: number;
  readonly #activity: Activity;
  readonly #startMs: number;
  readonly #from: number;
  readonly #width: number;
  readonly #blocks: number;
  #block = -1;
  #blockMs = 0;
  #gapMs = 0;

  /** `count` messages between the two times (unix ms), which must leave 1 ms for each. */
  constructor(activity: Activity, seed: number, count: number, startMs: number, endMs: number) {
    const lastMs = endMs - count - 1;
    if (lastMs <= startMs) throw new RangeError(`No room for ${count} messages in ${endMs - startMs} ms.`);
    this.count = count;
    this.seed = seed;
    this.#activity = activity;
    this.#startMs = startMs;
    this.#from = activity.sumAt(startMs);
    this.#width = activity.sumAt(lastMs) - this.#from;
    this.#blocks = Math.ceil(count / BLOCK_SIZE);
  }

  /** Unix time of a message (whole ms). */
  timeAt(index: number): number {
    const block = (index / BLOCK_SIZE) | 0;
    if (block !== this.#block) this.#enter(block);
    const place = index - block * BLOCK_SIZE + fraction(mix(this.seed, index));
    return this.#startMs + index + Math.floor(this.#blockMs + place * this.#gapMs);
  }

  /**
   * A conversation begins somewhere in its share of the time and goes on with seconds or minutes between
   * messages, however long the silence before the next; where there is no room for that, closer.
   */
  #enter(block: number): void {
    const share = fraction(mix(this.seed ^ 0x6a09e667, block));
    this.#block = block;
    this.#blockMs = this.#startOf(block);
    const roomMs = this.#startOf(block + 1) - this.#blockMs;
    this.#gapMs = Math.min(3_000 + share * share * 240_000, roomMs / BLOCK_SIZE);
  }

  /** When a block begins (ms since the start). Never decreases; the block after the last is the end. */
  #startOf(block: number): number {
    const offset = block < this.#blocks ? 0.9 * fraction(mix(this.seed ^ 0x2545f491, block)) : 0;
    const wallMs = this.#activity.timeOf(this.#from + ((block + offset) / this.#blocks) * this.#width);
    return Math.max(wallMs - this.#startMs, 0);
  }
}
