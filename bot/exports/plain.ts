/** Messages as plain words: names in place of ids, and what is no text in a few words. */
import { readExtras } from "../../core/console/reading/messageExtra.ts";
import type { ExportedMessage } from "../../core/database/exports/readMessages.ts";
import { type ExportContext, nameOf } from "./format.ts";

export interface Plain {
  /** The text with names for mentions; for an event of the platform, what happened. */
  textOf(message: ExportedMessage): string;
  /** A moment on the clock that was asked for, e.g. "2024-05-01 10:00". */
  timeOf(at: Date): string;
}

/** For one file. */
export function createPlain(context: ExportContext): Plain {
  const shown = createClock(context.task.timezone);
  return {
    textOf(message) {
      const text = withNames(message.content, context);
      return text === "" ? eventOf(message) : text;
    },
    timeOf: shown,
  };
}

/** No zone changes its clock at any other time than these apart. */
const quarterMs = 15 * 60_000;

/** Moments as "2024-05-01 10:00". Neighbours share what their zone is ahead of UTC: asking for it is most of the work. */
export function createClock(timeZone: string): (at: Date) => string {
  const clock = clockOf(timeZone);
  let [quarter, aheadMs] = [Number.NaN, 0];
  return (at) => {
    const atMs = at.getTime();
    const own = Math.floor(atMs / quarterMs);
    if (own !== quarter) [quarter, aheadMs] = [own, aheadOf(clock, at)];
    return new Date(atMs + aheadMs).toISOString().replace("T", " ").slice(0, -8);
  };
}

/** What the clock is ahead of UTC at a moment, in ms. */
function aheadOf(clock: Intl.DateTimeFormat, at: Date): number {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  ) as Record<Intl.DateTimeFormatPartTypes, number>;
  const shownMs =
    new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1_000;
  return shownMs - Math.floor(at.getTime() / 1_000) * 1_000;
}

/** UTC for a zone that this machine does not know. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en", { ...options, timeZone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  }
}

/** Discord's marks for people, channels, roles and emoji as what they show. */
export function withNames(text: string, context: ExportContext): string {
  if (!text.includes("<")) return text;
  return text.replaceAll(
    /<(@!?|@&|#)(\d{15,20})>|<a?:(\w{1,64}):\d{15,21}>/g,
    (whole, mark: string | undefined, id: string | undefined, emoji: string | undefined) => {
      if (emoji !== undefined) return `:${emoji}:`;
      if (id === undefined) return whole;
      if (mark === "#") return `#${context.channelName(id) ?? id}`;
      if (mark === "@&") return `@${context.roleName(id) ?? id}`;
      return `@${nameOf(context.person(id), id)}`;
    },
  );
}

/** Of a message that has no text of its own; empty for one that people wrote. */
function eventOf({ kind, extra }: ExportedMessage): string {
  if (kind === "default" || kind === "reply") return "";
  const { about } = readExtras(extra);
  const words = kind.replaceAll("_", " ");
  return about === "" ? `[${words}]` : `[${words}: ${about}]`;
}
