/** How much was said by how many, over time. */
import type { ActivityView, StatisticsQuery, StatisticsTotals } from "../../api/statistics.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import {
  countComings,
  countNewPeople,
  loadHeat,
  loadHours,
  loadPeriods,
  loadTotals,
  type TotalsRecord,
} from "../../database/stats/figures.ts";
import { addDays, type Span, stepOf } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type About, describeAbout } from "./about.ts";

export async function describeActivity(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<ActivityView> {
  const about = await describeAbout(db, guild, query, now);
  const { span, before } = about;
  const step = stepOf(span);
  const [totals, totalsBefore, series, seriesBefore, heat] = await Promise.all([
    describeTotals(db, guild.id, span),
    before && describeTotals(db, guild.id, before),
    step === "hour" ? hourSeries(db, about) : periodSeries(db, guild.id, span, step),
    before ? countsBefore(db, guild.id, before, about, step) : [],
    loadHeat(db, guild.id, span),
  ]);
  const grid = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { weekday, hour, messages } of heat) {
    const row = grid[weekday - 1];
    if (row) row[hour] = messages;
  }
  return { ...about, totals, totalsBefore, step, series, seriesBefore, heat: grid };
}

async function describeTotals(db: Queryable, guildId: string, span: Span): Promise<StatisticsTotals> {
  const [totals, newPeople] = await Promise.all([
    loadTotals(db, guildId, span),
    countNewPeople(db, guildId, span, "month"),
  ]);
  return toTotals(totals, sum(newPeople.values()));
}

export const sum = (counts: Iterable<number>): number =>
  [...counts].reduce((total, count) => total + count, 0);

function toTotals(record: TotalsRecord, newPeople: number): StatisticsTotals {
  const { wordless, medium, long, veryLong, ...rest } = record;
  const brief = record.messages - wordless - medium - long - veryLong;
  return { ...rest, newPeople, lengths: { wordless, brief, medium, long, veryLong } };
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
  const [periods, newPeople, comings] = await Promise.all([
    loadPeriods(db, guildId, span, step),
    countNewPeople(db, guildId, span, step),
    countComings(db, guildId, span, step),
  ]);
  const byPeriod = new Map(periods.map((each) => [each.period, each]));
  return periodsOf(span, step).map((at) => ({
    at,
    messages: byPeriod.get(at)?.messages ?? 0,
    people: byPeriod.get(at)?.people ?? 0,
    newPeople: newPeople.get(at) ?? 0,
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
