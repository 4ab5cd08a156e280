import { type Conversation, conversationAt, fillWord, speakerOf } from "../../world/conversation.ts";
import { mix, pick } from "../../world/hash.ts";
import type { Template } from "../../world/texts/corpus.ts";
import type { Channel, User } from "./model.ts";
import { hasMessages } from "./model.ts";

export { type Conversation, conversationAt, speakerOf };

const NO_USERS: readonly User[] = Object.freeze([]);

/** A text as it will be sent, and whom it mentions. */
interface Spoken {
  text: string;
  mentions: readonly User[];
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
  switch (slot) {
    case "ts":
      return `<t:${Math.floor(ms / 1_000) + 3_600 * (1 + (hash % 72))}:R>`;
    case "chan":
      return `<#${someChannel(channel, hash).id}>`;
    case "e":
      return customEmoji(channel, hash);
    default: {
      const word = fillWord(slot, hash, conversation);
      if (word === null) throw new RangeError(`Unknown slot {${slot}}.`);
      return word;
    }
  }
}

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
