/** A recording's loudness as bars. Pure. */

/** `count` bars from 0 to 1, each the loudest of its part; evenly low ones where nothing is known. */
export function barsOf(levels: readonly number[] | null, count: number): number[] {
  if (!levels || levels.length === 0) return Array.from({ length: count }, () => 0.15);
  const loudest = Math.max(1, ...levels);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count));
    return Math.max(0.06, Math.max(...levels.slice(from, to)) / loudest);
  });
}

/** Minutes and seconds as players show them: 1:05, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
