import { conversationAt, speakerOf } from "../../world/conversation.ts";
import { mix, pick } from "../../world/hash.ts";
import type { CommentPlan } from "./comments.ts";
import { blankFacts, type Facts } from "./facts.ts";
import { fileIdOf, makeReactions } from "./media.ts";
import type { Chat } from "./model.ts";
import { say } from "./say.ts";

/**
 * A message of a discussion group: the automatic forward of a post, or a comment on it. Null before the first.
 * `originalOf` makes the channel's posts.
 */
export function generateComment(
  chat: Chat,
  plan: CommentPlan,
  index: number,
  originalOf: (channel: Chat, post: number) => Facts,
): Facts | null {
  const found = plan.at(index);
  if (!found) return null;
  const id = chat.past.idAt(index);
  const dateS = chat.past.secondsAt(index);
  if (found.place === 0) return toForward(chat, plan, index, originalOf(plan.channel, found.post));
  const hash = mix(chat.seed, index);
  const conversation = conversationAt(chat, index);
  const facts = blankFacts(chat, index, id, dateS, speakerOf(chat, conversation, (hash >>> 5) % 5));
  say(facts, pick(conversation.corpus.lines, hash >>> 4), hash, conversation);
  const rootId = chat.past.idAt(index - found.place);
  // Most answer the post; some answer the comment before.
  const answersComment = found.place > 1 && hash % 3 === 0;
  facts.reply = {
    id: answersComment ? chat.past.idAt(index - 1) : rootId,
    topId: answersComment ? rootId : null,
    forumTopic: false,
    quote: null,
  };
  if (mix(hash, 1) % 10 === 0) facts.reactions = makeReactions(hash, 8);
  return facts;
}

function toForward(chat: Chat, plan: CommentPlan, index: number, original: Facts): Facts {
  const facts = blankFacts(chat, index, chat.past.idAt(index), chat.past.secondsAt(index), plan.channel);
  return {
    ...facts,
    text: original.text,
    entities: original.entities,
    media: original.media,
    postAuthor: original.postAuthor,
    albumId: original.albumId === null ? null : fileIdOf(chat.number, facts.id) - 1n,
    forward: {
      from: plan.channel,
      fromName: null,
      dateS: original.dateS,
      post: original.id,
      postAuthor: original.postAuthor,
      savedFrom: { chat: plan.channel, id: original.id },
    },
  };
}
