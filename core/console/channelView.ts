/** What the console shows of a channel: its life, what of it is covered, and whether that is all. Pure. */

import type { ChannelView } from "../api/guilds.ts";
import type { Coverage, Interval } from "../coverage.ts";
import type { ChannelRecord } from "../database/guilds/channelRecords.ts";
import type { CoverageState, MissingPermission } from "../model/channel.ts";
import type { Platform } from "../model/platform.ts";
import { snowflakeTimeMs } from "../model/snowflake.ts";

/** A channel and what follows from its record and from who can read it. */
export interface DescribedChannel extends ChannelRecord {
  platform: Platform;
  /** From its creation to just above the newest message known, what is settling left out; empty when nothing was ever written. */
  life: Interval;
  /** `covered` within its life. */
  coveredLife: Coverage;
  share: number;
  state: CoverageState;
  /** Heard as it is said, with its newest message proven or just settling. */
  isLive: boolean;
  missing: readonly MissingPermission[];
}

/** How a channel is listened to. */
export interface Hearing {
  sinceMs: number;
  /** What was missed before is known to be there: whatever is not proven yet is merely too young. */
  isSettled: boolean;
}

/** Ids on the axis that people think in: milliseconds for snowflakes, the id itself on Telegram. */
export function scaleOf(platform: Platform): (id: bigint) => number {
  return platform === "discord" ? snowflakeTimeMs : Number;
}

/**
 * Puts together what follows. `missing` is what the best placed account lacks; empty when some account can read.
 * `hearing`: null when nobody listens to the channel.
 */
export function describeChannel(
  record: ChannelRecord,
  platform: Platform,
  missing: readonly MissingPermission[],
  hearing: Hearing | null = null,
): DescribedChannel {
  const life = lifeOf(record, platform, hearing);
  const measured = measure(record.covered, life, scaleOf(platform));
  return {
    // Field by field: spreading costs ten times as much, which a poll of ten thousand channels feels.
    id: record.id,
    parentId: record.parentId,
    kind: record.kind,
    name: record.name,
    position: record.position,
    isArchived: record.isArchived,
    isLocked: record.isLocked,
    isNsfw: record.isNsfw,
    isRemoved: record.isRemoved,
    hasHistory: record.hasHistory,
    messageCount: record.messageCount,
    newestMessageId: record.newestMessageId,
    lastMessageId: record.lastMessageId,
    lastFetchedAt: record.lastFetchedAt,
    covered: record.covered,
    isSettling: record.isSettling,
    platform,
    life,
    coveredLife: measured.coveredLife,
    share: record.hasHistory ? measured.share : 0,
    state: coverageState(record, missing.length === 0, life, measured),
    isLive: hearing !== null && measured.gaps.lastTo !== life.to,
    missing,
  };
}

function lifeOf(record: ChannelRecord, platform: Platform, hearing: Hearing | null): Interval {
  // No message of a channel is older than the channel; the first message of a forum post has its very id.
  const from = platform === "discord" ? BigInt(record.id) : 1n;
  const last = BigInt(record.lastMessageId ?? 0);
  const archived = BigInt(record.newestMessageId ?? 0);
  const newest = last > archived ? last : archived;
  const to = newest >= from ? newest + 1n : from;
  if (!hearing?.isSettled || !record.isSettling) return { from, to };
  // What was said just now is archived and will be proven in a moment: it does not count as missing meanwhile.
  const proven = record.covered.at(-1)?.to ?? 0n;
  const wasAlwaysHeard = snowflakeTimeMs(from) >= hearing.sinceMs;
  return proven > from || wasAlwaysHeard ? { from, to: proven > from ? proven : from } : { from, to };
}

interface Measured {
  coveredLife: Coverage;
  /** How many, and where the last one ends (null without any). */
  gaps: { count: number; lastTo: bigint | null };
  /** Covered share, 0 to 1; never 1 while something is missing. */
  share: number;
}

/** What coverage.ts gives by clip, gaps and coveredShare, in one pass: a poll may ask for ten thousand channels. */
function measure(covered: Coverage, life: Interval, scale: (id: bigint) => number): Measured {
  const coveredLife: Interval[] = [];
  const gaps: Measured["gaps"] = { count: 0, lastTo: null };
  let end = life.from;
  let coveredLength = 0;
  for (const interval of covered) {
    const from = interval.from > life.from ? interval.from : life.from;
    const to = interval.to < life.to ? interval.to : life.to;
    if (from >= to) continue;
    if (from > end) {
      gaps.count++;
      gaps.lastTo = from;
    }
    end = to;
    coveredLength += scale(to) - scale(from);
    coveredLife.push({ from, to });
  }
  if (end < life.to) {
    gaps.count++;
    gaps.lastTo = life.to;
  }
  if (gaps.count === 0) return { coveredLife, gaps, share: 1 };
  const length = scale(life.to) - scale(life.from);
  const share = length > 0 ? Math.min(0.9999, Math.max(0, coveredLength / length)) : 0;
  return { coveredLife, gaps, share };
}

function coverageState(
  record: ChannelRecord,
  isReadable: boolean,
  life: Interval,
  { coveredLife, gaps }: Measured,
): CoverageState {
  if (!record.hasHistory) return "none";
  const isEmpty = record.messageCount === 0 && gaps.count === 0; // all its messages may have been deleted
  // Of a deleted channel nothing can be read any more, but what was complete stays complete.
  if (record.isRemoved) return isEmpty ? "empty" : gaps.count === 0 ? "complete" : "unreadable";
  if (!isReadable) return "unreadable";
  if (isEmpty) return "empty";
  if (life.from === life.to) return record.isSettling ? "complete" : "empty";
  if (gaps.count === 0) return "complete";
  if (coveredLife.length === 0) return "never";
  return gaps.count === 1 && gaps.lastTo === life.to ? "outdated" : "partial";
}

/** Most intervals a drawing gets: more would not be seen, but cost bytes in every answer. */
const mostDrawn = 64;

/** The channel as the API answers it. */
export function toChannelView(channel: DescribedChannel): ChannelView {
  return {
    id: channel.id,
    parentId: channel.parentId,
    kind: channel.kind,
    name: channel.name,
    position: channel.position,
    isArchived: channel.isArchived,
    isLocked: channel.isLocked,
    isNsfw: channel.isNsfw,
    isRemoved: channel.isRemoved,
    hasHistory: channel.hasHistory,
    messageCount: channel.messageCount,
    newestMessageId: channel.newestMessageId,
    lastMessageId: channel.lastMessageId,
    lastFetchedAt: channel.lastFetchedAt?.toISOString() ?? null,
    life: { from: String(channel.life.from), to: String(channel.life.to) },
    covered: withFewerIntervals(channel.coveredLife, mostDrawn).map(({ from, to }) => [
      String(from),
      String(to),
    ]),
    share: channel.share,
    state: channel.state,
    isLive: channel.isLive,
    missing: [...channel.missing],
  };
}

/** At most `most` intervals, for drawing: the smallest gaps are closed. */
export function withFewerIntervals(coverage: Coverage, most: number): Coverage {
  if (coverage.length <= most) return coverage;
  const gapBefore = coverage
    .map(({ from }, index) => ({ index, size: from - (coverage[index - 1]?.to ?? from) }))
    .slice(1);
  const kept = new Set(
    gapBefore
      .sort((a, b) => (a.size > b.size ? -1 : 1))
      .slice(0, most - 1)
      .map(({ index }) => index),
  );
  const drawn: Interval[] = [];
  coverage.forEach((interval, index) => {
    const last = drawn.at(-1);
    if (last && !kept.has(index)) last.to = interval.to;
    else drawn.push({ ...interval });
  });
  return drawn;
}

/** Whether a fetch would find something to do. */
export function needsUpdate(state: CoverageState): boolean {
  return state === "never" || state === "partial" || state === "outdated";
}
