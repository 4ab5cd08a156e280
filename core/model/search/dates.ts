/** Days, months and years as people type them, as spans of time. Pure and browser-safe. */

/** [from, to) as ISO times in UTC. */
export interface Span {
  from: string;
  to: string;
}

const daily = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/;
const ago = /^(\d{1,4})([hdwmy])$/i;

/**
 * 2024, 2024-05, 2024-05-31, today, yesterday, 7d (the time since seven days ago; also h, w, m, y), or a time in ISO 8601;
 * null for anything else. Days begin in `timezone`.
 */
export function toSpan(value: string, timezone: string, now: Date): Span | null {
  const named = value.toLowerCase();
  if (named === "today" || named === "yesterday") {
    const [year, month, day] = dayIn(timezone, now);
    return fromLocal(year, month, named === "today" ? day : day - 1, "day", timezone);
  }
  const date = daily.exec(value);
  if (date) {
    const [year, month, day] = [1, 2, 3].map((i) => (date[i] === undefined ? null : Number(date[i])));
    if (!isDate(year ?? 0, month ?? null, day ?? null)) return null;
    return fromLocal(
      year ?? 0,
      month ?? 1,
      day ?? 1,
      day != null ? "day" : month != null ? "month" : "year",
      timezone,
    );
  }
  const back = ago.exec(value);
  if (back) return spanSince(Number(back[1]), (back[2] ?? "").toLowerCase(), now);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/i.test(value)) return null;
  const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(value);
  const at = hasZone ? Date.parse(value) : localTime(value, timezone);
  if (at === null || !isPossible(at)) return null;
  return toIso(at, at + (/T\d{2}:\d{2}:\d{2}/i.test(value) ? 1_000 : 60_000));
}

/** What every database and every browser can tell apart. */
const isPossible = (at: number) =>
  at >= Date.UTC(1970, 0, 1) && at < Date.UTC(10_000, 0, 1) - 86_400_000 * 366;

function isDate(year: number, month: number | null, day: number | null): boolean {
  if (year < 1970 || year > 9998) return false;
  if (month !== null && (month < 1 || month > 12)) return false;
  return day === null || (day >= 1 && day <= new Date(Date.UTC(year, month ?? 1, 0)).getUTCDate());
}

function fromLocal(
  year: number,
  month: number,
  day: number,
  length: "day" | "month" | "year",
  timezone: string,
): Span {
  const from = midnight(year, month, day, timezone);
  const to =
    length === "day"
      ? midnight(year, month, day + 1, timezone)
      : length === "month"
        ? midnight(year, month + 1, 1, timezone)
        : midnight(year + 1, 1, 1, timezone);
  return toIso(from, to);
}

function spanSince(count: number, unit: string, now: Date): Span | null {
  const from = new Date(now);
  if (unit === "h") from.setTime(from.getTime() - count * 3_600_000);
  else if (unit === "d") from.setTime(from.getTime() - count * 86_400_000);
  else if (unit === "w") from.setTime(from.getTime() - count * 7 * 86_400_000);
  else if (unit === "m") from.setUTCMonth(from.getUTCMonth() - count);
  else from.setUTCFullYear(from.getUTCFullYear() - count);
  if (!isPossible(from.getTime())) return null;
  // A minute more: clocks of platforms run ahead of ours at times.
  return toIso(from.getTime(), now.getTime() + 60_000);
}

const toIso = (from: number, to: number): Span => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

function dayIn(timezone: string, at: Date): [year: number, month: number, day: number] {
  const local = new Date(at.getTime() + offsetMs(timezone, at.getTime()));
  return [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
}

function localTime(value: string, timezone: string): number | null {
  const asUtc = Date.parse(`${value}Z`);
  return Number.isNaN(asUtc) ? null : toUtc(asUtc, timezone);
}

const midnight = (year: number, month: number, day: number, timezone: string): number =>
  toUtc(Date.UTC(year, month - 1, day), timezone);

/** The moment at which clocks of the zone show what `local` reads as UTC; twice, since the first guess may lie across a change. */
function toUtc(local: number, timezone: string): number {
  const guess = local - offsetMs(timezone, local);
  return local - offsetMs(timezone, guess);
}

function offsetMs(timezone: string, at: number): number {
  const parts = formatterOf(timezone).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at / 1_000) * 1_000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}

/** Whether this machine knows the zone. */
export function isTimezone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}
