/** The points of a series: their labels, and whether all of them is archived. Pure. */

type Step = "hour" | "day" | "month";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once: a year has 365 labels, and the Intl objects are slow to make. */
function formatOf(step: Step, zone: string, language: string): Intl.DateTimeFormat {
  const key = `${step} ${zone} ${language}`;
  let format = formats.get(key);
  if (!format) {
    const options: Intl.DateTimeFormatOptions =
      step === "hour"
        ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }
        : step === "day"
          ? { month: "short", day: "numeric", timeZone: "UTC" }
          : { year: "numeric", month: "short", timeZone: "UTC" };
    format = new Intl.DateTimeFormat(language, options);
    formats.set(key, format);
  }
  return format;
}

/** As it stands under an axis: an hour, a day or a month. */
export const pointLabel = (at: string, step: Step, zone: string, language: string): string =>
  formatOf(step, zone, language).format(new Date(step === "hour" ? at : `${at}T00:00:00Z`));

const lengthMs = { hour: 3_600_000, day: 86_400_000, month: 31 * 86_400_000 };

/** Whether any of these stretches touches a point. Days of zones are taken for days of UTC: that is never off by more than 14 hours. */
export function isIncomplete(
  at: string,
  step: Step,
  stretches: readonly { from: string; to: string }[],
): boolean {
  const from = Date.parse(step === "hour" ? at : `${at}T00:00:00Z`);
  const [low, high] = [new Date(from).toISOString(), new Date(from + lengthMs[step]).toISOString()];
  return stretches.some((stretch) => stretch.from < high && stretch.to > low); // ISO times in UTC compare as text
}
