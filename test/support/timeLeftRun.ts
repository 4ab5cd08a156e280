/** Judges the time left over whole simulated fetches. */
import { timeLeft } from "../../core/console/timeLeft.ts";
import {
  normal,
  playFetch,
  type SimulatedChannel,
  type SimulatedWorld,
  seededRandom,
} from "./simulatedFetch.ts";

/** Servers of different kinds; each a function of its seed. */
export const worlds: Record<string, (seed: number) => SimulatedWorld> = {
  /** A few large channels, one of them very large, and thousands of small threads. */
  skewed: (seed) => {
    const random = seededRandom(seed);
    const large = Array.from({ length: 47 }, () => Math.round(Math.exp(9 + 1.1 * normal(random))));
    const threads = Array.from({ length: 1_800 }, () => Math.round(Math.exp(4 + 1.2 * normal(random))));
    return { sizes: [...large, 90_000, ...threads], concurrency: 128, latencySeconds: 0.2, random };
  },
  /** Channels of one kind: the account's limit decides. */
  even: (seed) => {
    const random = seededRandom(seed);
    const sizes = Array.from({ length: 300 }, () => Math.round(Math.exp(7.3 + 0.4 * normal(random))));
    return { sizes, concurrency: 128, latencySeconds: 0.2, random };
  },
  /** Slow answers and few at once: neither limit is reached. */
  slow: (seed) => {
    const random = seededRandom(seed);
    const sizes = Array.from({ length: 120 }, () => Math.round(Math.exp(7 + 0.9 * normal(random))));
    return { sizes, concurrency: 16, latencySeconds: 2.5, random };
  },
};

export interface Judgement {
  seconds: number;
  /** Middle of |estimate − truth| ÷ truth over all looks after the first tenth. */
  medianError: number;
  /** Share of these looks whose range held the truth. */
  inRange: number;
}

/** Looks at the estimate every two seconds, as the console does. */
export function judgeTimeLeft(world: SimulatedWorld): Judgement {
  const looks: { at: number; seconds: number; range: readonly [number, number] }[] = [];
  const total = playFetch(world, 2, (at, channels) => {
    const left = timeLeft(factsOf(at, channels), "discord");
    if (left) looks.push({ at, ...left });
  });
  // The last seconds are left out: an error of two of them says nothing.
  const judged = looks.filter(({ at }) => at > total / 10 && at < total - 10);
  const errors = judged
    .map(({ at, seconds }) => Math.abs(seconds - (total - at)) / (total - at))
    .sort((a, b) => a - b);
  const held = judged.filter(({ at, range }) => range[0] <= total - at && total - at <= range[1]);
  return {
    seconds: total,
    medianError: errors[Math.floor(errors.length / 2)] ?? Number.NaN,
    inRange: held.length / judged.length,
  };
}

function factsOf(at: number, channels: readonly SimulatedChannel[]) {
  const sizes = channels
    .filter(({ progress, isDone }) => isDone || progress > 0)
    .map(({ fetched, progress, isDone }) => fetched / (isDone ? 1 : progress))
    .sort((a, b) => a - b);
  const quartile = (share: number) => sizes[Math.floor(sizes.length * share)] ?? 0;
  const running = channels.filter(({ startedAt, isDone }) => startedAt !== null && !isDone);
  return {
    running: running.map(({ fetched, progress, startedAt }) => ({
      held: fetched,
      progress,
      fetched,
      elapsedSeconds: at - (startedAt ?? at),
    })),
    waiting: channels.filter(({ startedAt }) => startedAt === null).length,
    quartiles: sizes.length === 0 ? null : ([quartile(0.25), quartile(0.5), quartile(0.75)] as const),
  };
}
