/** When a cron expression comes due. Pure: the time is passed in, and is the database's. */
import { Cron } from "croner";

/** The fields of an expression with what they may hold; the database checks the same (cron_fault). */
const fields = [
  { name: "minute", least: 0, most: 59, words: "" },
  { name: "hour", least: 0, most: 23, words: "" },
  { name: "day", least: 1, most: 31, words: "" },
  { name: "month", least: 1, most: 12, words: "jan feb mar apr may jun jul aug sep oct nov dec" },
  { name: "weekday", least: 0, most: 7, words: "sun mon tue wed thu fri sat" },
] as const;

/**
 * What is wrong with an expression, to follow "cron …", or null. Five fields and no more: seconds, `L`, `#` and `@daily`
 * are read differently from program to program.
 */
export function cronFault(cron: string): string | null {
  const parts = cron.split(" ");
  if (parts.length !== fields.length)
    return "must have five fields with one space between them: minute hour day month weekday";
  for (const [index, field] of fields.entries()) {
    const fault = fieldFault(parts[index] ?? "", field);
    if (fault !== null) return `has no possible ${field.name}: ${fault}`;
  }
  return null;
}

function fieldFault(text: string, { least, most, words }: (typeof fields)[number]): string | null {
  const names = words.split(" ");
  for (const part of text.toLowerCase().split(",")) {
    const digits = part.replace(/\b[a-z]{3}\b/g, (word) =>
      names.includes(word) ? String(least + names.indexOf(word)) : word,
    );
    const [, star, first, last, step] =
      /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(digits) ?? [];
    if (star === undefined && first === undefined)
      return `${text} is not *, a number, a range or a list of these`;
    const [low, high] = [Number(first), Number(last ?? first)];
    if (low < least || high > most) return `${text} is not within ${least} to ${most}`;
    if (low > high) return `${text} runs backwards`;
    const mayStep = star !== undefined || last !== undefined;
    if (step !== undefined && (!mayStep || Number(step) < 1 || Number(step) > most))
      return `${text} steps in no possible way`;
  }
  return null;
}

/** Whether this machine knows the time zone, by its IANA name. */
export function isTimeZone(name: string): boolean {
  // What Intl takes beyond names (offsets such as +02:00) means nothing to PostgreSQL, or the opposite.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // RangeError
  }
}

/**
 * The next times after `after`, at most `count`; fewer, or none, where the expression never comes due again (the 31st of
 * February). A time that the clock skips in spring comes at the moment the clock has jumped to; one that comes twice in
 * autumn counts once, except for expressions that come due every hour. Throws for what cronFault or isTimeZone refuse.
 */
export function nextRuns(cron: string, timeZone: string, after: Date, count: number): Date[] {
  return new Cron(cron, { timezone: timeZone, paused: true, mode: "5-part" }).nextRuns(count, after);
}

/** The next time after `after`, or null. */
export const nextRun = (cron: string, timeZone: string, after: Date): Date | null =>
  nextRuns(cron, timeZone, after, 1)[0] ?? null;
