import { type Conversation, conversationAt, speakerOf } from "../../world/conversation.ts";
import { fraction, mix, pick } from "../../world/hash.ts";
import { BLOCK_SIZE } from "../../world/pace.ts";
import { blankFacts, type Facts } from "./facts.ts";
import { generateComment } from "./generateComment.ts";
import {
  fileIdOf,
  makeAnyFile,
  makeOddity,
  makePage,
  makePhoto,
  makePoll,
  makeReactions,
  makeRound,
  makeSticker,
  makeVideo,
  makeVoice,
} from "./media.ts";
import type { Chat, Person, Special, Topic } from "./model.ts";
import { say } from "./say.ts";
import { toAction } from "./specials.ts";

/** The place of an album in its block of eight. */
const ALBUM_FROM = 3;

/**
 * Makes the message at `index` of a chat as it was when the world began: what was changed at run time is not
 * looked at. Always the same for the same world.
 */
export function generateMessage(chat: Chat, index: number): Facts {
  if (chat.comments) {
    const comment = generateComment(chat, chat.comments, index, generateMessage);
    if (comment) return comment;
  }
  const hash = mix(chat.seed, index);
  const conversation = conversationAt(chat, index);
  const author = speakerOf(chat, conversation, hash % 3 === 0 ? hash % 7 : (hash >>> 5) % 3);
  const facts = blankFacts(chat, index, chat.past.idAt(index), chat.past.secondsAt(index), author);
  const special = chat.specials.get(index);
  if (special) applySpecial(facts, special, conversation);
  else {
    putIntoTopic(facts, conversation);
    if (!composeAlbum(facts, conversation)) compose(facts, hash, conversation);
    decorate(facts, mix(hash, 2));
  }
  if (chat.kind === "channel") becomePost(facts, hash);
  return facts;
}

/** Album members come together: one author, one moment, the words under the first. */
export function albumAt(chat: Chat, index: number): { first: number; length: number } | null {
  const block = Math.floor(index / BLOCK_SIZE);
  const hash = mix(chat.seed ^ 0x7a1b, block);
  if (hash % 1000 >= chat.albums) return null;
  const length = 2 + ((hash >>> 10) % 4);
  const first = block * BLOCK_SIZE + ALBUM_FROM;
  if (first + length > chat.past.count || index < first || index >= first + length) return null;
  for (let at = first; at < first + length; at++) if (chat.specials.has(at)) return null;
  return { first, length };
}

function composeAlbum(facts: Facts, conversation: Conversation): boolean {
  const { chat, index } = facts;
  const album = albumAt(chat, index);
  if (!album) return false;
  const hash = mix(chat.seed, index);
  facts.from = speakerOf(chat, conversation, 0);
  facts.dateS = chat.past.secondsAt(album.first);
  facts.albumId = fileIdOf(chat.number, chat.past.idAt(album.first)) - 1n;
  facts.media = hash % 4 === 0 ? makeVideo(facts, hash) : makePhoto(facts, hash);
  if (index === album.first) say(facts, pick(conversation.corpus.captions, hash >>> 3), hash, conversation);
  return true;
}

function applySpecial(facts: Facts, special: Special, conversation: Conversation): void {
  facts.action = toAction(special, facts.chat);
  if (special.kind === "created") facts.from = facts.chat.creator;
  else if (special.kind === "topic") facts.from = special.topic.creator;
  else putIntoTopic(facts, conversation);
  if (special.kind === "pin-notice") setReply(facts, facts.chat.past.idAt(special.target));
}

/** The topic of a block; null for General. */
export function topicAt(chat: Chat, block: number): Topic | null {
  if (!chat.forum) return null;
  const topics = [...chat.topics.values()];
  const topic = pick(topics, mix(chat.seed ^ 0x51f0, block) >>> 3);
  const createdAt = chat.past.lowerBound(topic.id);
  return topic.id === 1 || createdAt >= block * BLOCK_SIZE ? null : topic;
}

function putIntoTopic(facts: Facts, conversation: Conversation): void {
  const topic = topicAt(facts.chat, conversation.firstIndex / BLOCK_SIZE);
  if (topic) facts.reply = { id: topic.id, topId: null, forumTopic: true, quote: null };
}

function compose(facts: Facts, hash: number, conversation: Conversation): void {
  const { chat } = facts;
  const { style } = chat;
  const script = pick(conversation.corpus.dialogues, conversation.hash >>> 3);
  const line = style.scripted ? script[facts.index - conversation.firstIndex] : undefined;
  if (line) {
    facts.from = speakerOf(chat, conversation, line.speaker);
    say(facts, line.text, conversation.hash, conversation);
    if (line.replyTo >= 0) replyTo(facts, conversation.firstIndex + line.replyTo);
  } else if (!composeRare(facts, hash, conversation)) composeText(facts, hash, conversation);
}

/** What is neither talk nor plain text. False when the dice say it is talk after all. */
function composeRare(facts: Facts, hash: number, conversation: Conversation): boolean {
  const { chat } = facts;
  const { style } = chat;
  let roll = mix(hash, 1) % (style.scripted ? 375 : 1000);
  const falls = (rate: number): boolean => {
    roll -= rate;
    return roll < 0;
  };
  if (falls(style.joins) && chat.kind !== "private") {
    const joined = facts.from as Person;
    facts.action =
      hash % 2 === 0
        ? { _: "messageActionChatAddUser", users: [joined.id] }
        : { _: "messageActionChatJoinedByLink", inviter_id: chat.creator.id };
  } else if (falls(style.voice * 2))
    facts.media = hash % 2 === 0 ? makeVoice(facts, hash) : makeRound(facts, hash);
  else if (falls(style.stickers * 2)) facts.media = makeSticker(facts, hash);
  else if (falls(style.polls) && chat.kind !== "private")
    facts.media = makePoll(facts, hash, conversation.corpus);
  else if (falls(style.forwards * 2)) forward(facts, hash, conversation);
  else if (falls(3)) facts.media = makeOddity(hash, conversation.corpus);
  else if (falls(style.attachments)) {
    const texts = style.crossposted ? conversation.corpus.news : conversation.corpus.captions;
    if (hash % 5 !== 0) say(facts, pick(texts, hash >>> 3), hash, conversation);
    facts.media = makeAnyFile(facts, hash);
  } else return false;
  return true;
}

function forward(facts: Facts, hash: number, conversation: Conversation): void {
  const other = speakerOf(facts.chat, conversation, 3);
  say(facts, pick(conversation.corpus.lines, hash >>> 5), hash, conversation);
  facts.forward = {
    from: hash % 4 === 0 ? null : other,
    fromName: hash % 4 === 0 ? [other.firstName, other.lastName].filter(Boolean).join(" ") : null,
    dateS: facts.dateS - 60 - (hash % 900_000),
    post: null,
    postAuthor: null,
    savedFrom: null,
  };
}

function composeText(facts: Facts, hash: number, conversation: Conversation): void {
  const { chat, index } = facts;
  const { style } = chat;
  const texts = style.crossposted ? conversation.corpus.news : conversation.corpus.lines;
  say(facts, pick(texts, hash >>> 4), hash, conversation);
  const roll = mix(hash, 7) % 375;
  if (roll < style.replies && index > 0) {
    // Mostly something just said, sometimes something from long ago, rarely something deleted.
    const back = hash % 13 === 0 ? 1 + (hash % index) : 1 + (hash % Math.min(BLOCK_SIZE, index));
    if (hash % 97 === 0 && facts.id > 40) setReply(facts, facts.id - 33);
    else replyTo(facts, index - back);
    if (hash % 6 === 0 && facts.reply) facts.reply.quote = "…";
  }
  if (mix(hash, 8) % 375 < style.embeds) facts.media = makePage(hash, conversation.corpus);
  if (mix(hash, 9) % 375 < style.components) {
    const button = {
      _: "keyboardButtonUrl",
      text: "Open",
      url: `https://lantern.example/builds/${hash % 100_000}`,
    };
    facts.buttons = { _: "replyInlineMarkup", rows: [{ _: "keyboardButtonRow", buttons: [button] }] };
  }
}

function replyTo(facts: Facts, index: number): void {
  // Topics have no answers across them: only a block's own messages are sure to be in the same one.
  if (facts.chat.forum && Math.floor(index / BLOCK_SIZE) !== Math.floor(facts.index / BLOCK_SIZE)) return;
  if (!facts.chat.specials.has(index)) setReply(facts, facts.chat.past.idAt(index));
}

function setReply(facts: Facts, id: number): void {
  const topic = facts.reply?.forumTopic ? facts.reply.id : null;
  facts.reply = { id, topId: topic, forumTopic: topic !== null, quote: null };
}

function decorate(facts: Facts, hash: number): void {
  const { chat } = facts;
  if (facts.action) return;
  const most = chat.kind === "channel" ? 90 : 12;
  if (mix(hash, 1) % 1000 < chat.style.reactions && chat.kind !== "private")
    facts.reactions = makeReactions(hash, most);
  if (mix(hash, 2) % 1000 < chat.style.edits && facts.text !== "" && !facts.forward) {
    const share = fraction(mix(hash, 3));
    facts.editedS = facts.dateS + 4 + Math.floor(share * share * share * 7_200);
    facts.editHidden = facts.reactions.length > 0 && hash % 2 === 0;
  }
}

function becomePost(facts: Facts, hash: number): void {
  const author = facts.from as Person;
  facts.from = null;
  if (facts.action) return;
  facts.postAuthor = facts.chat.signatures ? author.firstName : null;
  facts.views = 40 + (mix(hash, 12) % 9_000);
  facts.forwards = mix(hash, 13) % 60;
}
