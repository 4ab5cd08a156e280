/**
 * How long a task over several channels still takes. Pure.
 *
 * Its progress divided by its age does not tell: a platform limits each channel (one page a second) as well as each
 * account (fifty), so that after the many small channels the largest one is read alone for a long time. What is still
 * to come is therefore played through: every channel that is being read at the pace at which it may be read, those
 * that wait in its place once it is done.
 */
import type { Platform } from "../model/platform.ts";
import { requestLimits } from "./requestLimits.ts";

/** A channel that is being read. */
export interface RunningPart {
  /** Messages of it that are archived, and the share of its history these are, 0 to 1. */
  held: number;
  progress: number;
  /** Read by this task, in this time. */
  fetched: number;
  elapsedSeconds: number;
}

/** What is known of the channels of a task. */
export interface LeftFacts {
  running: readonly RunningPart[];
  /** How many have not begun. */
  waiting: number;
  /** What those that have begun or are over are expected to hold: lower quartile, median, upper quartile. */
  quartiles: readonly [number, number, number] | null;
}

/** Seconds: most likely, and between which it lies in most cases. */
export interface TimeLeft {
  seconds: number;
  range: readonly [least: number, most: number];
}

const messagesPerPage = 100;
/** A channel takes a page more than its messages fill: the look at its beginning. */
const pagesOf = (messages: number): number => messages / messagesPerPage + 1;
/** Younger ones still live on the pages that the platform gives at once. */
const settledSeconds = 6;
/** Of an account's limit; from there on the account, not the channel, is what pages wait for. */
const accountBoundFrom = 0.7;
/** How much the rest of a channel may be written more or less densely than what was read of it. */
const unevenness = 0.35;
/** How far the ends of the range lie from the middle while nothing was read; smaller and the truth lies outside of it. */
const doubt = 0.6;

/** Null while nothing tells how fast it goes. */
export function timeLeft(facts: LeftFacts, platform: Platform): TimeLeft | null {
  const { running, waiting } = facts;
  if (running.length === 0) return null;
  const paces = running
    .filter((part) => part.elapsedSeconds >= settledSeconds && part.fetched > 0)
    .map((part) => part.fetched / messagesPerPage / part.elapsedSeconds);
  if (paces.length === 0) return null;
  const speed = speedOf(paces, running.length, platform);
  const sizes = sizesOf(facts.quartiles);
  const play = (error: number) => {
    const left = running.map((part) => leftOf(part, sizes) * (1 + error * (1 - part.progress)));
    const later = drawn(waiting, sizes).map((size) => pagesOf(size) * (1 + error));
    return playThrough(left, later, speed);
  };
  return { seconds: play(0), range: [play(-doubt), play(doubt)] };
}

/** What is known of the sizes of a task's channels, as a lognormal distribution: sizes of channels are skewed. */
interface Sizes {
  usual: number;
  /** Of the logarithms. */
  variance: number;
}

function sizesOf(quartiles: LeftFacts["quartiles"]): Sizes {
  const [lower, usual, upper] = (quartiles ?? [1, messagesPerPage, 10_000]).map((size) =>
    Math.max(1, size),
  ) as [number, number, number];
  // 1.35 deviations lie between the quartiles of a normal distribution.
  const variance = Math.min(4, Math.max(0.05, (Math.log(upper / lower) / 1.35) ** 2));
  return { usual, variance };
}

/**
 * Sizes of so many channels of which nothing is known, spread as the known ones are: that one of them is large decides
 * when all is over. The same every time, large and small in turn (van der Corput's sequence).
 */
function drawn(count: number, { usual, variance }: Sizes): number[] {
  return Array.from({ length: count }, (_, index) => {
    let [share, part] = [0, 0.5];
    for (let rest = index + 1; rest > 0; rest >>= 1, part /= 2) share += (rest & 1) * part;
    // The logistic distribution stands for the normal one: its quantiles are a logarithm.
    return usual * Math.exp((Math.sqrt(variance) * Math.log(share / (1 - share))) / 1.702);
  });
}

/** Pages per second: of one channel, and of all together. */
interface Speed {
  channel: number;
  account: number;
}

function speedOf(paces: readonly number[], runningCount: number, platform: Platform): Speed {
  const limit = requestLimits[platform];
  const sorted = paces.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? limit.perChannelSecond;
  const together = (paces.reduce((a, b) => a + b, 0) / paces.length) * runningCount;
  if (together < accountBoundFrom * limit.perSecond) {
    return { channel: middle, account: Number.POSITIVE_INFINITY };
  }
  // Each channel gets a part of what the account may; alone it would be read as fast as its own limit allows.
  return { channel: Math.max(limit.perChannelSecond, middle), account: together };
}

/**
 * Pages of a channel that are still to come. What was read of it tells its size the better the more it was; until
 * then it is taken for one like the others, the more so the more alike these are.
 */
function leftOf({ held, progress }: RunningPart, { usual, variance }: Sizes): number {
  if (progress >= 1) return 0;
  if (progress <= 0 || held <= 0) return pagesOf(usual);
  const own = held / progress;
  const ownVariance = (unevenness * Math.log(progress)) ** 2;
  const trust = variance / (variance + ownVariance);
  // One that already gave more than the others hold is one of the large: twice what it gave is as good a guess.
  const alike = Math.max(usual, 2 * held);
  const size = Math.max(held, own ** trust * alike ** (1 - trust));
  return pagesOf(size * (1 - progress));
}

/**
 * Seconds until all is read: `left` pages of each channel being read, then `later` ones in their places, as many at
 * once as are being read now. All that are read go at one pace, so that they end in the order of what they lack.
 */
function playThrough(left: readonly number[], later: readonly number[], speed: Speed): number {
  const ends = left.toSorted((a, b) => b - a); // next to end at the end
  let [seconds, read, begun] = [0, 0, 0];
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    seconds += (end - read) / Math.min(speed.channel, speed.account / (ends.length + 1));
    read = end;
    const next = later[begun++];
    if (next !== undefined) ends.splice(placeIn(ends, read + next), 0, read + next);
  }
  return seconds;
}

/** Where a value belongs in a list that falls. */
function placeIn(falling: readonly number[], value: number): number {
  let [low, high] = [0, falling.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((falling[middle] as number) > value) low = middle + 1;
    else high = middle;
  }
  return low;
}
