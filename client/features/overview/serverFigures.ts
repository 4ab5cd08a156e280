/** A server's totals, from its channels. Pure. */
import { completenessOf } from "../../../core/api/completeness.ts";
import type { ChannelView } from "../../../core/api/guilds.ts";
import { type ShownState, shownStateOf } from "../channels/shownState.ts";

interface ServerFigures {
  messageCount: number;
  /** Channels that can hold messages and be read. */
  readable: number;
  /** Of these, how many a fetch would change. */
  needUpdate: number;
  /** completenessOf them, 0 to 1. */
  completeness: number;
  /** Channels that can hold messages, per state. */
  states: Record<Exclude<ShownState, "none">, number>;
}

export function serverFigures(all: Iterable<ChannelView>): ServerFigures {
  const channels = [...all];
  const states = { complete: 0, outdated: 0, partial: 0, gaps: 0, never: 0, empty: 0, unreadable: 0 };
  let [messageCount, readable] = [0, 0];
  for (const channel of channels) {
    messageCount += channel.messageCount;
    const state = shownStateOf(channel);
    if (state === "none") continue;
    states[state]++;
    if (state !== "unreadable") readable++;
  }
  return {
    messageCount,
    readable,
    needUpdate: states.outdated + states.partial + states.gaps + states.never,
    completeness: completenessOf(channels),
    states,
  };
}
