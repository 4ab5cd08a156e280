/** Long work in small pieces, so that the database's answers, heartbeats and everybody else's work come in between. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** Larger keeps PostgreSQL waiting for its next statement, smaller costs turns of the loop. */
const turnMs = 5;

/** Returns a function to be called between pieces: undefined while there is time, else a promise to be awaited. */
export function createBreath(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  const wait = async () => {
    await nextTurn();
    sinceMs = performance.now();
  };
  return () => (performance.now() - sinceMs < turnMs ? undefined : wait());
}
