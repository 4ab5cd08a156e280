/** Events between the platform, which does not wait, and the database, which may be away. */
import type { ChatEvent } from "../platforms/liveFeed.ts";

/**
 * How many events wait at most. At 200 a second that is eight minutes of a database being away; more would be memory
 * without end (an event takes about 2 kB), and what is dropped is fetched again by the next catch-up.
 */
const mostWaiting = 100_000;

export class EventBuffer {
  #events: ChatEvent[] = [];
  readonly #most: number;

  constructor(most = mostWaiting) {
    this.#most = most;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Returns what had to be dropped: nothing, or everything, since a stream with a hole proves no more than none. */
  add(event: ChatEvent): readonly ChatEvent[] {
    this.#events.push(event);
    return this.#events.length <= this.#most ? [] : this.take(this.#events.length);
  }

  /** Takes the oldest `most` events out. */
  take(most: number): ChatEvent[] {
    if (this.#events.length <= most) {
      const all = this.#events;
      this.#events = [];
      return all;
    }
    return this.#events.splice(0, most);
  }

  /** Puts back what could not be stored, before everything that came since. */
  putBack(events: readonly ChatEvent[]): void {
    this.#events = [...events, ...this.#events];
  }
}
