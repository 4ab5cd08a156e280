/** Values PostgreSQL does not take, and how to find the one among many that it refuses. */

/** SQLSTATE classes that speak of the data: data exception, integrity violation, program limit exceeded. */
const refusedClasses = /^(22|23|54)/;

/** True when the statement failed for what it was given, so that it would fail again. */
export function isRefusedData(error: unknown): error is Error {
  if (error instanceof RangeError) return true; // too deep or too long to be written as JSON at all
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    refusedClasses.test(error.code)
  );
}

export interface Refused<T> {
  item: T;
  error: Error;
}

/**
 * Finds the items that `attempt` refuses, by halving: some log2(n) attempts for each. `attempt` must leave nothing behind when
 * it throws. Errors that say nothing of the data are thrown.
 */
export async function findRefused<T>(
  items: readonly T[],
  attempt: (some: readonly T[]) => Promise<void>,
): Promise<Refused<T>[]> {
  try {
    if (items.length > 0) await attempt(items);
    return [];
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined) return [{ item: only, error }];
    const half = Math.ceil(items.length / 2);
    return [
      ...(await findRefused(items.slice(0, half), attempt)),
      ...(await findRefused(items.slice(half), attempt)),
    ];
  }
}
