/** The time axis of the coverage picture: one column per month. Pure. */
import { coveredShare, type Stretch } from "../coverage/coverage.ts";

export interface Column {
  /** Positions on the platform's axis (see positionOfId). */
  from: number;
  to: number;
}

/** Calendar months (UTC) that [fromMs, toMs] touches, oldest first. */
export function monthColumns(fromMs: number, toMs: number): Column[] {
  const columns: Column[] = [];
  const first = new Date(fromMs);
  let [year, month] = [first.getUTCFullYear(), first.getUTCMonth()];
  for (;;) {
    const from = Date.UTC(year, month, 1);
    if (from > toMs) return columns;
    month++;
    if (month === 12) [year, month] = [year + 1, 0];
    columns.push({ from, to: Date.UTC(year, month, 1) });
  }
}

/** `count` equal columns, for platforms whose ids carry no time. */
export const equalColumns = (from: number, to: number, count: number): Column[] =>
  Array.from({ length: count }, (_, index) => ({
    from: from + ((to - from) * index) / count,
    to: from + ((to - from) * (index + 1)) / count,
  }));

/**
 * Neighbouring columns that look the same, as one run: a row of the picture is a handful of rectangles, not
 * hundreds. `level` null: the channel did not live then; else how much is covered, in steps.
 */
export interface Run {
  first: number;
  /** Number of columns. */
  length: number;
  level: Level | null;
}

export const levels = ["none", "low", "high", "full"] as const;
type Level = (typeof levels)[number];

/** A month counts as full only when all of it is proven: one missing hour must show. */
export const levelOf = (share: number): Level =>
  share === 0 ? "none" : share === 1 ? "full" : share < 0.5 ? "low" : "high";

export function runsOf(stretches: readonly Stretch[], columns: readonly Column[]): Run[] {
  const runs: Run[] = [];
  columns.forEach((column, index) => {
    const share = coveredShare(stretches, column.from, column.to);
    const level = share === null ? null : levelOf(share);
    const last = runs.at(-1);
    if (last && last.level === level) last.length++;
    else runs.push({ first: index, length: 1, level });
  });
  return runs;
}
