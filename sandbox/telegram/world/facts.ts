import type { Tl } from "../tl/writer.ts";
import type { Chat, Person } from "./model.ts";

export type FileKind = "photo" | "video" | "round" | "voice" | "audio" | "sticker" | "gif" | "file";

/** A file that can be downloaded. Its bytes follow from `seed`, or are those that were uploaded. */
export interface FileFacts {
  id: bigint;
  kind: FileKind;
  mime: string;
  name: string | null;
  sizeBytes: number;
  /** Pixels; 0 where there are none. */
  width: number;
  height: number;
  /** 0 where it does not play. */
  seconds: number;
  /** The data centre that has it. */
  dcId: number;
  dateS: number;
  seed: number;
  bytes: Buffer | null;
  /** Stickers: their emoji. */
  emoji: string | null;
}

export interface PollFacts {
  id: bigint;
  question: string;
  answers: readonly string[];
  votes: readonly number[];
  closed: boolean;
  quiz: boolean;
}

export type Media =
  | { kind: "file"; file: FileFacts; spoiler: boolean }
  | { kind: "poll"; poll: PollFacts }
  | { kind: "geo"; latitude: number; longitude: number }
  | { kind: "contact"; phone: string; firstName: string; userId: bigint }
  | { kind: "dice"; value: number; emoticon: string }
  | { kind: "page"; url: string; title: string; description: string }
  | { kind: "unsupported" };

export interface ReactionFacts {
  /** An emoji, or the id of a custom one. */
  emoji: string | bigint;
  count: number;
}

export interface ReplyFacts {
  /** The message answered. */
  id: number;
  /** The thread's first message, where it is not `id` itself. */
  topId: number | null;
  forumTopic: boolean;
  quote: string | null;
}

/** Where a forwarded message comes from. */
export interface ForwardFacts {
  from: Person | Chat | null;
  /** A name without an account behind it: people may hide theirs. */
  fromName: string | null;
  dateS: number;
  /** The message in the channel it comes from. */
  post: number | null;
  postAuthor: string | null;
  /** Automatic forwards into a discussion group: the post. */
  savedFrom: { chat: Chat; id: number } | null;
}

/**
 * Everything there is to know about one message. Generated from (chat, index) whenever it is asked for; only
 * messages that were posted or changed at run time are kept. What is sent and the truth are both written from this.
 */
export interface Facts {
  chat: Chat;
  /** Place among the generated messages; -1 when posted at run time. */
  index: number;
  id: number;
  /** Unix seconds. */
  dateS: number;
  /** Null: the channel itself. */
  from: Person | Chat | null;
  postAuthor: string | null;
  text: string;
  entities: readonly Tl[];
  /** Unix seconds of the last edit; 0: never. */
  editedS: number;
  /** The edit is not shown: only reactions or buttons changed. */
  editHidden: boolean;
  reply: ReplyFacts | null;
  albumId: bigint | null;
  media: Media | null;
  /** Service messages: what happened. */
  action: Tl | null;
  /** Channel posts; 0: not counted. */
  views: number;
  forwards: number;
  reactions: readonly ReactionFacts[];
  forward: ForwardFacts | null;
  /** Reply markup as it is sent. */
  buttons: Tl | null;
  viaBot: Person | null;
  silent: boolean;
  /** It may not be saved or forwarded, whatever holds for its chat. */
  isProtected: boolean;
  /** The sending client's, for finding it again. 0n: none. */
  randomId: bigint;
}

const NONE: readonly never[] = Object.freeze([]);

/** A plain empty message; what makes it special is filled in by the caller. */
export function blankFacts(chat: Chat, index: number, id: number, dateS: number, from: Facts["from"]): Facts {
  return {
    chat,
    index,
    id,
    dateS,
    from,
    postAuthor: null,
    text: "",
    entities: NONE,
    editedS: 0,
    editHidden: false,
    reply: null,
    albumId: null,
    media: null,
    action: null,
    views: 0,
    forwards: 0,
    reactions: NONE,
    forward: null,
    buttons: null,
    viaBot: null,
    silent: false,
    isProtected: false,
    randomId: 0n,
  };
}

/** The file a message carries, or null. */
export function fileOf(facts: Facts): FileFacts | null {
  return facts.media?.kind === "file" ? facts.media.file : null;
}
