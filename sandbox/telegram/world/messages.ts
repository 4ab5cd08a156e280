/** A chat's messages as they are now: the generated ones with what was changed, and the posted ones. */
import type { Facts } from "./facts.ts";
import { generateMessage } from "./generate.ts";
import type { Chat } from "./model.ts";

/** The generated message at `index` with its changes; null when it was deleted. */
export function messageAt(chat: Chat, index: number): Facts | null {
  const changed = chat.changed.get(index);
  return changed === undefined ? generateMessage(chat, index) : changed;
}

/** The message with this id, or null. */
export function findMessage(chat: Chat, id: number): Facts | null {
  const index = chat.past.lowerBound(id);
  if (index < chat.past.count && chat.past.idAt(index) === id) return messageAt(chat, index);
  const facts = chat.added[lowerBoundAdded(chat.added, id)];
  return facts?.id === id ? facts : null;
}

/** Messages with ids below `before`, newest first, until the caller has enough. */
export function* downFrom(chat: Chat, before: number): Generator<Facts> {
  let generated = chat.past.lowerBound(before) - 1;
  let posted = lowerBoundAdded(chat.added, before) - 1;
  // Posted messages are all newer than generated ones.
  for (; posted >= 0; posted--) yield chat.added[posted] as Facts;
  for (; generated >= 0; generated--) {
    const facts = messageAt(chat, generated);
    if (facts) yield facts;
  }
}

/** Messages with ids from `from` on, oldest first. */
export function* upFrom(chat: Chat, from: number): Generator<Facts> {
  for (let index = chat.past.lowerBound(from); index < chat.past.count; index++) {
    const facts = messageAt(chat, index);
    if (facts) yield facts;
  }
  for (let at = lowerBoundAdded(chat.added, from); at < chat.added.length; at++)
    yield chat.added[at] as Facts;
}

/** How many messages with ids below `before` there are. */
export function countBelow(chat: Chat, before: number): number {
  const index = chat.past.lowerBound(before);
  let deleted = 0;
  if (chat.deletedCount > 0) {
    for (const [at, facts] of chat.changed) if (facts === null && at < index) deleted++;
  }
  return index - deleted + lowerBoundAdded(chat.added, before);
}

/** How many messages the chat holds now. */
export function countMessages(chat: Chat): number {
  return chat.past.count - chat.deletedCount + chat.added.length;
}

/** The newest message, or null. */
export function newestMessage(chat: Chat): Facts | null {
  const { value } = downFrom(chat, Number.MAX_SAFE_INTEGER).next();
  return value ?? null;
}

/** Appends a posted message; its id must be above all others. */
export function addMessage(facts: Facts): void {
  facts.chat.added.push(facts);
}

/** Keeps new facts for a message that exists, and what it said before for the truth. */
export function replaceMessage(before: Facts, after: Facts, atMs: number): void {
  const { chat } = before;
  if (before.text !== after.text || before.media !== after.media) {
    const versions = chat.versions.get(before.id) ?? [];
    chat.versions.set(before.id, [...versions, { facts: before, untilMs: atMs }]);
  }
  if (before.index >= 0) chat.changed.set(before.index, after);
  else chat.added[lowerBoundAdded(chat.added, before.id)] = after;
}

/** Removes a message that exists. */
export function removeMessage(facts: Facts, atMs: number): void {
  const { chat } = facts;
  chat.pins.delete(facts.id);
  chat.deleted.set(facts.id, { facts, atMs });
  if (facts.index >= 0) {
    chat.changed.set(facts.index, null);
    chat.deletedCount++;
  } else chat.added.splice(lowerBoundAdded(chat.added, facts.id), 1);
}

function lowerBoundAdded(added: readonly Facts[], id: number): number {
  let low = 0;
  let high = added.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((added[middle] as Facts).id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
