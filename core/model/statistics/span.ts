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

/** How finely a span is drawn: hours of a day, days of a year, months beyond. */
export type Step = "hour" | "day" | "month";
export const stepOf = (span: Span): Step =>
  daysIn(span) === 1 ? "hour" : daysIn(span) <= 400 ? "day" : "month";
