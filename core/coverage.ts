/**
 * Interval algebra over message ids. An interval `[from, to)` holds the ids from ≤ id < to; a coverage is a
 * sorted list of intervals that neither overlap nor touch, as PostgreSQL keeps an int8multirange.
 * All functions are pure and never change their arguments.
 */

/** Ids are bigint here, since they exceed 2^53; elsewhere they are decimal strings. */
export interface Interval {
  from: bigint;
  to: bigint;
}
export type Coverage = readonly Interval[];

/** Reads the text form of an int8multirange, e.g. `{[1,5),[8,9)}`. Throws on anything else. */
export function parseMultirange(text: string): Coverage {
  if (!/^\{(\[-?\d+,-?\d+\)(,(?!\})|(?=\})))*\}$/.test(text)) {
    throw new SyntaxError(`Expected an int8multirange such as {[1,5)}, got ${text.slice(0, 80)}`);
  }
  return [...text.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map(([, from, to]) => ({
    from: BigInt(from ?? 0),
    to: BigInt(to ?? 0),
  }));
}

/** The text form that parseMultirange reads. */
export function formatMultirange(coverage: Coverage): string {
  return `{${coverage.map(({ from, to }) => `[${from},${to})`).join(",")}}`;
}

/** `coverage` with `added` joined in; empty intervals add nothing. */
export function addInterval(coverage: Coverage, added: Interval): Coverage {
  if (added.from >= added.to) return coverage;
  const apart = coverage.filter(({ from, to }) => to < added.from || from > added.to);
  const touching = coverage.filter(({ from, to }) => to >= added.from && from <= added.to);
  const joined = touching.reduce(
    (sum, { from, to }) => ({ from: from < sum.from ? from : sum.from, to: to > sum.to ? to : sum.to }),
    added,
  );
  return [...apart, joined].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** The intervals of `coverage` that hold at least one of `ids`, whole. */
export function intervalsWith(coverage: Coverage, ids: readonly bigint[]): Coverage {
  return coverage.filter(({ from, to }) => ids.some((id) => id >= from && id < to));
}

/** The part of `coverage` that lies within `range`. */
export function clip(coverage: Coverage, range: Interval): Coverage {
  return coverage
    .map(({ from, to }) => ({
      from: from > range.from ? from : range.from,
      to: to < range.to ? to : range.to,
    }))
    .filter(({ from, to }) => from < to);
}

/** What of `range` is missing from `coverage`, oldest first. */
export function gaps(coverage: Coverage, range: Interval): Interval[] {
  const missing: Interval[] = [];
  let from = range.from;
  for (const covered of clip(coverage, range)) {
    if (covered.from > from) missing.push({ from, to: covered.from });
    from = covered.to;
  }
  if (from < range.to) missing.push({ from, to: range.to });
  return missing;
}

/**
 * Covered share of `range`, 0 to 1; 1 for an empty range. `scale` turns an id into the axis that people
 * think in: milliseconds for snowflakes, the id itself on Telegram.
 */
export function coveredShare(
  coverage: Coverage,
  range: Interval,
  scale: (id: bigint) => number = Number,
): number {
  const length = scale(range.to) - scale(range.from);
  if (range.from >= range.to || length <= 0) return gaps(coverage, range).length === 0 ? 1 : 0;
  const covered = clip(coverage, range).reduce((sum, { from, to }) => sum + scale(to) - scale(from), 0);
  const share = Math.min(1, Math.max(0, covered / length));
  return share === 1 && gaps(coverage, range).length > 0 ? 0.9999 : share; // never "all" while something is missing
}
