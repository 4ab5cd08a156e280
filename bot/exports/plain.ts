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
  const clock = clockOf(context.task.timezone);
  return {
    textOf(message) {
      const text = withNames(message.content, context);
      return text === "" ? eventOf(message) : text;
    },
    timeOf: (at) => {
      const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
      return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`;
    },
  };
}

/** UTC for a zone that this machine does not know. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
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
