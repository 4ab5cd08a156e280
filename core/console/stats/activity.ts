/** How much was said by how many, over time. */
import type { ActivityView, StatisticsQuery, StatisticsTotals } from "../../api/statistics.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import {
  countComings,
  loadHeat,
  loadHours,
  loadPeriods,
  loadTotals,
  type TotalsRecord,
} from "../../database/stats/figures.ts";
import { loadPeopleCalendar } from "../../database/stats/people.ts";
import {
  countByPeriod,
  countDuring,
  countNew,
  daysAtEnds,
  type PeopleCalendar,
} from "../../model/statistics/peopleCalendar.ts";
import { addDays, type Span, stepOf } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type About, openQuestion } from "./about.ts";

export async function describeActivity(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<ActivityView> {
  const { about, span, before } = await openQuestion(db, guild, query, now);
  const step = stepOf(span);
  const ends = daysAtEnds(before ? [span, before] : [span]);
  const [people, totals, totalsBefore, series, seriesBefore, heat] = await Promise.all([
    loadPeopleCalendar(db, guild.id, span.to, step === "day" ? [...ends, span] : ends),
    loadTotals(db, guild.id, span),
    before && loadTotals(db, guild.id, before),
    step === "hour" ? hourSeries(db, about) : periodSeries(db, guild.id, span, step),
    before ? countsBefore(db, guild.id, before, about, step) : [],
    loadHeat(db, guild.id, span),
  ]);
  const grid = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { weekday, hour, messages } of heat) {
    const row = grid[weekday - 1];
    if (row) row[hour] = messages;
  }
  return {
    ...about,
    totals: toTotals(totals, people, span),
    totalsBefore: totalsBefore && before && toTotals(totalsBefore, people, before),
    step,
    series: step === "hour" ? series : withPeople(series, people, span, step),
    seriesBefore,
    heat: grid,
  };
}

export const sum = (counts: Iterable<number>): number =>
  [...counts].reduce((total, count) => total + count, 0);

function toTotals(record: TotalsRecord, people: PeopleCalendar, span: Span): StatisticsTotals {
  const { wordless, medium, long, veryLong, ...rest } = record;
  const brief = record.messages - wordless - medium - long - veryLong;
  return {
    ...rest,
    people: countDuring(people, span),
    newPeople: countNew(people, span),
    lengths: { wordless, brief, medium, long, veryLong },
  };
}

function withPeople(
  series: readonly Point[],
  people: PeopleCalendar,
  span: Span,
  step: "day" | "month",
): Point[] {
  const counts = countByPeriod(
    people,
    span,
    series.map(({ at }) => at),
    step,
  );
  return series.map((point, index) => ({ ...point, ...counts[index] }));
}

type Point = ActivityView["series"][number];

/** The hours of one day: 23 to 25 of them. */
async function hourSeries(db: Queryable, { guildId, span, zone }: About): Promise<Point[]> {
  const counts = new Map(
    (await loadHours(db, guildId, span)).map(({ hour, messages }) => [hour.getTime(), messages]),
  );
  return hoursOf(span.from, zone).map((at) => ({
    at: new Date(at).toISOString(),
    messages: counts.get(at) ?? 0,
    people: null,
    newPeople: null,
    joins: null,
    leaves: null,
  }));
}

const hourMs = 3_600_000;
const quarterMs = 900_000;

/** When the hours of a day begin by a zone's clock, in milliseconds since 1970. Pure. */
export function hoursOf(day: string, zone: string): number[] {
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    minute: "2-digit",
  });
  const hours: number[] = [];
  // All quarters around the day: no zone is further off, and none begins its hours elsewhere.
  const noon = Date.parse(`${day}T12:00:00Z`);
  for (let at = noon - 30 * hourMs; at <= noon + 30 * hourMs; at += quarterMs) {
    const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    if (`${parts.year}-${parts.month}-${parts.day}` === day && Number(parts.minute) === 0) hours.push(at);
  }
  return hours;
}

async function periodSeries(
  db: Queryable,
  guildId: string,
  span: Span,
  step: "day" | "month",
): Promise<Point[]> {
  const [periods, comings] = await Promise.all([
    loadPeriods(db, guildId, span, step),
    countComings(db, guildId, span, step),
  ]);
  const byPeriod = new Map(periods.map((each) => [each.period, each]));
  return periodsOf(span, step).map((at) => ({
    at,
    messages: byPeriod.get(at)?.messages ?? 0,
    people: null,
    newPeople: null,
    joins: comings.get(at)?.joins ?? 0,
    leaves: comings.get(at)?.leaves ?? 0,
  }));
}

/** Every day or month of a span. Pure. */
export function periodsOf({ from, to }: Span, step: "day" | "month"): string[] {
  const periods: string[] = [];
  const next = (at: string) => (step === "day" ? addDays(at, 1) : `${addDays(at, 32).slice(0, 7)}-01`);
  for (let at = step === "day" ? from : `${from.slice(0, 7)}-01`; at <= to; at = next(at)) periods.push(at);
  return periods;
}

async function countsBefore(
  db: Queryable,
  guildId: string,
  before: Span,
  about: About,
  step: ActivityView["step"],
): Promise<number[]> {
  if (step === "hour")
    return (await hourSeries(db, { ...about, span: before })).map(({ messages }) => messages);
  const counts = new Map(
    (await loadPeriods(db, guildId, before, step)).map(({ period, messages }) => [period, messages]),
  );
  return periodsOf(before, step).map((at) => counts.get(at) ?? 0);
}
