import { emojiKeyOf, reactorsOf, votersOf } from "../world/facts.ts";
import { eachMessage } from "../world/messages.ts";
import type { Channel } from "../world/model.ts";

/** Who truly gave a reaction or voted for an answer. */
export interface TruthResponses {
  messageId: string;
  kind: "reaction" | "vote";
  /** `name:id` of a custom emoji, a Unicode emoji, or the number of the answer. */
  item: string;
  /** In ascending order of id; those who gave a super reaction with a `!` behind it. */
  people: string[];
}

/** All lists of a channel that name somebody, oldest message first. */
export function truthResponses(channel: Channel): TruthResponses[] {
  const lists: TruthResponses[] = [];
  for (const facts of eachMessage(channel)) {
    for (const reaction of facts.reactions) {
      const people = reactorsOf(channel, reaction).map(({ user, burst }) =>
        burst ? `${user.id}!` : user.id,
      );
      lists.push({ messageId: facts.id, kind: "reaction", item: emojiKeyOf(reaction.emoji), people });
    }
    for (const [place, users] of votersOf(facts).entries()) {
      const people = users.map(({ id }) => id);
      if (people.length > 0)
        lists.push({ messageId: facts.id, kind: "vote", item: String(place + 1), people });
    }
  }
  return lists;
}
