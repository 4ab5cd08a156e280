import type { MessageFacts } from "./facts.ts";
import { generateMessage } from "./generate.ts";
import type { Channel } from "./model.ts";
import { findOverlay, lowerBoundAdded } from "./overlay.ts";
import { parseId, type SnowflakeParts } from "./snowflake.ts";

const NO_MESSAGES: readonly MessageFacts[] = Object.freeze([]);

/** The generated message at `index` with its changes; null when it was deleted. */
export function messageAt(channel: Channel, index: number): MessageFacts | null {
  const changed = findOverlay(channel)?.changed.get(index);
  return changed === undefined ? generateMessage(channel, index) : changed;
}

/** The message with this id, or null. */
export function findMessage(channel: Channel, id: string): MessageFacts | null {
  const parts = parseId(id);
  if (!parts) return null;
  const index = channel.timeline?.indexOf(parts) ?? -1;
  if (index >= 0) return messageAt(channel, index);
  const added = findOverlay(channel)?.added ?? NO_MESSAGES;
  const facts = added[lowerBoundAdded(added, parts.ms, parts.low)];
  return facts && facts.id === id ? facts : null;
}

/** The same as it was before later edits and deletions, which forwards do not follow. */
export function findOriginal(channel: Channel, id: string): MessageFacts | null {
  const parts = parseId(id);
  const index = parts ? (channel.timeline?.indexOf(parts) ?? -1) : -1;
  return index >= 0 ? generateMessage(channel, index) : findMessage(channel, id);
}

/** Up to `limit` messages below `before` (null: from the newest), newest first. */
export function listBefore(channel: Channel, before: SnowflakeParts | null, limit: number): MessageFacts[] {
  const added = findOverlay(channel)?.added ?? NO_MESSAGES;
  const { timeline } = channel;
  let generated = (timeline ? (before ? timeline.lowerBound(before) : timeline.count) : 0) - 1;
  let posted = (before ? lowerBoundAdded(added, before.ms, before.low) : added.length) - 1;
  const page: MessageFacts[] = [];
  let next = nextDown(channel, generated);
  generated = next.index;
  while (page.length < limit) {
    const other = posted >= 0 ? (added[posted] as MessageFacts) : null;
    if (!next.facts && !other) break;
    if (other && (!next.facts || isAbove(other, next.facts))) {
      page.push(other);
      posted--;
    } else {
      page.push(next.facts as MessageFacts);
      if (page.length < limit) {
        next = nextDown(channel, generated - 1);
        generated = next.index;
      }
    }
  }
  return page;
}

/** Up to `limit` messages above `after`, the ones nearest to it, newest first. */
export function listAfter(channel: Channel, after: SnowflakeParts, limit: number): MessageFacts[] {
  const page: MessageFacts[] = [];
  for (const facts of eachMessage(channel, { ms: after.ms, low: after.low + 1 })) {
    if (page.length === limit) break;
    page.push(facts);
  }
  return page.toReversed();
}

/** All messages from `from` (inclusive; null: the first), oldest first. Changes made meanwhile may be missed. */
export function* eachMessage(channel: Channel, from: SnowflakeParts | null = null): Generator<MessageFacts> {
  const added = findOverlay(channel)?.added ?? NO_MESSAGES;
  const { timeline } = channel;
  const count = timeline?.count ?? 0;
  let posted = from ? lowerBoundAdded(added, from.ms, from.low) : 0;
  for (let index = timeline && from ? timeline.lowerBound(from) : 0; index < count; index++) {
    const facts = messageAt(channel, index);
    if (!facts) continue;
    for (; posted < added.length && !isAbove(added[posted] as MessageFacts, facts); posted++) {
      yield added[posted] as MessageFacts;
    }
    yield facts;
  }
  for (; posted < added.length; posted++) yield added[posted] as MessageFacts;
}

/** How many messages the channel holds now. */
export function countMessages(channel: Channel): number {
  const overlay = findOverlay(channel);
  return (channel.timeline?.count ?? 0) - (overlay?.deletedCount ?? 0) + (overlay?.added.length ?? 0);
}

/** How many messages the channel ever held. */
export function countEver(channel: Channel): number {
  return (channel.timeline?.count ?? 0) + (findOverlay(channel)?.everAdded ?? 0);
}

/** The first generated message at or below `index` that still exists. */
function nextDown(channel: Channel, index: number): { index: number; facts: MessageFacts | null } {
  for (let at = index; at >= 0; at--) {
    const facts = messageAt(channel, at);
    if (facts) return { index: at, facts };
  }
  return { index: -1, facts: null };
}

function isAbove(a: MessageFacts, b: MessageFacts): boolean {
  return a.ms === b.ms ? a.low > b.low : a.ms > b.ms;
}
