/**
 * Looking for the newest (or oldest) that fits in stretches of time that grow. A word that is neither frequent nor rare has
 * tens of thousands of hits in ten million messages; asked for the newest of them, PostgreSQL would fetch and sort them all.
 * Within a week it fetches what is said in a week. Pure.
 */

/** Where to look: from (included) to (left out), Unix ms; null: without end. */
export interface TimeWindow {
  fromMs: number | null;
  toMs: number | null;
}

export const allTime: TimeWindow = { fromMs: null, toMs: null };

const dayMs = 86_400_000;
/**
 * The first stretch, and how many times longer each of the following is. Shorter ones ask more often for what is rare,
 * longer ones fetch more of what is not. Four questions find what is rare, or that there is nothing.
 */
const firstMs = 7 * dayMs;
const growth = 8;
const bounded = 3;

/** `edgeMs`: the time of the first message there is in that order; stretches follow one another without holes. */
export function* growingWindows(order: "newest" | "oldest", edgeMs: number): Generator<TimeWindow> {
  const away = order === "newest" ? -1 : 1;
  /** Null: from the end of all time, the edge included. */
  let near: number | null = null;
  for (let i = 0, length = firstMs; i < bounded; i++, length *= growth) {
    const far: number = edgeMs + away * length;
    yield order === "newest" ? { fromMs: far, toMs: near } : { fromMs: near, toMs: far };
    near = far;
  }
  yield order === "newest" ? { fromMs: null, toMs: near } : { fromMs: near, toMs: null };
}
