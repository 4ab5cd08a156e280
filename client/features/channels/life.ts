/** The time a whole server spans. Pure. */

import type { ChannelView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { positionOfId } from "../../ui/format/ids.ts";

/** From the oldest channel's beginning to the newest message, on the platform's axis; undefined without channels. */
export function lifeOf(
  channels: Iterable<Pick<ChannelView, "life" | "hasHistory">>,
  platform: Platform,
): { from: number; to: number } | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { life, hasHistory } of channels) {
    if (!hasHistory) continue;
    from = Math.min(from, positionOfId(life.from, platform));
    to = Math.max(to, positionOfId(life.to, platform));
  }
  return to > from ? { from, to } : undefined;
}
