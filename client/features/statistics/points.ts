/** The points of a series: their labels, and whether all of them is archived. Pure. */

type Step = "hour" | "day" | "month";

/** As it stands under an axis: an hour, a day or a month. */
export function pointLabel(at: string, step: Step, zone: string, language: string): string {
  if (step === "hour")
    return new Intl.DateTimeFormat(language, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    }).format(new Date(at));
  const options = step === "day" ? { month: "short", day: "numeric" } : { year: "numeric", month: "short" };
  return new Intl.DateTimeFormat(language, {
    ...options,
    timeZone: "UTC",
  } as Intl.DateTimeFormatOptions).format(new Date(`${at}T00:00:00Z`));
}

const lengthMs = { hour: 3_600_000, day: 86_400_000, month: 31 * 86_400_000 };

/** Whether any of these stretches touches a point. Days of zones are taken for days of UTC: that is never off by more than 14 hours. */
export function isIncomplete(
  at: string,
  step: Step,
  stretches: readonly { from: string; to: string }[],
): boolean {
  const from = Date.parse(step === "hour" ? at : `${at}T00:00:00Z`);
  const to = from + lengthMs[step];
  return stretches.some((stretch) => Date.parse(stretch.from) < to && Date.parse(stretch.to) > from);
}
