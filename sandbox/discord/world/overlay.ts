import type { MessageFacts } from "./facts.ts";
import type { Channel } from "./model.ts";

/** What was changed of a channel's messages at run time: as large as the changes, not as the channel. */
interface ChannelOverlay {
  /** Generated messages that were edited (their new facts) or deleted (null), by index. */
  changed: Map<number, MessageFacts | null>;
  /** How many of `changed` are deletions. */
  deletedCount: number;
  /** Messages posted at run time, in ascending order of id. */
  added: MessageFacts[];
  /** How many messages were ever posted at run time. */
  everAdded: number;
}

const overlays = new WeakMap<Channel, ChannelOverlay>();

/** The channel's overlay; undefined while nothing was changed. */
export function findOverlay(channel: Channel): ChannelOverlay | undefined {
  return overlays.get(channel);
}

/** The channel's overlay, made when first needed. */
function overlayOf(channel: Channel): ChannelOverlay {
  const overlay = overlays.get(channel) ?? { changed: new Map(), deletedCount: 0, added: [], everAdded: 0 };
  overlays.set(channel, overlay);
  return overlay;
}

/** Puts a posted message at its place by id (mostly the end), and moves last_message_id forward. */
export function addMessage(facts: MessageFacts): void {
  const overlay = overlayOf(facts.channel);
  overlay.added.splice(lowerBoundAdded(overlay.added, facts.ms, facts.low), 0, facts);
  overlay.everAdded++;
  const last = facts.channel.lastMessageId;
  if (
    last === null ||
    last.length < facts.id.length ||
    (last.length === facts.id.length && last < facts.id)
  ) {
    facts.channel.lastMessageId = facts.id;
  }
}

/** Keeps new facts for a message that exists. */
export function replaceMessage(facts: MessageFacts): void {
  const overlay = overlayOf(facts.channel);
  if (facts.index >= 0) {
    overlay.changed.set(facts.index, facts);
    return;
  }
  overlay.added[lowerBoundAdded(overlay.added, facts.ms, facts.low)] = facts;
}

/** Removes a message that exists; its id stays the channel's last_message_id if it was that, as on Discord. */
export function removeMessage(facts: MessageFacts): void {
  const overlay = overlayOf(facts.channel);
  facts.channel.pins.delete(facts.id);
  if (facts.index >= 0) {
    overlay.changed.set(facts.index, null);
    overlay.deletedCount++;
    return;
  }
  overlay.added.splice(lowerBoundAdded(overlay.added, facts.ms, facts.low), 1);
}

/** The first place in `added` whose id is not below (ms, low). */
export function lowerBoundAdded(added: readonly MessageFacts[], ms: number, low: number): number {
  let from = 0;
  let to = added.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const facts = added[middle] as MessageFacts;
    if (facts.ms < ms || (facts.ms === ms && facts.low < low)) from = middle + 1;
    else to = middle;
  }
  return from;
}
