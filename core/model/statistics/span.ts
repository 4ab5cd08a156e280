/** Spans of days that statistics are asked for. Days are YYYY-MM-DD of a server's time zone. Pure and browser-safe. */

export const statisticsRanges = [
  "today",
  "yesterday",
  "7d",
  "14d",
  "30d",
  "90d",
  "365d",
  "month",
  "last_month",
  "all",
  "custom",
] as const;
export type StatisticsRange = (typeof statisticsRanges)[number];

/** Whole days, both included. */
export interface Span {
  from: string;
  to: string;
}

const dayMs = 86_400_000;
const toMs = (day: string) => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => toDay(toMs(day) + days * dayMs);
export const daysIn = ({ from, to }: Span): number => Math.round((toMs(to) - toMs(from)) / dayMs) + 1;
const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;
const monthAfter = (day: string) => firstOfMonth(addDays(firstOfMonth(day), 32));

/** Today by the clock of a zone. */
export function dayOf(now: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(now);
}

/**
 * The days a range stands for, and those it is compared with: as many before it, of a month the month before. `known`
 * are the first and last day there is anything of; null when there is nothing. "all" has nothing before it.
 */
export function spanOf(
  range: StatisticsRange,
  today: string,
  known: Span | null,
  custom: Span | null,
): { span: Span; before: Span | null } {
  switch (range) {
    case "today":
      return withBefore({ from: today, to: today });
    case "yesterday":
      return withBefore({ from: addDays(today, -1), to: addDays(today, -1) });
    case "month": {
      const from = firstOfMonth(today);
      return { span: { from, to: today }, before: monthBefore(from) };
    }
    case "last_month": {
      const from = firstOfMonth(addDays(firstOfMonth(today), -1));
      return { span: { from, to: addDays(firstOfMonth(today), -1) }, before: monthBefore(from) };
    }
    case "all":
      return { span: known ?? { from: today, to: today }, before: null };
    case "custom":
      return withBefore(custom ?? { from: today, to: today });
    default:
      return withBefore({ from: addDays(today, 1 - Number(range.slice(0, -1))), to: today });
  }
}

const withBefore = (span: Span) => ({
  span,
  before: { from: addDays(span.from, -daysIn(span)), to: addDays(span.from, -1) },
});
const monthBefore = (first: string): Span => ({
  from: firstOfMonth(addDays(first, -1)),
  to: addDays(first, -1),
});

/** A span as whole months and the days at its ends; ends are exclusive, and equal where there is nothing. */
export interface Pieces {
  months: [string, string];
  head: [string, string];
  tail: [string, string];
}

/** Sums of months save reading thirty times as many rows. */
export function toPieces({ from, to }: Span): Pieces {
  const end = addDays(to, 1);
  const firstMonth = from === firstOfMonth(from) ? from : monthAfter(from);
  const lastMonth = firstOfMonth(end);
  if (firstMonth >= lastMonth) return { months: [from, from], head: [from, end], tail: [end, end] };
  return { months: [firstMonth, lastMonth], head: [from, firstMonth], tail: [lastMonth, end] };
}

/** A stretch of sums to be added or taken off: whole months, or days; `high` is exclusive. */
export interface Part {
  grain: "day" | "month";
  low: string;
  high: string;
  sign: 1 | -1;
}

/** So many days have about as many rows as a month, since the same people and channels come again. */
const daysLikeMonth = 3;

/**
 * A span as sums that are added and taken off, so that few rows are read: of a month of which most is meant, the month less
 * the other days. `lastKnown` is the last day there is anything of: days after it cost nothing, though they are taken off
 * as well. For figures that can be summed; for sets of people see toPieces.
 */
export function toParts(span: Span, lastKnown: string | null): Part[] {
  const { months, head, tail } = toPieces(span);
  const whole: Part[] = months[0] < months[1] ? [part("month", months[0], months[1])] : [];
  return [...whole, ...partsOfDays(head, lastKnown), ...partsOfDays(tail, lastKnown)];
}

const part = (grain: Part["grain"], low: string, high: string, sign: Part["sign"] = 1): Part => ({
  grain,
  low,
  high,
  sign,
});

function partsOfDays([low, high]: [string, string], lastKnown: string | null): Part[] {
  if (low >= high) return [];
  const first = firstOfMonth(low);
  const next = monthAfter(low);
  // A head may be two months in one: then neither is whole, and each is looked at by itself.
  if (high > next) return [...partsOfDays([low, next], lastKnown), ...partsOfDays([next, high], lastKnown)];
  const costOf = (from: string, end: string) => {
    const last = lastKnown === null || addDays(lastKnown, 1) > end ? end : addDays(lastKnown, 1);
    return Math.max(0, (toMs(last) - toMs(from)) / dayMs);
  };
  if (costOf(low, high) <= daysLikeMonth + costOf(first, low) + costOf(high, next))
    return [part("day", low, high)];
  const others: [string, string][] = [
    [first, low],
    [high, next],
  ];
  return [
    part("month", first, next),
    ...others.filter(([from, end]) => from < end).map(([from, end]) => part("day", from, end, -1)),
  ];
}

/** How finely a span is drawn: hours of a day, days of a year, months beyond. */
export type Step = "hour" | "day" | "month";
export const stepOf = (span: Span): Step =>
  daysIn(span) === 1 ? "hour" : daysIn(span) <= 400 ? "day" : "month";
