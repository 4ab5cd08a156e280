/** Messages as one account is shown them. */
import type { Tl } from "../tl/writer.ts";
import {
  type Facts,
  type ForwardFacts,
  fileOf,
  type ReactionFacts,
  type ReplyFacts,
} from "../world/facts.ts";
import type { Account } from "../world/model.ts";
import { repliesOf } from "../world/threads.ts";
import { toMedia } from "./media.ts";
import { toPeer } from "./peers.ts";

/** What writing messages needs besides them. */
export interface WireContext {
  account: Account;
  /** The file reference of a message's file. */
  referenceOf: (facts: Facts) => Buffer;
}

export function toMessage(facts: Facts, { account, referenceOf }: WireContext): Tl {
  const { chat } = facts;
  const head = {
    id: facts.id,
    out: facts.from?.id === account.user.id && !("kind" in facts.from),
    post: chat.kind === "channel",
    silent: facts.silent,
    from_id: hasFrom(facts) ? toPeer(facts.from as NonNullable<Facts["from"]>) : undefined,
    peer_id: toPeer(chat.person ?? chat),
    reply_to: facts.reply ? toReply(facts.reply) : undefined,
    date: facts.dateS,
  };
  if (facts.action) return { _: "messageService", ...head, action: facts.action };
  const media = facts.media ? toMedia(facts.media, () => referenceOf(facts)) : undefined;
  const replies = repliesOf(facts);
  return {
    _: "message",
    ...head,
    pinned: chat.pins.has(facts.id),
    noforwards: chat.noforwards || facts.isProtected,
    edit_hide: facts.editHidden,
    fwd_from: facts.forward ? toForward(facts.forward) : undefined,
    via_bot_id: facts.viaBot?.id,
    message: facts.text,
    media,
    media_unread: ["voice", "round"].includes(fileOf(facts)?.kind ?? "") && facts.id % 3 === 0,
    reply_markup: facts.buttons ?? undefined,
    entities: facts.entities.length > 0 ? facts.entities : undefined,
    views: facts.views > 0 ? facts.views : undefined,
    forwards: facts.views > 0 ? facts.forwards : undefined,
    replies: replies
      ? {
          _: "messageReplies",
          comments: replies.isComments,
          replies: replies.count,
          replies_pts: chat.box.pts,
          channel_id: replies.isComments ? replies.chat.id : undefined,
          max_id: replies.maxId > 0 ? replies.maxId : undefined,
        }
      : undefined,
    edit_date: facts.editedS > 0 ? facts.editedS : undefined,
    post_author: facts.postAuthor ?? undefined,
    grouped_id: facts.albumId ?? undefined,
    reactions: facts.reactions.length > 0 ? toReactions(facts.reactions, chat.kind !== "channel") : undefined,
  };
}

/** Posts come from their channel, and in private chats it is clear who wrote what is not one's own. */
function hasFrom(facts: Facts): boolean {
  if (facts.from === null) return false;
  return facts.chat.kind !== "private" || facts.from.id !== facts.chat.id;
}

function toReply(reply: ReplyFacts): Tl {
  return {
    _: "messageReplyHeader",
    forum_topic: reply.forumTopic,
    reply_to_msg_id: reply.id,
    reply_to_top_id: reply.topId ?? undefined,
    quote: reply.quote !== null,
    quote_text: reply.quote ?? undefined,
    quote_offset: reply.quote === null ? undefined : 0,
  };
}

function toForward(forward: ForwardFacts): Tl {
  return {
    _: "messageFwdHeader",
    from_id: forward.from ? toPeer(forward.from) : undefined,
    from_name: forward.fromName ?? undefined,
    date: forward.dateS,
    channel_post: forward.post ?? undefined,
    post_author: forward.postAuthor ?? undefined,
    saved_from_peer: forward.savedFrom ? toPeer(forward.savedFrom.chat) : undefined,
    saved_from_msg_id: forward.savedFrom?.id,
  };
}

/** Counts per reaction, as they stand in messages and updates. */
export function toReactions(reactions: readonly ReactionFacts[], canSeeList: boolean): Tl {
  return {
    _: "messageReactions",
    can_see_list: canSeeList,
    results: reactions.map(({ emoji, count }) => ({
      _: "reactionCount",
      reaction:
        typeof emoji === "bigint"
          ? { _: "reactionCustomEmoji", document_id: emoji }
          : { _: "reactionEmoji", emoticon: emoji },
      count,
    })),
  };
}
