/** A channel's life at a glance: how much was said when, and what of it is proven complete. */
import type { TimelineView } from "../../api/reading.ts";
import { firstMessageFrom } from "../../database/archive/messagePages.ts";
import { mostCounted, type Probe, probeStretches } from "../../database/archive/timelineProbes.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { snowflakeTimeMs } from "../../model/snowflake.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type DescribedChannel, withFewerIntervals } from "../channelView.ts";
import { getReadChannel } from "./readChannel.ts";

/** Pieces of a timeline: each is some pixels of its drawing. */
const pieces = 200;
const mostIntervals = 64;

/** Throws AppError unknown_channel. */
export async function readTimeline(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
): Promise<TimelineView> {
  const channel = await getReadChannel(db, guild, channelId);
  const { from, to } = channel.life;
  if (from >= to || channel.messageCount === 0) return { from: null, to: null, counts: [], covered: [] };
  const count = Number(to - from < BigInt(pieces) ? to - from : BigInt(pieces));
  const bounds = Array.from(
    { length: count + 1 },
    (_, i) => from + ((to - from) * BigInt(i)) / BigInt(count),
  );
  const probes = await probeStretches(db, channel.id, bounds);
  if (channel.platform === "discord") return toTimeline(channel, bounds, probes, bounds.map(snowflakeTimeMs));
  const last = await firstMessageFrom(db, channel.id, String(channel.newestMessageId ?? to));
  return toTimeline(channel, bounds, probes, timesOf(probes, last?.createdAt ?? null));
}

/**
 * When the bounds of stretches were reached, by the first message of each, where ids carry no time. A stretch without
 * messages takes no time. Pure.
 */
export function timesOf(probes: readonly Probe[], lastAt: Date | null): number[] {
  const times = probes.map(({ firstAt }) => firstAt?.getTime() ?? null);
  times.push(lastAt?.getTime() ?? null);
  let next = times.findLast((time) => time !== null) ?? 0;
  return times
    .toReversed()
    .map((time) => (next = Math.min(next, time ?? next)))
    .toReversed();
}

/** Lays stretches of ids out over equal pieces of time; `times[i]` is when `bounds[i]` was reached. Pure. */
export function toTimeline(
  channel: Pick<DescribedChannel, "coveredLife">,
  bounds: readonly bigint[],
  probes: readonly Probe[],
  times: readonly number[],
): TimelineView {
  const fromMs = times[0] ?? 0;
  const toMs = Math.max(times.at(-1) ?? 0, fromMs + 1);
  const counts = Array.from({ length: probes.length }, () => 0);
  probes.forEach((probe, i) => {
    const total = estimate(probe, bounds[i] as bigint, bounds[i + 1] as bigint);
    const place = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * counts.length;
    spread(counts, place(times[i] as number), place(times[i + 1] as number), total);
  });
  const timeOf = (id: bigint) => new Date(timeAt(id, bounds, times)).toISOString();
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    counts: counts.map(Math.round),
    covered: withFewerIntervals(channel.coveredLife, mostIntervals).map(({ from, to }) => [
      timeOf(from),
      timeOf(to),
    ]),
  };
}

/** Where counting ended early, as many as there would be at the pace of those that were counted. */
function estimate({ count, lastId }: Probe, from: bigint, to: bigint): number {
  if (count < mostCounted || lastId === null) return count;
  return Math.max(count, (count * Number(to - from)) / Number(BigInt(lastId) + 1n - from));
}

/** Adds `total` to the pieces that [from, to) touches, each by its share. */
function spread(counts: number[], from: number, to: number, total: number): void {
  if (total === 0) return;
  const first = Math.min(counts.length - 1, Math.max(0, Math.floor(from)));
  if (to - from < 1e-9) {
    counts[first] = (counts[first] ?? 0) + total;
    return;
  }
  for (let i = first; i < counts.length && i < to; i++) {
    const share = (Math.min(to, i + 1) - Math.max(from, i)) / (to - from);
    counts[i] = (counts[i] ?? 0) + total * share;
  }
}

/** The time of an id, between those of the bounds around it. */
function timeAt(id: bigint, bounds: readonly bigint[], times: readonly number[]): number {
  const above = bounds.findIndex((bound) => bound > id);
  if (above < 0) return times.at(-1) ?? 0;
  if (above === 0) return times[0] ?? 0;
  const [low, high] = [bounds[above - 1] as bigint, bounds[above] as bigint];
  const [lowMs, highMs] = [times[above - 1] as number, times[above] as number];
  return lowMs + ((highMs - lowMs) * Number(id - low)) / Number(high - low);
}
