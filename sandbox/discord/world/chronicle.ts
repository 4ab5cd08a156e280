import type { MessageFacts } from "./facts.ts";
import type { Channel } from "./model.ts";

/** What a message said until it was edited. */
interface PastVersion {
  content: string;
  /** Unix time (ms) at which the next version took its place. */
  replacedMs: number;
}

/** A message that was deleted, as it last stood. */
interface Tombstone {
  facts: MessageFacts;
  deletedMs: number;
}

/** What happened to a channel's messages at run time and shows in them no more. */
interface Chronicle {
  /** By message id, oldest first. */
  versions: Map<string, PastVersion[]>;
  /** By message id. */
  tombstones: Map<string, Tombstone>;
}

const chronicles = new WeakMap<Channel, Chronicle>();

/** The channel's chronicle, made when first needed. */
export function chronicleOf(channel: Channel): Chronicle {
  const chronicle = chronicles.get(channel) ?? { versions: new Map(), tombstones: new Map() };
  chronicles.set(channel, chronicle);
  return chronicle;
}

/** Keeps what a message said before an edit that changed its text. */
export function rememberVersion(before: MessageFacts, replacedMs: number): void {
  const { versions } = chronicleOf(before.channel);
  const past = versions.get(before.id) ?? [];
  past.push({ content: before.content, replacedMs });
  versions.set(before.id, past);
}

/** Keeps a message that is being deleted. */
export function rememberDeleted(facts: MessageFacts, deletedMs: number): void {
  chronicleOf(facts.channel).tombstones.set(facts.id, { facts, deletedMs });
}
