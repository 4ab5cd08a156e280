import type { Channel, Emoji, Sticker, User } from "./model.ts";

export interface Attachment {
  id: string;
  filename: string;
  sizeBytes: number;
  contentType: string;
  /** Pixels; null unless it is a picture. */
  width: number | null;
  height: number | null;
  description: string | null;
  /** Voice messages only. */
  voice: { seconds: number; waveform: string } | null;
  /** The bytes of an uploaded file; null where the content is generated from the id. */
  bytes: Buffer | null;
}

/** A sound of a guild's soundboard that a message plays. */
export interface Sound {
  id: string;
  name: string;
  emoji: string;
}

export interface ReactionEmoji {
  /** Null for a Unicode emoji. */
  id: string | null;
  name: string;
  animated: boolean;
}

/** Somebody who gave a reaction. */
export interface Reactor {
  user: User;
  /** By a super reaction. */
  burst: boolean;
}

export interface Reaction {
  emoji: ReactionEmoji;
  normal: number;
  /** Super reactions, not contained in `normal`. */
  burst: number;
  /** Who reacted, where it is recorded; null where it follows from `offset`. Those who left the guild still count. */
  by: readonly Reactor[] | null;
  /** Place in the channel's crowd from which the reacting people are taken. */
  offset: number;
}

/** What a message points at: the message it answers (type 0) or forwards (type 1), or a thread. */
export interface Reference {
  type: 0 | 1;
  channel: Channel;
  /** Null when it points at a channel only (thread created). */
  messageId: string | null;
  /** The message's place among the generated ones where it is known: saves searching for it. */
  index?: number;
}

export interface PollFacts {
  question: string;
  answers: readonly string[];
  /** Votes per answer, in the order of `answers`. */
  votes: readonly number[];
  /** Who voted, per answer, where it is recorded; null where it follows from the message. */
  voters: readonly (readonly User[])[] | null;
  expiresMs: number;
  finalized: boolean;
}

/**
 * Everything there is to know about one message. Generated from (channel, index) whenever it is asked
 * for; only messages that were posted or changed at run time are kept. JSON, gateway events and the
 * truth are all written from this.
 */
export interface MessageFacts {
  channel: Channel;
  /** Place among the channel's generated messages; -1 when posted at run time. */
  index: number;
  id: string;
  /** Unix time (ms) and lower 22 bits: the id's two parts. */
  ms: number;
  low: number;
  type: number;
  author: User;
  /** The webhook it was sent by, or null. */
  webhookId: string | null;
  content: string;
  /** Unix time (ms) of the last edit; 0 when never edited. */
  editedMs: number;
  flags: number;
  mentions: readonly User[];
  mentionRoles: readonly string[];
  mentionEveryone: boolean;
  reference: Reference | null;
  attachments: readonly Attachment[];
  /** Embeds as the API writes them; `cdn:/` in addresses stands for the CDN's base. */
  embeds: readonly object[];
  components: readonly object[];
  reactions: readonly Reaction[];
  stickers: readonly Sticker[];
  sounds: readonly Sound[];
  poll: PollFacts | null;
  /** The thread that was started from it. */
  thread: Channel | null;
}

export const MessageType = {
  default: 0,
  pin: 6,
  join: 7,
  boost: 8,
  threadCreated: 18,
  reply: 19,
  threadStarter: 21,
  pollResult: 46,
} as const;

export const MessageFlag = {
  crossposted: 1,
  hasThread: 32,
  voiceMessage: 8192,
  hasSnapshot: 16384,
  layout: 32768,
} as const;

/** Shared by all messages that have none: most of them. */
const NONE: readonly never[] = Object.freeze([]);

/** A plain empty message; what makes it special is filled in by the caller. */
export function blankMessage(
  channel: Channel,
  index: number,
  id: string,
  ms: number,
  low: number,
  author: User,
): MessageFacts {
  return {
    channel,
    index,
    id,
    ms,
    low,
    type: MessageType.default,
    author,
    webhookId: null,
    content: "",
    editedMs: 0,
    flags: 0,
    mentions: NONE,
    mentionRoles: NONE,
    mentionEveryone: false,
    reference: null,
    attachments: NONE,
    embeds: NONE,
    components: NONE,
    reactions: NONE,
    stickers: NONE,
    sounds: NONE,
    poll: null,
    thread: null,
  };
}

/** The emoji of a guild as it stands in a reaction. */
export function toReactionEmoji(emoji: Emoji): ReactionEmoji {
  return { id: emoji.id, name: emoji.name, animated: emoji.animated };
}

/** An emoji as it stands in a path: `name:id`, or the character itself. */
export const emojiKeyOf = ({ id, name }: ReactionEmoji): string => (id === null ? name : `${name}:${id}`);

/** The people behind a reaction, in the order of their ids (as the API pages them). */
export function reactorsOf(channel: Channel, reaction: Reaction): Reactor[] {
  if (reaction.by) return [...reaction.by].sort((a, b) => byId(a.user, b.user));
  const { normal, burst, offset } = reaction;
  return crowdFrom(channel, offset, normal + burst)
    .sort(byId)
    .map((user, place) => ({ user, burst: place >= normal }));
}

/** Who voted for each answer of a message's poll, in the order of their ids. One vote per person. */
export function votersOf({ channel, low, poll }: MessageFacts): User[][] {
  if (!poll) return [];
  if (poll.voters) return poll.voters.map((users) => [...users].sort(byId));
  let offset = low % channel.crowd.length;
  return poll.votes.map((count) => {
    const users = crowdFrom(channel, offset, count).sort(byId);
    offset += count;
    return users;
  });
}

function crowdFrom({ crowd }: Channel, offset: number, count: number): User[] {
  return Array.from({ length: count }, (_, i) => crowd[(offset + i) % crowd.length] as User);
}

const byId = (a: User, b: User) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
