"use client";
import type { RangesView } from "../../../../core/api/history.ts";
import type { Platform } from "../../../../core/model/platform.ts";
import { useResource } from "../../../http/useResource.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";

export interface RangeTimes {
  /** When the newest archived stretch ends; null while unknown. */
  newest: string | null;
  /** From when to when what is missing from `fromId` on was written, in words; null while unknown. */
  ofGap: (fromId: string) => string | null;
}

/** How the API tells a place near which nothing is archived. */
const isKnown = (at: string) => Date.parse(at) > 0;

/**
 * Dates of a channel whose ids tell none (Telegram): those of the archived messages around each place. Nothing is asked
 * for on Discord.
 */
export function useRangeTimes(
  guild: { id: string; platform: Platform },
  channelId: string | undefined,
): RangeTimes {
  const format = useFormat();
  const path =
    guild.platform === "discord" || channelId === undefined
      ? null
      : `/history/${guild.id}/ranges/${channelId}`;
  const { data } = useResource<RangesView>(path, { poll: 10_000 });
  const newest = data?.ranges[0]?.endAt;
  return {
    newest: newest !== undefined && isKnown(newest) ? newest : null,
    ofGap(fromId) {
      const after = String(BigInt(fromId) - 1n);
      const gap = data?.gaps.find(({ afterMessageId }) => afterMessageId === after);
      if (!gap || !isKnown(gap.startAt) || !isKnown(gap.endAt)) return null;
      return gap.startAt === gap.endAt
        ? format.date(Date.parse(gap.startAt))
        : format.range(Date.parse(gap.startAt), Date.parse(gap.endAt));
    },
  };
}
