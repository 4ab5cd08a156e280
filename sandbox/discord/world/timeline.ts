import type { Activity } from "../../world/activity.ts";
import { fraction, mix } from "../../world/hash.ts";
import { type SnowflakeParts, toId } from "./snowflake.ts";

/** Messages of one conversation: they share a script and come close together. A power of two. */
export const BLOCK_SIZE = 8;

/**
 * When a channel's generated messages were sent, computable both ways without keeping any of them:
 * index → time and id in O(1), id → index in O(log n). Ids strictly increase with the index, because
 * every message adds one whole millisecond to a time that never decreases.
 */
export class Timeline {
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

  /** The lower 22 bits of a message's id. */
  lowAt(index: number): number {
    return mix(this.seed ^ 0x51ed270b, index) & 0x3fffff;
  }

  /** The id of a message. */
  idAt(index: number): string {
    return toId(this.timeAt(index), this.lowAt(index));
  }

  /** The first index whose id is not below `parts`; `count` when all are. */
  lowerBound(parts: SnowflakeParts): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBelow(middle, parts)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index with exactly this id, or -1. */
  indexOf(parts: SnowflakeParts): number {
    const index = this.lowerBound(parts);
    const found = index < this.count && this.timeAt(index) === parts.ms && this.lowAt(index) === parts.low;
    return found ? index : -1;
  }

  #isBelow(index: number, parts: SnowflakeParts): boolean {
    const ms = this.timeAt(index);
    return ms === parts.ms ? this.lowAt(index) < parts.low : ms < parts.ms;
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
