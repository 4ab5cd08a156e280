/** What a fetch would cost, told from what is archived. Pure. */

import type { EstimateView } from "../api/tasks.ts";
import { clip, gaps, type Interval } from "../coverage.ts";
import type { Platform } from "../model/platform.ts";
import { type DescribedChannel, scaleOf } from "./channelView.ts";
import type { FetchRequest } from "./fetchRequest.ts";

/** Messages one request brings, on both platforms. */
const messagesPerRequest = 100;

/** Requests per second of one account: in all, and on one channel once its burst is used up. */
const limits: Record<Platform, { perSecond: number; perChannelSecond: number; burst: number }> = {
  discord: { perSecond: 50, perChannelSecond: 1, burst: 5 },
  telegram: { perSecond: 1, perChannelSecond: 1, burst: 1 },
};

/** The channels a request is about: what the bot will make tasks for, as far as they are known already. */
export function channelsOf(request: FetchRequest, channels: readonly DescribedChannel[]): DescribedChannel[] {
  const isThread = ({ kind }: DescribedChannel) => kind.endsWith("_thread");
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

/**
 * Messages are extrapolated from how densely the covered part of each channel is written; a channel that was never
 * read allows no guess and counts with the one request it takes at least.
 */
export function estimateFetch(
  request: FetchRequest,
  channels: readonly DescribedChannel[],
  platform: Platform,
): EstimateView {
  const readable = channels.filter((channel) => channel.missing.length === 0);
  const parts = readable.map((channel) => estimateChannel(request, channel));
  const guesses = parts.map((part) => part.messages).filter((messages) => messages !== null);
  const requests = parts.reduce((sum, part) => sum + part.requests, 0);
  const { perSecond, perChannelSecond, burst } = limits[platform];
  const longest = Math.max(0, ...parts.map((part) => part.requests - burst)) / perChannelSecond;
  const messages = Math.round(guesses.reduce((a, b) => a + b, 0));
  const isLowerBound = guesses.length < parts.length;
  return {
    channels: readable.length,
    unreadableChannels: channels.length - readable.length,
    gaps: parts.reduce((sum, part) => sum + part.gaps, 0),
    messages: isLowerBound && messages === 0 ? null : messages,
    requests,
    seconds: Math.ceil(10 * Math.max(requests / perSecond, longest)) / 10,
    isLowerBound,
  };
}

interface ChannelEstimate {
  gaps: number;
  /** Null when the channel was never read. */
  messages: number | null;
  requests: number;
}

function estimateChannel(request: FetchRequest, channel: DescribedChannel): ChannelEstimate {
  const range = rangeOf(request, channel);
  const missing = gaps(channel.coveredLife, range);
  const wanted = request.mode === "fill" ? missing : range.from < range.to ? [range] : [];
  const lengthOf = (intervals: readonly Interval[]) => {
    const scale = scaleOf(channel.platform);
    return intervals.reduce((sum, { from, to }) => sum + scale(to) - scale(from), 0);
  };
  const coveredLength = lengthOf(channel.coveredLife);
  if (wanted.length === 0) return { gaps: 0, messages: 0, requests: 1 };
  if (coveredLength <= 0) return { gaps: missing.length, messages: null, requests: wanted.length };
  const density = channel.messageCount / coveredLength;
  const perInterval = wanted.map((interval) => density * lengthOf([interval]));
  return {
    gaps: missing.length,
    messages: perInterval.reduce((a, b) => a + b, 0),
    requests: perInterval.reduce((sum, messages) => sum + Math.floor(messages / messagesPerRequest) + 1, 0),
  };
}

function rangeOf(request: FetchRequest, { life }: DescribedChannel): Interval {
  const after = request.afterMessageId === null ? life.from : BigInt(request.afterMessageId) + 1n;
  const before = request.beforeMessageId === null ? life.to : BigInt(request.beforeMessageId);
  const [range] = clip([life], { from: after, to: before });
  return range ?? { from: life.from, to: life.from };
}
