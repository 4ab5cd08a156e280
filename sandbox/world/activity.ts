import { fraction, mix } from "./hash.ts";

const HOUR_MS = 3_600_000;

/** How busy each hour of a day is (UTC). Nights are quiet, evenings are loud. */
const HOURS = [
  9, 5, 3, 2, 2, 3, 6, 11, 18, 24, 27, 29, 31, 30, 28, 29, 33, 38, 44, 52, 56, 49, 34, 19,
] as const;

/**
 * How people's activity is spread over the years of a world: days and nights, weekends, loud weeks, and
 * pauses of some days in which next to nothing is said. A monotone map between an activity sum and time,
 * shared by all channels, from which their timelines are cut.
 */
export class Activity {
  readonly startMs: number;
  readonly endMs: number;
  readonly #sums: Float64Array;
  #hour = 0;

  constructor(seed: number, startMs: number, endMs: number) {
    this.startMs = startMs;
    this.endMs = endMs;
    const hours = Math.ceil((endMs - startMs) / HOUR_MS);
    this.#sums = new Float64Array(hours + 1);
    let sum = 0;
    for (let hour = 0; hour < hours; hour++) {
      sum += weightOf(seed, hour);
      this.#sums[hour + 1] = sum;
    }
  }

  /** The activity before a time (ms). */
  sumAt(ms: number): number {
    const place = Math.min(Math.max(ms - this.startMs, 0), this.endMs - this.startMs) / HOUR_MS;
    const hour = Math.min(Math.floor(place), this.#sums.length - 2);
    const from = this.#sum(hour);
    return from + (this.#sum(hour + 1) - from) * (place - hour);
  }

  /** The time (ms, with fraction) at which the activity reaches `sum`. Never decreases as `sum` grows. */
  timeOf(sum: number): number {
    const hour = this.#hourOf(sum);
    const from = this.#sum(hour);
    const share = (sum - from) / (this.#sum(hour + 1) - from);
    return this.startMs + (hour + Math.min(Math.max(share, 0), 1)) * HOUR_MS;
  }

  #sum(hour: number): number {
    return this.#sums[hour] as number;
  }

  /** Neighbouring messages mostly fall into one hour, so the last answer is tried first. */
  #hourOf(sum: number): number {
    const last = this.#hour;
    if (this.#sum(last) <= sum && sum < this.#sum(last + 1)) return last;
    let low = 0;
    let high = this.#sums.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#sum(middle) <= sum) low = middle;
      else high = middle - 1;
    }
    this.#hour = low;
    return low;
  }
}

function weightOf(seed: number, hour: number): number {
  const day = Math.floor(hour / 24);
  const ofDay = HOURS[hour % 24] as number;
  const weekend = day % 7 < 2 ? 1.35 : 1;
  const week = 0.5 + 1.3 * fraction(mix(seed, 1_000_000 + Math.floor(day / 7)));
  const loud = mix(seed, 2_000_000 + day) % 23 === 0 ? 3 : 1;
  const pause = mix(seed, 3_000_000 + Math.floor(day / 3)) % 37 === 0 ? 0.004 : 1;
  return ofDay * weekend * week * loud * pause * (0.4 + 1.2 * fraction(mix(seed, hour)));
}
