import { fraction, mix, pick } from "../../world/hash.ts";
import type { Corpus, Template } from "../../world/texts/corpus.ts";
import type { Channel, User } from "./model.ts";
import { hasMessages } from "./model.ts";
import { BLOCK_SIZE } from "./timeline.ts";

const NO_USERS: readonly User[] = Object.freeze([]);

/** One conversation: what all messages of a block share. */
export interface Conversation {
  hash: number;
  corpus: Corpus;
  /** Index of the block's first message. */
  firstIndex: number;
}

/** A text as it will be sent, and whom it mentions. */
interface Spoken {
  text: string;
  mentions: readonly User[];
}

/** The conversation a message belongs to. Most are in the channel's first language. */
export function conversationAt(channel: Channel, index: number): Conversation {
  const block = (index / BLOCK_SIZE) | 0;
  const hash = mix(channel.seed ^ 0x3c6ef372, block);
  const others = channel.corpora.length - 1;
  const other = others > 0 && hash % 4 === 0 ? 1 + ((hash >>> 4) % others) : 0;
  return { hash, corpus: channel.corpora[other] as Corpus, firstIndex: block * BLOCK_SIZE };
}

/** Speaker `number` of a conversation. Some people talk much more than others. */
export function speakerOf(channel: Channel, conversation: Conversation, number: number): User {
  const { speakers } = channel;
  const share = fraction(mix(conversation.hash, 11));
  const first = Math.floor(share * share * speakers.length);
  const stride = 1 + ((conversation.hash >>> 8) % Math.max(1, speakers.length >> 2));
  return speakers[(first + number * stride) % speakers.length] as User;
}

/** Fills a text's slots. `hash` decides them, so that one conversation can stay with one city. */
export function speak(
  template: Template,
  hash: number,
  channel: Channel,
  conversation: Conversation,
  ms: number,
): Spoken {
  if (template.length === 1) return { text: template[0] as string, mentions: NO_USERS };
  let text = "";
  let mentions: User[] | null = null;
  for (let i = 0; i < template.length; i++) {
    const part = template[i] as string;
    if (i % 2 === 0) text += part;
    else if (part === "who") {
      const user = speakerOf(channel, conversation, 1 + (hash & 1));
      mentions ??= [];
      if (!mentions.includes(user)) mentions.push(user);
      text += `<@${user.id}>`;
    } else text += fillSlot(part, mix(hash, i), conversation, channel, ms);
  }
  return { text, mentions: mentions ?? NO_USERS };
}

function fillSlot(
  slot: string,
  hash: number,
  conversation: Conversation,
  channel: Channel,
  ms: number,
): string {
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
    case "ts":
      return `<t:${Math.floor(ms / 1_000) + 3_600 * (1 + (hash % 72))}:R>`;
    case "chan":
      return `<#${someChannel(channel, hash).id}>`;
    case "e":
      return customEmoji(channel, hash);
    case "food":
      return pick(corpus.food, hash);
    // One city and one day per conversation, or people would talk past each other.
    case "city":
      return pick(corpus.city, conversation.hash >>> 6);
    case "day":
      return pick(corpus.day, conversation.hash >>> 10);
    default:
      throw new RangeError(`Unknown slot {${slot}}.`);
  }
}

const PATHS = ["docs", "notes", "changes", "albums", "talks", "wiki"] as const;

/** Readable channels are mentioned mostly; the first ones of a guild, so that this stays cheap. */
function someChannel(channel: Channel, hash: number): Channel {
  const { channels } = channel.guild;
  const wanted = hash % Math.min(channels.size, 24);
  let at = 0;
  let found = channel;
  for (const candidate of channels.values()) {
    if (hasMessages(candidate)) found = candidate;
    if (at++ === wanted) break;
  }
  return found;
}

function customEmoji(channel: Channel, hash: number): string {
  const { emojis } = channel.guild;
  if (emojis.length === 0) return "✨";
  const emoji = pick(emojis, hash);
  return `<${emoji.animated ? "a" : ""}:${emoji.name}:${emoji.id}>`;
}
