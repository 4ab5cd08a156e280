/** Round years on a time axis. Pure. */

/**
 * The starts of years within the axis, at most `most`: every year, or every second, fifth, tenth. None so late that
 * its label, a `most`th of the axis long, would not fit.
 */
export function yearTicks(axis: { from: number; to: number }, most: number): number[] {
  const first = new Date(axis.from).getUTCFullYear() + 1;
  const last = new Date(axis.to).getUTCFullYear();
  const step = [1, 2, 5, 10, 20, 50].find((each) => (last - first + 1) / each <= most) ?? 100;
  const ticks: number[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
    const at = Date.UTC(year, 0, 1);
    if (at >= axis.from && (axis.to - at) / (axis.to - axis.from) > 0.75 / most) ticks.push(at);
  }
  return ticks;
}
