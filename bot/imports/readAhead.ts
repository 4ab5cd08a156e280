/**
 * The items of `source`, of which the next one is made while the last one is used: reading a file and waiting for the
 * database take turns on one processor otherwise. Holds one item more in memory.
 */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = source.next();
      next.catch(() => {}); // it is thrown when it is asked for
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
