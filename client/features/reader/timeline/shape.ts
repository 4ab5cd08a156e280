/** A channel's life as a drawing from top (oldest) to bottom. Pure. All places are shares, 0 to 1. */
import type { TimelineView } from "../../../../core/api/reading.ts";

export interface Life {
  fromMs: number;
  toMs: number;
}

/** Null for a channel without messages. */
export function lifeOf({ from, to }: TimelineView): Life | null {
  return from === null || to === null ? null : { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

export const shareOf = ({ fromMs, toMs }: Life, timeMs: number): number =>
  Math.min(1, Math.max(0, (timeMs - fromMs) / Math.max(1, toMs - fromMs)));

export const timeAt = ({ fromMs, toMs }: Life, share: number): number =>
  fromMs + Math.min(1, Math.max(0, share)) * (toMs - fromMs);

/**
 * An SVG path of how much was said: in a field of 100 by 1000, its edge at the right. Square roots, since a busy month
 * would flatten all others.
 */
export function densityPath(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const step = 1_000 / Math.max(1, counts.length);
  const edge = counts.flatMap((count, i) => {
    // What holds anything is seen.
    const x = count === 0 ? 100 : 100 - Math.max(6, Math.sqrt(count / most) * 100);
    return [`L${x.toFixed(1)} ${(i * step).toFixed(1)}`, `L${x.toFixed(1)} ${((i + 1) * step).toFixed(1)}`];
  });
  return `M100 0${edge.join("")}L100 1000Z`;
}

/** Stretches of time that are not proven complete. */
export function missingOf(timeline: TimelineView): { from: number; to: number }[] {
  const life = lifeOf(timeline);
  if (!life) return [];
  const missing: { from: number; to: number }[] = [];
  let at = 0;
  for (const [from, to] of timeline.covered) {
    const start = shareOf(life, Date.parse(from));
    if (start > at) missing.push({ from: at, to: start });
    at = Math.max(at, shareOf(life, Date.parse(to)));
  }
  if (at < 1) missing.push({ from: at, to: 1 });
  return missing;
}

export interface Tick {
  share: number;
  label: string;
}

/** Years, or months where a life is short; no nearer to one another than `least` (a share). */
export function ticksOf(
  life: Life,
  least: number,
  format: { year(ms: number): string; month(ms: number): string },
): Tick[] {
  const years = new Date(life.toMs).getUTCFullYear() - new Date(life.fromMs).getUTCFullYear();
  const isShort = years < 2;
  const ticks: Tick[] = [];
  const first = new Date(life.fromMs);
  for (let i = 1; i < 600; i++) {
    const at = isShort
      ? Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i, 1)
      : Date.UTC(first.getUTCFullYear() + i, 0, 1);
    if (at >= life.toMs) break;
    const share = shareOf(life, at);
    if (share - (ticks.at(-1)?.share ?? -1) < least || share > 1 - least / 2) continue;
    ticks.push({ share, label: isShort ? format.month(at) : format.year(at) });
  }
  return ticks;
}
