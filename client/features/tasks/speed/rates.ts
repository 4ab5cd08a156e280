/** Speed and remaining time of a task, from what successive polls said. Pure. */

/** What one poll said about a task. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  /** Messages read so far. */
  messages: number;
  /** 0 to 1. */
  progress: number;
}

/** As many as a sparkline shows; at a poll every 2 s about a minute and a half. */
const mostSamples = 45;
/** Samples closer than this carry rounding, not speed. */
const leastGapMs = 900;
/** Longer and the estimate lags behind; shorter and it jumps. */
const windowMs = 30_000;
/** Shorter and one page that came or did not come is the speed. */
const leastSpanMs = 6_000;

/**
 * Adds a sample, dropping the oldest. Starts anew when the counters went back (a retry) and ignores a sample that
 * comes too soon after the last one.
 */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && sample.at - last.at < leastGapMs) return samples;
  if (last && (sample.messages < last.messages || sample.progress < last.progress - 0.05)) return [sample];
  return [...samples, sample].slice(-mostSamples);
}

const recent = (samples: readonly Sample[]): [Sample, Sample] | null => {
  const last = samples.at(-1);
  const first = last && samples.find((sample) => last.at - sample.at <= windowMs);
  return first && last && last.at - first.at >= leastSpanMs ? [first, last] : null;
};

/** Messages per second over the last half minute; null while that says little. */
export function messagesPerSecond(samples: readonly Sample[]): number | null {
  const ends = recent(samples);
  if (!ends) return null;
  const [first, last] = ends;
  return ((last.messages - first.messages) / (last.at - first.at)) * 1_000;
}

/** Seconds until it is done at the pace of the last half minute; null when it does not move. */
export function secondsLeft(samples: readonly Sample[]): number | null {
  const ends = recent(samples);
  if (!ends) return null;
  const [first, last] = ends;
  const perMs = (last.progress - first.progress) / (last.at - first.at);
  return perMs > 0 ? (1 - last.progress) / perMs / 1_000 : null;
}

/**
 * Messages per second at each poll, over the two intervals before it, oldest first: the points of the sparkline. Over
 * one interval it would draw how polls and pages beat against each other.
 */
export const pace = (samples: readonly Sample[]): number[] =>
  samples.slice(1).map((sample, index) => {
    const before = samples[Math.max(0, index - 1)] as Sample;
    return ((sample.messages - before.messages) / (sample.at - before.at)) * 1_000;
  });
