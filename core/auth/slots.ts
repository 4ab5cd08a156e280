/** A limit on how much runs at once. */

/** Returns a function that runs what it is given, at most `most` at once; the rest waits its turn, first come first served. */
export function createSlots(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next)
        next(); // hands the place on
      else running--;
    }
  };
}
