/** Which ids a chat's generated messages have and when they were sent, without keeping them. */

import { mix } from "../../world/hash.ts";
import type { Pace } from "../../world/pace.ts";

/** A chat's generated messages by their place: 0 is the oldest. */
export interface Past {
  count: number;
  idAt(index: number): number;
  /** The first place whose id is not below `id`; `count` when all are. */
  lowerBound(id: number): number;
  /** Unix seconds; never decreasing. */
  secondsAt(index: number): number;
}

/** Of every 32 ids one is of a message that was deleted long ago. */
const SPAN = 32;
const KEPT = SPAN - 1;

/** Ids of a channel: from 1 on, with a hole in each 32, as deleted messages leave them. */
export class ChannelPast implements Past {
  readonly count: number;
  readonly #seed: number;
  readonly #secondsAt: (index: number) => number;

  constructor(count: number, seed: number, secondsAt: (index: number) => number) {
    this.count = count;
    this.#seed = seed;
    this.#secondsAt = secondsAt;
  }

  idAt(index: number): number {
    const span = Math.floor(index / KEPT);
    const place = index - span * KEPT;
    return span * SPAN + (place < this.#hole(span) ? place : place + 1) + 1;
  }

  lowerBound(id: number): number {
    if (id <= 1) return 0;
    const span = Math.floor((id - 1) / SPAN);
    const place = id - 1 - span * SPAN;
    const index = span * KEPT + (place <= this.#hole(span) ? place : place - 1);
    return Math.min(index, this.count);
  }

  secondsAt(index: number): number {
    return this.#secondsAt(index);
  }

  /** Never the first two: a chat begins with its making. */
  #hole(span: number): number {
    return 2 + (mix(this.#seed ^ 0x1b873593, span) % (SPAN - 2));
  }
}

/** Ids of a chat in an account's own box, which many chats share. */
export class BoxPast implements Past {
  readonly count: number;
  readonly #ids: Uint32Array;
  readonly #pace: Pace;

  constructor(ids: Uint32Array, pace: Pace) {
    this.count = ids.length;
    this.#ids = ids;
    this.#pace = pace;
  }

  idAt(index: number): number {
    return this.#ids[index] as number;
  }

  lowerBound(id: number): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  secondsAt(index: number): number {
    return Math.floor(this.#pace.timeAt(this.idAt(index) - 1) / 1_000);
  }
}

/** A chat without generated messages. */
export const noPast: Past = {
  count: 0,
  idAt: () => 0,
  lowerBound: () => 0,
  secondsAt: () => 0,
};

/** The times of a pace in whole seconds. */
export function secondsOf(pace: Pace): (index: number) => number {
  return (index) => Math.floor(pace.timeAt(index) / 1_000);
}
