/** A day ("2026-11-21", UTC) as an axis writes it: "Nov 21". Pure. */
export const dayLabel = (day: string, language: string): string =>
  new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" }).format(
    Date.parse(day),
  );
