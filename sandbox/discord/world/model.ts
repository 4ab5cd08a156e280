import type { Activity } from "../../world/activity.ts";
import type { Style } from "../../world/styles.ts";
import type { Corpus } from "../../world/texts/corpus.ts";
import type { Timeline } from "./timeline.ts";

/** Channel types by number, as Discord's API numbers them. */
export const ChannelKind = {
  text: 0,
  voice: 2,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  stage: 13,
  forum: 15,
  media: 16,
} as const;

/** A person, a bot, or the face a webhook gave one message. */
export interface User {
  id: string;
  username: string;
  globalName: string | null;
  /** Asset name of the picture, or null for one of Discord's default pictures. */
  avatar: string | null;
  bot: boolean;
  /** The APIUser as JSON text, and encoded: it is in every message, so it is written once. */
  json: string;
  jsonBytes: Buffer;
}

export interface Member {
  user: User;
  nick: string | null;
  roleIds: string[];
  joinedMs: number;
  premiumSinceMs: number | null;
}

export interface Role {
  id: string;
  name: string;
  color: number;
  position: number;
  permissions: bigint;
  hoist: boolean;
  mentionable: boolean;
  /** The bot whose own role this is, or null. */
  botId: string | null;
}

/** A channel's exception for a role (type 0) or a member (type 1). */
export interface Overwrite {
  id: string;
  type: 0 | 1;
  allow: bigint;
  deny: bigint;
}

export interface Emoji {
  id: string;
  name: string;
  animated: boolean;
}

export interface Sticker {
  id: string;
  name: string;
  tags: string;
  description: string;
}

interface ForumTag {
  id: string;
  name: string;
  emoji: string;
}

export interface Guild {
  id: string;
  name: string;
  description: string | null;
  icon: string;
  locale: string;
  ownerId: string;
  createdMs: number;
  features: string[];
  boosts: number;
  systemChannelId: string | null;
  rulesChannelId: string | null;
  available: boolean;
  roles: Map<string, Role>;
  members: Map<string, Member>;
  /** The people (not bots) that were members when the world began. Not empty. */
  people: readonly User[];
  emojis: Emoji[];
  stickers: Sticker[];
  /** All channels that are not threads, in the order they are listed. */
  channels: Map<string, Channel>;
  threads: Map<string, Channel>;
}

/** What only threads have. */
export interface ThreadState {
  ownerId: string;
  createdMs: number;
  archived: boolean;
  /** When the archive flag last changed (creation time while it never did). */
  archiveMs: number;
  autoArchiveMinutes: number;
  locked: boolean;
  invitable: boolean;
  /** When each member joined (unix ms), by user id. */
  memberIds: Map<string, number>;
  appliedTags: string[];
  pinnedInForum: boolean;
  /** Messages Discord leaves out of the thread's counts: a post's first, or the notice of what it started from. */
  uncounted: 0 | 1;
}

/** What a message at a fixed place of a channel is, decided when the world was laid out. */
export type Special =
  | { kind: "has-thread"; thread: Channel }
  | { kind: "thread-created"; thread: Channel }
  | { kind: "thread-starter"; parent: Channel; index: number }
  | { kind: "post"; title: string }
  | { kind: "pin-notice"; target: number };

/** A guild channel, category, forum or thread. */
export interface Channel {
  id: string;
  guild: Guild;
  type: number;
  name: string;
  topic: string | null;
  nsfw: boolean;
  position: number;
  parent: Channel | null;
  slowmodeSeconds: number;
  overwrites: Overwrite[];
  tags: ForumTag[];
  thread: ThreadState | null;
  /** The generated messages; null where there are none (categories, forums, empty channels). */
  timeline: Timeline | null;
  seed: number;
  corpora: readonly Corpus[];
  style: Style;
  /** Who speaks here, and who reacts. Neither is empty. */
  speakers: readonly User[];
  crowd: readonly User[];
  specials: Map<number, Special>;
  /** When each pinned message was pinned (unix ms), by message id. */
  pins: Map<string, number>;
  /** The id Discord would announce as last_message_id: the newest ever, deleted or not. */
  lastMessageId: string | null;
  /** When a message was last pinned (unix ms), or null. */
  lastPinMs: number | null;
}

/** An application with its bot user, as known by one token. */
export interface Bot {
  token: string;
  user: User;
  /** Application flags; bits 18 and 19 grant MESSAGE_CONTENT. */
  flags: number;
  revoked: boolean;
}

/** Everything but the messages: small, held in memory, changed only by the control API and by writing bots. */
export interface World {
  seed: number;
  startMs: number;
  endMs: number;
  activity: Activity;
  guilds: Map<string, Guild>;
  /** Every channel and thread of every guild. */
  channels: Map<string, Channel>;
  users: Map<string, User>;
  bots: Bot[];
}

/** True for the three thread types. */
export function isThread(channel: Channel): boolean {
  return channel.thread !== null;
}

/** True where a channel's children are its only content. */
export function isThreadOnly(channel: Channel): boolean {
  return channel.type === ChannelKind.forum || channel.type === ChannelKind.media;
}

/** True where messages can be. */
export function hasMessages(channel: Channel): boolean {
  return channel.type !== ChannelKind.category && !isThreadOnly(channel);
}
