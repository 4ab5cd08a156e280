/** Who wrote when: sets of people by day and month, and what follows from them. Pure. */
import { countBoth, countPeople, nobody, type PeopleSet, unite, without } from "./peopleSet.ts";
import { addDays, type Span, toPieces } from "./span.ts";

/** Sets without bots; a day or month that is not there had nobody. */
export interface PeopleCalendar {
  days: ReadonlyMap<string, PeopleSet>;
  months: ReadonlyMap<string, PeopleSet>;
}

const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;

/** Days that a calendar must know for these spans: those of the months in which they begin and end. */
export const daysAtEnds = (spans: readonly Span[]): Span[] =>
  spans.flatMap(({ from, to }) =>
    [from, to].map((day) => ({
      from: firstOfMonth(day),
      to: addDays(firstOfMonth(addDays(firstOfMonth(day), 32)), -1),
    })),
  );

/** Who wrote in a span. */
export function peopleDuring({ days, months }: PeopleCalendar, span: Span): PeopleSet {
  const pieces = toPieces(span);
  return unite([
    ...within(months, pieces.months),
    ...within(days, pieces.head),
    ...within(days, pieces.tail),
  ]);
}

/** Who wrote before a day. */
export function peopleBefore({ days, months }: PeopleCalendar, day: string): PeopleSet {
  const month = firstOfMonth(day);
  return unite([...within(months, ["", month]), ...within(days, [month, day])]);
}

const within = (sets: ReadonlyMap<string, PeopleSet>, [low, high]: readonly [string, string]) =>
  [...sets].filter(([period]) => period >= low && period < high).map(([, set]) => set);

export const countDuring = (calendar: PeopleCalendar, span: Span): number =>
  countPeople(peopleDuring(calendar, span));

/** How many of those who wrote in a span had never written before. */
export const countNew = (calendar: PeopleCalendar, span: Span): number =>
  countPeople(without(peopleDuring(calendar, span), peopleBefore(calendar, span.from)));

/** How many wrote in each period of a span, and how many of them for the first time. Of months at its ends only the days within are new. */
export function countByPeriod(
  calendar: PeopleCalendar,
  span: Span,
  periods: readonly string[],
  step: "day" | "month",
): { people: number; newPeople: number }[] {
  let known = peopleBefore(calendar, span.from);
  return periods.map((period) => {
    const whole = (step === "day" ? calendar.days : calendar.months).get(period) ?? nobody;
    const counted = step === "day" ? whole : peopleDuring(calendar, withinMonth(period, span));
    const newPeople = countPeople(without(counted, known));
    if (newPeople > 0) known = unite([known, counted]);
    return { people: countPeople(whole), newPeople };
  });
}

function withinMonth(month: string, span: Span): Span {
  const last = addDays(firstOfMonth(addDays(month, 32)), -1);
  return { from: month > span.from ? month : span.from, to: last < span.to ? last : span.to };
}

/** Of those who first wrote in each of these months (in order, one after the other), how many wrote in it and in each after it. */
export const cohortsOf = (calendar: PeopleCalendar, months: readonly string[]) =>
  months.map((month, index) => {
    const first = without(calendar.months.get(month) ?? nobody, peopleBefore(calendar, month));
    return {
      month,
      active: months.slice(index).map((period) => countBoth(first, calendar.months.get(period) ?? nobody)),
    };
  });
