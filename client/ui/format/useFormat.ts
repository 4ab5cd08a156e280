"use client";
/** Numbers, sizes and times as the language of the page writes them. */
import { useLocale } from "next-intl";
import { useMemo } from "react";

interface Format {
  number(value: number): string;
  /** Short from 10,000 on: 12.3K. */
  compact(value: number): string;
  /** Always short, for axes: 0, 500, 9K, 13.5K. */
  axis(value: number): string;
  /** `share` from 0 to 1. Never rounds up to 100 % what is not whole. */
  percent(share: number): string;
  bytes(sizeBytes: number): string;
  /** The two largest units: "1 hr 20 min". */
  duration(seconds: number): string;
  /** Rounded, for what is only guessed: "40 sec", "3 min", "1 hr 20 min". */
  about(seconds: number): string;
  /** "3 min. ago" or "in 3 min."; both in milliseconds since 1970. */
  relative(timeMs: number, nowMs: number): string;
  date(time: number | string): string;
  dateTime(time: number | string): string;
  /** Hours and minutes. */
  clock(time: number | string): string;
  /** To the second, for logs and timelines. */
  exact(time: number | string): string;
  month(timeMs: number): string;
  year(timeMs: number): string;
  /** "Mar 3 – Jul 9, 2023"; within one day with the times. Both in milliseconds since 1970. */
  range(fromMs: number, toMs: number): string;
  list(items: string[]): string;
  /** Two figures that something lies between; one where they read the same. */
  between(from: string, to: string): string;
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

export function createFormat(language: string): Format {
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
  const present = new Intl.RelativeTimeFormat(language, { numeric: "auto" }); // "now" instead of "in 0 sec."
  const unit = Object.fromEntries(
    [...units.map(([name]) => name), "byte", "kilobyte", "megabyte", "gigabyte", "terabyte"].map((name) => [
      name,
      new Intl.NumberFormat(language, {
        style: "unit",
        unit: name,
        unitDisplay: "short",
        maximumFractionDigits: 0,
      }),
    ]),
  );
  const inUnit = (name: string, value: number) => unit[name]?.format(value) ?? String(value);
  // Chinese writes months and days with words around the numbers: in digits a date fits its column.
  const day = language.startsWith("zh")
    ? ({ year: "numeric", month: "2-digit", day: "2-digit" } as const)
    : ({ year: "numeric", month: "short", day: "numeric" } as const);
  const date = new Intl.DateTimeFormat(language, day);
  const dateTime = new Intl.DateTimeFormat(language, {
    ...day,
    hour: "2-digit",
    minute: "2-digit",
  });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const exact = new Intl.DateTimeFormat(language, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const month = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" });
  const year = new Intl.DateTimeFormat(language, { year: "numeric", timeZone: "UTC" });
  const dayMs = 86_400_000;
  const list = new Intl.ListFormat(language, { style: "long", type: "conjunction" });
  const largest = (seconds: number) => units.find(([, size]) => seconds >= size) ?? units[3];
  const duration = (seconds: number) => {
    const rounded = Math.max(0, Math.round(seconds));
    const [name, size] = largest(rounded);
    const rest = rounded % size;
    const next = units[units.findIndex(([each]) => each === name) + 1];
    const parts = [inUnit(name, Math.floor(rounded / size))];
    if (next && rest >= next[1]) parts.push(inUnit(next[0], Math.floor(rest / next[1])));
    return parts.join(" ");
  };
  return {
    number: (value) => number.format(value),
    compact: (value) => (value < 10_000 ? number.format(value) : compact.format(value)),
    axis: (value) => compact.format(value),
    percent: (share) =>
      share > 0 && share < 0.1 ? fine.format(share) : whole.format(share < 1 ? Math.min(share, 0.99) : share),
    bytes(sizeBytes) {
      const names = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
      const power = Math.min(names.length - 1, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3));
      return inUnit(names[power] as string, sizeBytes / 1_000 ** power);
    },
    duration,
    about: (seconds) =>
      duration(seconds >= 3_600 ? seconds : seconds >= 60 ? Math.round(seconds / 60) * 60 : seconds),
    relative(timeMs, nowMs) {
      const seconds = (timeMs - nowMs) / 1_000;
      if (Math.abs(seconds) < 1) return present.format(0, "second");
      const [name, size] = largest(Math.abs(seconds));
      return relative.format(Math.trunc(seconds / size), name);
    },
    date: (time) => date.format(new Date(time)),
    dateTime: (time) => dateTime.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    exact: (time) => exact.format(new Date(time)),
    month: (timeMs) => month.format(timeMs),
    year: (timeMs) => year.format(timeMs),
    range: (fromMs, toMs) => (toMs - fromMs < dayMs ? dateTime : date).formatRange(fromMs, toMs),
    list: (items) => list.format(items),
    between: (from, to) => (from === to ? from : `${from} – ${to}`),
  };
}

const formats = new Map<string, Format>();

/** Made once per language: the Intl objects are slow to make. */
export function useFormat(): Format {
  const language = useLocale();
  return useMemo(() => {
    let format = formats.get(language);
    if (!format) formats.set(language, (format = createFormat(language)));
    return format;
  }, [language]);
}
