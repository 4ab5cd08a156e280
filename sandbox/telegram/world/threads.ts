/** Comments, topics and chains of answers. */

import { BLOCK_SIZE } from "../../world/pace.ts";
import type { Facts } from "./facts.ts";
import { topicAt } from "./generate.ts";
import { downFrom, findMessage } from "./messages.ts";
import type { Chat } from "./model.ts";

/** The comments on a post, or the answers a message of a group has. */
export interface Replies {
  isComments: boolean;
  /** Where they are. */
  chat: Chat;
  count: number;
  /** Id of the last one; 0: none. */
  maxId: number;
}

/** What a message tells of its answers; null: nothing. */
export function repliesOf(facts: Facts): Replies | null {
  const { chat } = facts;
  if (chat.kind === "channel") {
    const root = rootInDiscussion(facts);
    if (!root) return null;
    return { isComments: true, ...threadOf(root) };
  }
  const isRoot = chat.comments !== null && facts.forward?.savedFrom != null;
  return isRoot ? { isComments: false, ...threadOf(facts) } : null;
}

/** The automatic forward of a post into the discussion group, or null. */
export function rootInDiscussion(post: Facts): Facts | null {
  const group = post.chat.linked;
  if (!group || post.chat.kind !== "channel") return null;
  if (post.index >= 0) {
    if (!group.comments) return null;
    const { first, length } = group.comments.of(post.index);
    return length === 0 ? null : findMessage(group, group.past.idAt(first));
  }
  // Comments on an album answer its first picture.
  return (
    group.added.find(
      ({ forward, albumId }) =>
        forward?.savedFrom?.chat === post.chat &&
        (forward.savedFrom.id === post.id || (albumId !== null && albumId === post.albumId)),
    ) ?? null
  );
}

function threadOf(root: Facts): { chat: Chat; count: number; maxId: number } {
  const { chat } = root;
  // As long as nothing was changed, how many comments there are follows from the plan.
  if (chat.comments && root.index >= 0 && chat.added.length === 0 && chat.deletedCount === 0) {
    const length = chat.comments.of(chat.comments.at(root.index)?.post ?? 0).length;
    return { chat, count: length - 1, maxId: length > 1 ? chat.past.idAt(root.index + length - 1) : 0 };
  }
  let count = 0;
  let maxId = 0;
  for (const facts of threadMessages(root.chat, root.id, Number.MAX_SAFE_INTEGER)) {
    count++;
    maxId = Math.max(maxId, facts.id);
  }
  return { chat: root.chat, count, maxId };
}

/** True for messages of the thread that begins with `rootId`: a topic's, or the comments on a post. */
export function isInThread(facts: Facts, rootId: number): boolean {
  if (facts.id === rootId) return false;
  if (facts.chat.forum && rootId === 1) return !facts.reply?.forumTopic && !isTopicStart(facts);
  return facts.reply !== null && (facts.reply.topId ?? facts.reply.id) === rootId;
}

function isTopicStart(facts: Facts): boolean {
  return facts.action?._ === "messageActionTopicCreate";
}

/** The thread's messages with ids below `before`, newest first, without the first one. */
export function* threadMessages(chat: Chat, rootId: number, before: number): Generator<Facts> {
  const { comments } = chat;
  const rootIndex = chat.past.lowerBound(rootId);
  const discussion = comments && rootIndex < chat.past.count ? comments.at(rootIndex) : null;
  if (comments && discussion && chat.past.idAt(rootIndex) === rootId) {
    // Comments on a generated post lie together; only posted ones come later.
    const { first, length } = comments.of(discussion.post);
    const last = chat.past.idAt(first + length - 1);
    for (const facts of downFrom(chat, before)) {
      if (facts.index >= 0) break;
      if (isInThread(facts, rootId)) yield facts;
    }
    for (const facts of downFrom(chat, Math.min(before, last + 1))) {
      if (facts.id <= rootId) return;
      if (facts.index >= 0 && isInThread(facts, rootId)) yield facts;
    }
    return;
  }
  if (chat.forum) yield* topicMessages(chat, rootId, before);
  else {
    for (const facts of downFrom(chat, before)) {
      if (facts.id <= rootId) return;
      if (isInThread(facts, rootId)) yield facts;
    }
  }
}

/** Blocks of other topics are passed over without making their messages. */
function* topicMessages(chat: Chat, topicId: number, before: number): Generator<Facts> {
  for (const facts of downFrom(chat, before)) {
    if (facts.index >= 0) break;
    if (isInThread(facts, topicId)) yield facts;
  }
  const top = Math.min(chat.past.lowerBound(before), chat.past.count) - 1;
  for (let block = Math.floor(top / BLOCK_SIZE); block >= 0; block--) {
    const topic = topicAt(chat, block);
    if ((topic?.id ?? 1) !== topicId) continue;
    const from = chat.past.idAt(block * BLOCK_SIZE);
    const to = Math.min(before, chat.past.idAt(Math.min(block * BLOCK_SIZE + BLOCK_SIZE - 1, top)) + 1);
    for (const facts of downFrom(chat, to)) {
      if (facts.id < from) break;
      if (facts.index >= 0 && isInThread(facts, topicId)) yield facts;
    }
  }
}
