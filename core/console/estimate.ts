/** What a fetch would cost, told from what is archived and from how old the channels are. Pure. */

import type { EstimateCertainty, EstimateView } from "../api/tasks.ts";
import { clip, gaps, type Interval } from "../coverage.ts";
import type { Platform } from "../model/platform.ts";
import { type DescribedChannel, scaleOf } from "./channelView.ts";
import type { FetchRequest } from "./fetchRequest.ts";
import { requestLimits } from "./requestLimits.ts";

/** Messages one request brings, on both platforms. */
const messagesPerRequest = 100;

/** The channels a request is about: what the bot will make tasks for, as far as they are known already. */
export function channelsOf(request: FetchRequest, channels: readonly DescribedChannel[]): DescribedChannel[] {
  const isWanted = (channel: DescribedChannel) =>
    isThread(channel) && !(channel.isArchived && request.includeArchivedThreads === false);
  const holding = channels.filter((channel) => channel.hasHistory && !channel.isRemoved);
  if (request.channelIds) {
    const chosen = new Set(request.channelIds);
    const forums = new Set(
      channels
        .filter(({ id, hasHistory, kind }) => chosen.has(id) && !hasHistory && kind !== "category")
        .map(({ id }) => id),
    );
    return holding.filter((channel) => {
      const { id, parentId } = channel;
      if (chosen.has(id) || parentId === null) return chosen.has(id);
      return (
        forums.has(parentId) || (chosen.has(parentId) && request.includeThreads === true && isWanted(channel))
      );
    });
  }
  return holding.filter(
    (channel) => !isThread(channel) || (request.includeThreads !== false && isWanted(channel)),
  );
}

/** How far a figure may be off, as a factor up and down; wider the less it rests on. */
const doubt: Record<EstimateCertainty, number> = { measured: 1.25, similar: 3, guess: 10 };

/**
 * Messages are extrapolated from how densely the covered part of each channel is written. A channel that was never
 * read is taken for one as busy as the median of `peers` (the channels of its server that were), and when there are
 * none for a usual one of its age.
 */
export function estimateFetch(
  request: FetchRequest,
  channels: readonly DescribedChannel[],
  platform: Platform,
  peers: readonly DescribedChannel[] = channels,
): EstimateView {
  const readable = channels.filter((channel) => channel.missing.length === 0);
  const usual = usualDensities(peers);
  const parts = readable.map((channel) => estimateChannel(request, channel, usual));
  const factorOf = ({ certainty }: ChannelEstimate) => doubt[certainty];
  const at = (factor: (part: ChannelEstimate) => number) => costOf(parts, factor, platform);
  const likely = at(() => 1);
  const least = at((part) => 1 / factorOf(part));
  const most = at(factorOf);
  return {
    channels: readable.length,
    unreadableChannels: channels.length - readable.length,
    gaps: parts.reduce((sum, part) => sum + part.gaps, 0),
    messages: likely.messages,
    messagesRange: [least.messages, most.messages],
    requests: likely.requests,
    seconds: likely.seconds,
    secondsRange: [least.seconds, most.seconds],
    certainty: weakest(parts),
  };
}

interface ChannelEstimate {
  gaps: number;
  /** Expected messages of each interval that would be read. */
  intervals: number[];
  certainty: EstimateCertainty;
}

/** All parts together when each holds `factor` times what is expected of it. */
function costOf(
  parts: readonly ChannelEstimate[],
  factor: (part: ChannelEstimate) => number,
  platform: Platform,
): { messages: number; requests: number; seconds: number } {
  const { perSecond, perChannelSecond, burst } = requestLimits[platform];
  let [messages, requests, longest] = [0, 0, 0];
  for (const part of parts) {
    const times = factor(part);
    // A look at the newest page even where nothing is missing.
    const ofPart = Math.max(
      1,
      part.intervals.reduce((sum, count) => sum + Math.floor((times * count) / messagesPerRequest) + 1, 0),
    );
    messages += part.intervals.reduce((sum, count) => sum + times * count, 0);
    requests += ofPart;
    longest = Math.max(longest, (ofPart - burst) / perChannelSecond);
  }
  return {
    messages: Math.round(messages),
    requests,
    seconds: Math.ceil(10 * Math.max(requests / perSecond, longest)) / 10,
  };
}

const certainties: readonly EstimateCertainty[] = ["measured", "similar", "guess"];

/** What the estimate as a whole rests on: the weakest ground of a part that has something to read. */
function weakest(parts: readonly ChannelEstimate[]): EstimateCertainty {
  const rank = (part: ChannelEstimate) =>
    part.intervals.length === 0 ? 0 : certainties.indexOf(part.certainty);
  return certainties[Math.max(0, ...parts.map(rank))] ?? "measured";
}

/** Messages per unit of the platform's axis; null where no channel of that kind was read. */
interface UsualDensities {
  channel: number | null;
  thread: number | null;
}

function usualDensities(peers: readonly DescribedChannel[]): UsualDensities {
  const densities = (wanted: readonly DescribedChannel[]) =>
    wanted.flatMap((channel) => {
      const length = lengthOf(channel, channel.coveredLife);
      return length > 0 && channel.messageCount > 0 ? [channel.messageCount / length] : [];
    });
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
  return {
    channel: middle(densities(peers.filter((channel) => !isThread(channel)))),
    thread: middle(densities(peers.filter(isThread))),
  };
}

/**
 * What a channel usually holds when nothing at all is known of its server. Telegram counts its messages by id; on
 * Discord a channel of a server that somebody wants to keep sees some 20 messages a day, a thread ends after some 30.
 */
function guessMessages(channel: DescribedChannel, length: number, whole: number): number {
  if (channel.platform === "telegram") return length;
  const dayMs = 86_400_000;
  const perLife = isThread(channel) ? 30 : Math.max(1, (20 * whole) / dayMs);
  return whole > 0 ? (perLife * length) / whole : perLife;
}

function estimateChannel(
  request: FetchRequest,
  channel: DescribedChannel,
  usual: UsualDensities,
): ChannelEstimate {
  const range = rangeOf(request, channel);
  const missing = gaps(channel.coveredLife, range);
  const wanted = request.mode === "fill" ? missing : range.from < range.to ? [range] : [];
  if (wanted.length === 0) return { gaps: 0, intervals: [], certainty: "measured" };
  const covered = lengthOf(channel, channel.coveredLife);
  const peer = isThread(channel) ? usual.thread : usual.channel;
  const density = covered > 0 ? channel.messageCount / covered : peer;
  const whole = lengthOf(channel, [channel.life]);
  const intervals = wanted.map((interval) => {
    const length = lengthOf(channel, [interval]);
    return density === null ? guessMessages(channel, length, whole) : density * length;
  });
  return {
    gaps: missing.length,
    intervals,
    certainty: covered > 0 ? "measured" : peer === null ? "guess" : "similar",
  };
}

const isThread = ({ kind }: DescribedChannel): boolean => kind.endsWith("_thread");

/** On the axis that people think in (scaleOf). */
function lengthOf({ platform }: DescribedChannel, intervals: readonly Interval[]): number {
  const scale = scaleOf(platform);
  return intervals.reduce((sum, { from, to }) => sum + scale(to) - scale(from), 0);
}

function rangeOf(request: FetchRequest, { life }: DescribedChannel): Interval {
  const after = request.afterMessageId === null ? life.from : BigInt(request.afterMessageId) + 1n;
  const before = request.beforeMessageId === null ? life.to : BigInt(request.beforeMessageId);
  const [range] = clip([life], { from: after, to: before });
  return range ?? { from: life.from, to: life.from };
}
