import { type Conversation, fillWord, speakerOf } from "../../world/conversation.ts";
import { mix, pick } from "../../world/hash.ts";
import type { Template } from "../../world/texts/corpus.ts";
import type { Tl } from "../tl/writer.ts";
import type { Facts } from "./facts.ts";
import { toMarked } from "./markup.ts";

/** Fills a text's slots and turns its marks into entities. */
export function say(facts: Facts, template: Template, hash: number, conversation: Conversation): void {
  let text = "";
  const entities: Tl[] = [];
  for (let i = 0; i < template.length; i++) {
    const part = template[i] as string;
    if (i % 2 === 0) text += part;
    else if (part === "who") text += mention(facts, hash, conversation, text.length, entities);
    else if (part === "e") {
      entities.push({
        _: "messageEntityCustomEmoji",
        offset: text.length,
        length: 1,
        document_id: 5_368_324_170_671_202_000n,
      });
      text += "✨";
    } else if (part === "ts") text += `${1 + (hash % 72)} h`;
    else if (part === "chan") text += `#${pick(["news", "help", "photos", "trips"], hash >>> 2)}`;
    else text += fillWord(part, mix(hash, i), conversation) ?? "";
  }
  const marked = toMarked(text, entities);
  facts.text = marked.text;
  facts.entities = marked.entities;
}

function mention(
  facts: Facts,
  hash: number,
  conversation: Conversation,
  offset: number,
  entities: Tl[],
): string {
  const person = speakerOf(facts.chat, conversation, 1 + (hash & 1));
  if (person.username) return `@${person.username}`;
  const name = person.firstName ?? "Deleted";
  entities.push({ _: "messageEntityMentionName", offset, length: name.length, user_id: person.id });
  return name;
}
