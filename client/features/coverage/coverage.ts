/** A channel's coverage as stretches of a bar. Pure. */

import type { ChannelView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { positionOfId } from "../../ui/format/ids.ts";

/**
 * `covered`: proven complete. `hole`: missing between two covered stretches. `before`: not fetched yet, older than
 * all that is covered (or nothing is covered). `after`: newer than all that is covered.
 */
export type StretchKind = "covered" | "hole" | "before" | "after";

export interface Stretch {
  kind: StretchKind;
  /** Ids [fromId, toId). */
  fromId: string;
  toId: string;
  /** Positions on the platform's axis (see positionOfId). */
  from: number;
  to: number;
}

type Life = Pick<ChannelView, "life" | "covered">;

const known = new WeakMap<Life, Stretch[]>();

/**
 * The stretches of a channel's life, oldest first, without overlaps. Remembered per channel object, since a poll
 * keeps the objects that did not change and rows are drawn often.
 */
export function stretchesOf(channel: Life, platform: Platform): Stretch[] {
  let stretches = known.get(channel);
  if (!stretches) known.set(channel, (stretches = split(channel, platform)));
  return stretches;
}

function split({ life, covered }: Life, platform: Platform): Stretch[] {
  const stretches: Stretch[] = [];
  const add = (kind: StretchKind, fromId: string, toId: string) => {
    const [from, to] = [positionOfId(fromId, platform), positionOfId(toId, platform)];
    if (BigInt(toId) > BigInt(fromId)) stretches.push({ kind, fromId, toId, from, to });
  };
  let at = life.from;
  covered.forEach(([from, to], index) => {
    add(index === 0 ? "before" : "hole", at, from);
    add("covered", from, to);
    at = to;
  });
  add(covered.length === 0 ? "before" : "after", at, life.to);
  return stretches;
}

/** Whether a fetch would fill this stretch. */
export const isMissing = (stretch: Stretch): boolean => stretch.kind !== "covered";

/** A stretch of an axis, both ends from 0 to 1. */
interface Span {
  start: number;
  end: number;
}

/** Where a stretch lies on the axis [from, to], cut to it; null when outside. */
export function spanOn(
  stretch: { from: number; to: number },
  axis: { from: number; to: number },
): Span | null {
  const length = axis.to - axis.from;
  if (length <= 0) return { start: 0, end: 1 };
  const start = Math.max(0, (stretch.from - axis.from) / length);
  const end = Math.min(1, (stretch.to - axis.from) / length);
  return end >= 0 && start <= 1 && end >= start ? { start, end } : null;
}

/** Share of [from, to] that is covered, 0 to 1; null when the channel did not live then. */
export function coveredShare(stretches: readonly Stretch[], from: number, to: number): number | null {
  let lived = 0;
  let covered = 0;
  for (const stretch of stretches) {
    const overlap = Math.min(stretch.to, to) - Math.max(stretch.from, from);
    if (overlap <= 0) continue;
    lived += overlap;
    if (stretch.kind === "covered") covered += overlap;
  }
  return lived > 0 ? covered / lived : null;
}
