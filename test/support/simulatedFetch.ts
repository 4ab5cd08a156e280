/** A fetch of a server played page by page at Discord's limits, without a bot: for what judges its course. */

export interface SimulatedWorld {
  /** Messages of each channel, in the order in which they are claimed. */
  sizes: readonly number[];
  /** Channels read at once. */
  concurrency: number;
  /** How long an answer takes. */
  latencySeconds: number;
  /** Decides how unevenly channels are written. */
  random: () => number;
}

/** A channel at one moment, as its task's row shows it. */
export interface SimulatedChannel {
  size: number;
  fetched: number;
  /** Share of its time that is read; not the share of its messages, as they are not written evenly. */
  progress: number;
  startedAt: number | null;
  isDone: boolean;
}

const perSecond = 50;
const burst = 5;
const tickSeconds = 0.1;

interface Channel extends SimulatedChannel {
  /** progress = (share of messages) ^ unevenness */
  unevenness: number;
  tokens: number;
  waitsUntil: number;
}

/** Plays until all is read. `look` is called every `everySeconds` with the time and all channels. Returns the seconds it took. */
export function playFetch(
  world: SimulatedWorld,
  everySeconds: number,
  look: (seconds: number, channels: readonly SimulatedChannel[]) => void,
): number {
  const channels = world.sizes.map(
    (size): Channel => ({
      size,
      fetched: 0,
      progress: 0,
      startedAt: null,
      isDone: false,
      unevenness: Math.exp(0.35 * normal(world.random)),
      tokens: burst,
      waitsUntil: 0,
    }),
  );
  const waiting = channels.toReversed();
  let running: Channel[] = [];
  let [time, allowance, nextLook, turn] = [0, 0, everySeconds, 0];
  while (running.length > 0 || waiting.length > 0) {
    while (running.length < world.concurrency && waiting.length > 0) {
      const channel = waiting.pop() as Channel;
      channel.startedAt = time;
      running.push(channel);
    }
    allowance = Math.min(perSecond, allowance + perSecond * tickSeconds);
    turn++;
    for (let index = 0; index < running.length; index++) {
      const channel = running[(index + turn) % running.length] as Channel;
      channel.tokens = Math.min(burst, channel.tokens + tickSeconds);
      if (allowance < 1 || channel.tokens < 1 || time < channel.waitsUntil) continue;
      allowance--;
      channel.tokens--;
      channel.waitsUntil = time + world.latencySeconds;
      // The page after the last message ends it.
      if (channel.fetched >= channel.size) channel.isDone = true;
      channel.fetched = Math.min(channel.size, channel.fetched + 100);
      channel.progress = (channel.fetched / Math.max(1, channel.size)) ** channel.unevenness;
    }
    running = running.filter((channel) => !channel.isDone);
    time += tickSeconds;
    if (time >= nextLook) {
      look(time, channels);
      nextLook += everySeconds;
    }
  }
  return time;
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32 (public domain, Tommy Ettinger): a plain congruential one correlates successive numbers.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed around 0 with deviation 1. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
