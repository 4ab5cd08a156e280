"use client";
import { useLocale } from "next-intl";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useNow } from "../../../ui/format/useNow.ts";
import classes from "./Markup.module.css";

/** Discord's styles, each as the reader's own language and time zone write it. */
const styles: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once per language and style: the Intl objects are slow to make. */
function formatOf(locale: string, style: string): Intl.DateTimeFormat {
  const key = `${locale} ${style}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, styles[style] ?? styles.f)));
  return format;
}

/** A moment that a text names, on the reader's clock. */
export function TimeMark({ seconds, style }: { seconds: number; style: string }) {
  const locale = useLocale();
  const timeMs = seconds * 1_000;
  // As far as JavaScript's calendar reaches; beyond it the number is all there is to show.
  if (!(Math.abs(timeMs) <= 8.64e15)) return String(seconds);
  const time = new Date(timeMs);
  return (
    <time className={classes.time} dateTime={time.toISOString()} title={formatOf(locale, "F").format(time)}>
      {style === "R" ? <Relative timeMs={timeMs} /> : formatOf(locale, style).format(time)}
    </time>
  );
}

function Relative({ timeMs }: { timeMs: number }) {
  const format = useFormat();
  return format.relative(timeMs, useNow());
}
