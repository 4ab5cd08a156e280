import type { Activity } from "../../world/activity.ts";
import type { Style } from "../../world/styles.ts";
import type { Corpus } from "../../world/texts/corpus.ts";
import type { Language } from "../../world/texts/index.ts";
import type { Verifier } from "../crypto/srp.ts";
import type { Box } from "./box.ts";
import type { CommentPlan } from "./comments.ts";
import type { Facts } from "./facts.ts";
import type { Past } from "./past.ts";

/** A person or a bot. */
export interface Person {
  id: bigint;
  /** Null: a deleted account. */
  firstName: string | null;
  lastName: string | null;
  username: string | null;
  /** Shown to the account itself only. */
  phone: string | null;
  bot: boolean;
  language: Language;
  /** 0: no picture. */
  photoId: bigint;
}

export type ChatKind = "channel" | "supergroup" | "group" | "private";

/** What an account is to a chat. */
export interface Membership {
  joinedS: number;
  /** `left`: was or never was a member; `banned`: may not even see it. */
  status: "member" | "admin" | "creator" | "left" | "banned";
  /** May post: false makes sending fail with CHAT_WRITE_FORBIDDEN. */
  canPost: boolean;
  /** Its place among the account's dialogs is held by a pin. */
  pinned: boolean;
  readUpTo: number;
}

/** A forum's topic. Its id is that of the service message that made it; General is 1. */
export interface Topic {
  id: number;
  title: string;
  iconColor: number;
  creator: Person;
  dateS: number;
  closed: boolean;
  hidden: boolean;
  pinned: boolean;
}

/** What a message at a fixed place of a chat is, decided when the world was laid out. */
export type Special =
  | { kind: "created" }
  | { kind: "migrated-from"; group: Chat }
  | { kind: "migrated-to"; channel: Chat }
  | { kind: "topic"; topic: Topic }
  | { kind: "pin-notice"; target: number }
  | { kind: "title"; title: string }
  | { kind: "photo" };

/** A channel, supergroup, basic group or private conversation. */
export interface Chat {
  /** Its place in the world: part of the ids of its files. */
  number: number;
  kind: ChatKind;
  /** As the schema has it: positive. Of private chats the other user's. */
  id: bigint;
  title: string;
  username: string | null;
  about: string;
  createdS: number;
  creator: Person;
  /** Message ids and pts: its own for channels and supergroups, the owner's for the others. */
  box: Box;
  /** Generated messages. */
  past: Past;
  /** Generated messages that were edited (their new facts) or deleted (null), by place in `past`. */
  changed: Map<number, Facts | null>;
  deletedCount: number;
  /** Messages posted at run time, in ascending order of id. */
  added: Facts[];
  /** Ids of deleted messages with what they last were: for the truth only. */
  deleted: Map<number, { facts: Facts; atMs: number }>;
  /** What edited messages said before: for the truth only. */
  versions: Map<number, { facts: Facts; untilMs: number }[]>;
  seed: number;
  corpora: readonly Corpus[];
  style: Style;
  /** Thousandths of the blocks of eight that hold an album. */
  albums: number;
  speakers: readonly Person[];
  members: Map<string, Person>;
  memberCount: number;
  accounts: Map<bigint, Membership>;
  specials: Map<number, Special>;
  /** Pinned message ids, the newest pin last. */
  pins: Set<number>;
  forum: boolean;
  topics: Map<number, Topic>;
  noforwards: boolean;
  /** Authors' names under a channel's posts. */
  signatures: boolean;
  /** Channel ↔ discussion group. */
  linked: Chat | null;
  /** How comments follow posts, in discussion groups. */
  comments: CommentPlan | null;
  /** Basic groups: the account whose box it is in. Private chats likewise. */
  owner: Account | null;
  /** Private chats: the other one. */
  person: Person | null;
  migratedTo: Chat | null;
  migratedFrom: { group: Chat; maxId: number } | null;
  inviteHash: string;
  /** 0: no picture. */
  photoId: bigint;
  deletedChat: boolean;
  verified: boolean;
}

/** Somebody who signs in. */
export interface Account {
  user: Person;
  phone: string;
  password: Verifier | null;
  /** The data centre that has its messages. */
  dcId: number;
  /** Private chats and basic groups. */
  box: Box;
  banned: boolean;
}

/** Everything but the messages: small, held in memory, changed only by the control API and by clients. */
export interface World {
  seed: number;
  startMs: number;
  endMs: number;
  activity: Activity;
  people: Map<bigint, Person>;
  accounts: Account[];
  /** By marked id: `-100…` channels and supergroups, `-…` basic groups. Private chats are in their account's box. */
  chats: Map<string, Chat>;
  byNumber: Chat[];
  /** Channels, groups and people by lower-case username. */
  usernames: Map<string, Chat | Person>;
  invites: Map<string, Chat>;
}

/** The id of the Bot API, by which everybody outside MTProto names a chat. */
export function markedId(chat: { kind: ChatKind; id: bigint }): string {
  if (isChannel(chat)) return `-100${String(chat.id).padStart(10, "0")}`;
  return chat.kind === "group" ? `-${chat.id}` : String(chat.id);
}

/** True for what the schema calls a channel: broadcast or supergroup. */
export function isChannel(chat: { kind: ChatKind }): boolean {
  return chat.kind === "channel" || chat.kind === "supergroup";
}

/** True for chats rather than people. */
export function isChat(peer: Chat | Person): peer is Chat {
  return "kind" in peer;
}

/** True while the account reads the chat as a member. */
export function isMember(chat: Chat, account: Account): boolean {
  if (chat.deletedChat) return false;
  if (chat.kind === "private") return chat.owner === account;
  const status = chat.accounts.get(account.user.id)?.status;
  return status === "member" || status === "admin" || status === "creator";
}
