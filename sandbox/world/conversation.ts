/** Who talks with whom about what: the parts of speech that no platform's markup is in. */
import { fraction, mix, pick } from "./hash.ts";
import { BLOCK_SIZE } from "./pace.ts";
import type { Corpus } from "./texts/corpus.ts";

/** One conversation: what all messages of a block share. */
export interface Conversation {
  hash: number;
  corpus: Corpus;
  /** Index of the block's first message. */
  firstIndex: number;
}

/** The conversation a message belongs to. Most are in the channel's first language. */
export function conversationAt(
  channel: { seed: number; corpora: readonly Corpus[] },
  index: number,
): Conversation {
  const block = (index / BLOCK_SIZE) | 0;
  const hash = mix(channel.seed ^ 0x3c6ef372, block);
  const others = channel.corpora.length - 1;
  const other = others > 0 && hash % 4 === 0 ? 1 + ((hash >>> 4) % others) : 0;
  return { hash, corpus: channel.corpora[other] as Corpus, firstIndex: block * BLOCK_SIZE };
}

/** Speaker `number` of a conversation. Some people talk much more than others. `speakers` must not be empty. */
export function speakerOf<Person>(
  { speakers }: { speakers: readonly Person[] },
  conversation: Conversation,
  number: number,
): Person {
  const share = fraction(mix(conversation.hash, 11));
  const first = Math.floor(share * share * speakers.length);
  const stride = 1 + ((conversation.hash >>> 8) % Math.max(1, speakers.length >> 2));
  return speakers[(first + number * stride) % speakers.length] as Person;
}

/** A slot's filling where it is the same on every platform; null for mentions, times and emoji. */
export function fillWord(slot: string, hash: number, conversation: Conversation): string | null {
  const { corpus } = conversation;
  switch (slot) {
    case "n":
      return String(2 + (hash % 39));
    case "v":
      return `v${1 + (hash % 3)}.${(hash >>> 4) % 12}.${(hash >>> 9) % 8}`;
    case "issue":
      return `#${100 + (hash % 4_900)}`;
    case "time":
      return `${6 + (hash % 17)}:${hash & 64 ? "30" : "00"}`;
    case "link":
      return `https://lantern.example/${pick(PATHS, hash >>> 5)}/${(hash % 90_000) + 1_000}`;
    case "food":
      return pick(corpus.food, hash);
    // One city and one day per conversation, or people would talk past each other.
    case "city":
      return pick(corpus.city, conversation.hash >>> 6);
    case "day":
      return pick(corpus.day, conversation.hash >>> 10);
    default:
      return null;
  }
}

const PATHS = ["docs", "notes", "changes", "albums", "talks", "wiki"] as const;
