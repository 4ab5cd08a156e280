import { fraction, mix, pick } from "../../world/hash.ts";
import type { Template } from "../../world/texts/corpus.ts";
import {
  makeAttachments,
  makeBuildEmbed,
  makeLayout,
  makeLinkButton,
  makeLinkEmbed,
  makePoll,
  makePollResultEmbed,
  makeReactions,
  makeReport,
  makeSound,
  makeVoice,
} from "./extras.ts";
import {
  blankMessage,
  type MessageFacts,
  MessageFlag,
  MessageType,
  type PollFacts,
  type Sound,
} from "./facts.ts";
import { type Channel, ChannelKind, type Special, type User } from "./model.ts";
import { createWebhookFace } from "./people.ts";
import { toId } from "./snowflake.ts";
import { type Conversation, conversationAt, speak, speakerOf } from "./speech.ts";
import { BLOCK_SIZE, type Timeline } from "./timeline.ts";

/** Places of a block, counted from its start, at which a poll stands and is closed. */
const POLL_AT = 5;
const POLL_RESULT_AT = 7;

/**
 * Makes the message at `index` of a channel as it was when the world began: what was changed at run time
 * is not looked at. Always the same for the same world. The channel must have generated messages.
 */
export function generateMessage(channel: Channel, index: number): MessageFacts {
  const timeline = channel.timeline as Timeline;
  const ms = timeline.timeAt(index);
  const low = timeline.lowAt(index);
  const hash = mix(channel.seed, index);
  const conversation = conversationAt(channel, index);
  const author = speakerOf(channel, conversation, hash % 3 === 0 ? hash % 7 : (hash >>> 5) % 3);
  const facts = blankMessage(channel, index, toId(ms, low), ms, low, author);
  const special = channel.specials.size > 0 ? channel.specials.get(index) : undefined;
  if (special && special.kind !== "has-thread") applySpecial(facts, special, hash, conversation);
  else if (!applyPoll(facts, conversation)) compose(facts, hash, conversation);
  if (special?.kind === "has-thread") {
    facts.thread = special.thread;
    facts.flags |= MessageFlag.hasThread;
  }
  return facts;
}

function applySpecial(facts: MessageFacts, special: Special, hash: number, conversation: Conversation): void {
  const { channel } = facts;
  switch (special.kind) {
    case "thread-created":
      facts.type = MessageType.threadCreated;
      facts.content = special.thread.name;
      facts.author = ownerOf(special.thread) ?? facts.author;
      facts.reference = { type: 0, channel: special.thread, messageId: null };
      break;
    case "thread-starter": {
      const parentTimeline = special.parent.timeline as Timeline;
      facts.type = MessageType.threadStarter;
      facts.author = ownerOf(channel) ?? facts.author;
      facts.reference = { type: 0, channel: special.parent, messageId: parentTimeline.idAt(special.index) };
      break;
    }
    case "post":
      facts.author = ownerOf(channel) ?? facts.author;
      say(facts, pick(conversation.corpus.captions, hash), hash, conversation);
      facts.content = `${special.title}\n${facts.content}`;
      facts.attachments = makeAttachments(hash, facts.ms);
      facts.reactions = makeReactions(mix(hash, 2), channel);
      break;
    case "pin-notice":
      facts.type = MessageType.pin;
      facts.reference = { type: 0, channel, messageId: (channel.timeline as Timeline).idAt(special.target) };
      break;
    case "has-thread":
      break;
  }
}

function ownerOf(thread: Channel): User | undefined {
  const ownerId = thread.thread?.ownerId;
  return ownerId === undefined ? undefined : thread.guild.members.get(ownerId)?.user;
}

/** A block is sometimes a poll and, at its end, the notice that it closed. True when this message is one. */
function applyPoll(facts: MessageFacts, conversation: Conversation): boolean {
  const { channel, index } = facts;
  const place = index - conversation.firstIndex;
  if (place !== POLL_AT && place !== POLL_RESULT_AT) return false;
  if (mix(conversation.hash, 77) % 1000 >= channel.style.polls) return false;
  const timeline = channel.timeline as Timeline;
  if (conversation.firstIndex + BLOCK_SIZE > timeline.count) return false;
  facts.author = speakerOf(channel, conversation, 0);
  const closesMs = timeline.timeAt(conversation.firstIndex + POLL_RESULT_AT);
  const poll = makePoll(mix(conversation.hash, 78), conversation.corpus, channel.crowd.length, {
    expiresMs: closesMs,
    finalized: true,
  });
  if (place === POLL_AT) facts.poll = poll;
  else closePoll(facts, poll, timeline.idAt(conversation.firstIndex + POLL_AT));
  return true;
}

function closePoll(facts: MessageFacts, poll: PollFacts, pollId: string): void {
  facts.type = MessageType.pollResult;
  facts.embeds = [makePollResultEmbed(poll)];
  facts.reference = { type: 0, channel: facts.channel, messageId: pollId };
}

function compose(facts: MessageFacts, hash: number, conversation: Conversation): void {
  const { channel } = facts;
  const { style } = channel;
  const script = pick(conversation.corpus.dialogues, conversation.hash >>> 3);
  const line = style.scripted ? script[facts.index - conversation.firstIndex] : undefined;
  if (line) {
    facts.author = speakerOf(channel, conversation, line.speaker);
    say(facts, line.text, conversation.hash, conversation);
    if (line.replyTo >= 0) {
      replyTo(facts, conversation.firstIndex + line.replyTo);
      addMention(facts, speakerOf(channel, conversation, script[line.replyTo]?.speaker ?? 0));
    }
  } else if (!composeRare(facts, hash, conversation)) {
    composeText(facts, hash, conversation);
  }
  decorate(facts, mix(hash, 2));
}

/** What is neither talk nor a picture. False when the dice say it is talk after all. */
function composeRare(facts: MessageFacts, hash: number, conversation: Conversation): boolean {
  const { channel } = facts;
  const { style } = channel;
  // About three in eight messages of a talking channel are not scripted: rates count all messages.
  let roll = mix(hash, 1) % (style.scripted ? 375 : 1000);
  const falls = (rate: number): boolean => {
    roll -= rate;
    return roll < 0;
  };
  if (falls(style.webhooks)) {
    applyWebhook(facts, hash, conversation);
  } else if (falls(style.joins)) {
    facts.type = MessageType.join;
    facts.author = pick(channel.guild.people, hash >>> 6);
  } else if (falls(style.boosts)) {
    facts.type = MessageType.boost;
    facts.content = hash % 3 === 0 ? "2" : "";
  } else if (falls(style.voice)) {
    facts.flags |= MessageFlag.voiceMessage;
    facts.attachments = [makeVoice(hash, facts.ms)];
  } else if (falls(style.stickers) && channel.guild.stickers.length > 0) {
    if (hash % 3 === 0) playSound(facts, makeSound(hash, channel));
    else facts.stickers = [pick(channel.guild.stickers, hash >>> 3)];
  } else if (falls(style.forwards) && facts.index > 40) {
    facts.flags |= MessageFlag.hasSnapshot;
    const source = (channel.timeline as Timeline).idAt(facts.index - 20 - (hash % 20));
    facts.reference = { type: 1, channel, messageId: source };
  } else if (falls(style.attachments)) {
    const texts = style.crossposted ? conversation.corpus.news : conversation.corpus.captions;
    if (hash % 5 !== 0) say(facts, pick(texts, hash >>> 3), hash, conversation);
    facts.attachments = makeAttachments(hash, facts.ms);
  } else {
    return false;
  }
  return true;
}

function playSound(facts: MessageFacts, sound: Sound): void {
  facts.content = `<sound:${facts.channel.guild.id}:${sound.id}>`;
  facts.sounds = [sound];
}

const WEBHOOK_NAMES = ["Lantern CI", "Release bot", "Weather watch", "Nightly tests", "Status page"] as const;

function applyWebhook(facts: MessageFacts, hash: number, conversation: Conversation): void {
  const { channel } = facts;
  // Ids of webhooks are made from the channel's: one per channel, with many faces.
  const webhookId = toId(channel.guild.createdMs + 86_400_000, channel.seed & 0x3fffff);
  facts.webhookId = webhookId;
  facts.author = webhookFace(webhookId, pick(WEBHOOK_NAMES, hash >>> 2));
  if (mix(hash, 5) % 1000 < channel.style.embeds) facts.embeds = [makeBuildEmbed(hash, facts.ms)];
  else say(facts, pick(conversation.corpus.lines, hash >>> 4), hash, conversation);
  if (mix(hash, 6) % 1000 >= channel.style.components) return;
  if (hash % 4 !== 0) {
    facts.components = [makeLinkButton(hash)];
    return;
  }
  // A message that is laid out has nothing else (docs: IS_COMPONENTS_V2).
  facts.flags |= MessageFlag.layout;
  facts.content = "";
  facts.mentions = [];
  facts.embeds = [];
  facts.attachments = [makeReport(hash, facts.ms)];
  facts.components = makeLayout(hash, facts);
}

const faces = new Map<string, User>();

function webhookFace(webhookId: string, name: string): User {
  const key = `${webhookId} ${name}`;
  const known = faces.get(key);
  if (known) return known;
  const face = createWebhookFace(webhookId, name, null);
  faces.set(key, face);
  return face;
}

function composeText(facts: MessageFacts, hash: number, conversation: Conversation): void {
  const { channel, index } = facts;
  const { style } = channel;
  const texts = style.crossposted ? conversation.corpus.news : conversation.corpus.lines;
  say(facts, pick(texts, hash >>> 4), hash, conversation);
  if (style.crossposted) facts.flags |= MessageFlag.crossposted;
  const roll = mix(hash, 7) % 375;
  if (roll < style.replies && index > 0) {
    // Mostly something just said, sometimes something from long ago, rarely something deleted.
    const back = hash % 13 === 0 ? 1 + (hash % index) : 1 + (hash % Math.min(30, index));
    if (hash % 97 === 0) replyToDeleted(facts);
    else replyTo(facts, index - back);
  }
  if (mix(hash, 8) % 375 < style.embeds) facts.embeds = [makeLinkEmbed(hash, conversation.corpus)];
  if (channel.type === ChannelKind.announcement && hash % 4 === 0) facts.mentionEveryone = true;
}

function decorate(facts: MessageFacts, hash: number): void {
  const { style } = facts.channel;
  if (facts.type !== MessageType.default && facts.type !== MessageType.reply) return;
  if (mix(hash, 1) % 1000 < style.reactions) facts.reactions = makeReactions(hash, facts.channel);
  if (mix(hash, 2) % 1000 < style.edits && facts.content !== "" && facts.webhookId === null) {
    const share = fraction(mix(hash, 3));
    facts.editedMs = facts.ms + 4_000 + Math.floor(share * share * share * 7_200_000);
  }
}

function say(facts: MessageFacts, text: Template, hash: number, conversation: Conversation): void {
  const spoken = speak(text, hash, facts.channel, conversation, facts.ms);
  facts.content = spoken.text;
  facts.mentions = spoken.mentions;
}

function replyTo(facts: MessageFacts, index: number): void {
  facts.type = MessageType.reply;
  const messageId = (facts.channel.timeline as Timeline).idAt(index);
  facts.reference = { type: 0, channel: facts.channel, messageId, index };
}

function replyToDeleted(facts: MessageFacts): void {
  facts.type = MessageType.reply;
  facts.reference = { type: 0, channel: facts.channel, messageId: toId(facts.ms - 5_000, facts.low ^ 1) };
}

function addMention(facts: MessageFacts, user: User): void {
  if (user !== facts.author && !facts.mentions.includes(user)) facts.mentions = [...facts.mentions, user];
}
