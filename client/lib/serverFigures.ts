/** A server's totals, from its channels. Pure. */
import type { ChannelView, CoverageState } from "../../core/api/guilds.ts";

export interface ServerFigures {
  messageCount: number;
  /** Channels that can hold messages and be read. */
  readable: number;
  /** Of these, how many a fetch would change. */
  needUpdate: number;
  /** Mean covered share of the readable ones that hold messages, 0 to 1; 1 when there are none. */
  completeness: number;
  /** Channels that can hold messages, per state. */
  states: Record<Exclude<CoverageState, "none">, number>;
}

export function serverFigures(channels: Iterable<ChannelView>): ServerFigures {
  const states = { complete: 0, outdated: 0, partial: 0, never: 0, empty: 0, unreadable: 0 };
  let [messageCount, readable, shares] = [0, 0, 0];
  for (const channel of channels) {
    messageCount += channel.messageCount;
    if (channel.state === "none") continue;
    states[channel.state]++;
    if (channel.state === "unreadable") continue;
    readable++;
    if (channel.state !== "empty") shares += channel.share;
  }
  const withMessages = readable - states.empty;
  return {
    messageCount,
    readable,
    needUpdate: states.outdated + states.partial + states.never,
    completeness: withMessages === 0 ? 1 : shares / withMessages,
    states,
  };
}
