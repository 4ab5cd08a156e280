/**
 * ChatPlatform: all the rest of the bot knows of Discord and Telegram. The same contract suite runs against every
 * implementation. Errors leave it only as the taxonomy of errors.ts (or the abort reason of a given signal).
 */

import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import type { GuildEmoji, GuildRole } from "../../core/database/guilds/details.ts";
import type { DirectoryChannel, DirectoryGuild } from "../../core/database/guilds/directory.ts";
import type { MissingPermission } from "../../core/model/channel.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { ChannelPlace } from "./channelPlace.ts";
import type { CommandFeed } from "./commandFeed.ts";
import type { FileSource } from "./fileSource.ts";
import type { GuildMember, LiveFeed } from "./liveFeed.ts";
import type { Poster } from "./poster.ts";
import type { ResponseSource } from "./responseSource.ts";

export type { ChannelPlace } from "./channelPlace.ts";

export interface ChatPlatform {
  readonly name: Platform;
  /**
   * Connects an account and resolves once its guilds are known. The session reconnects by itself until it is
   * closed or the platform refuses the account. Throws AccountLostError when the platform refuses it now,
   * RetryableError when it cannot be reached.
   */
  connect(account: ConnectingAccount, signal: AbortSignal): Promise<ChatSession>;
  /** Tries a token without connecting it. Throws as `connect` does. */
  check(token: string, signal: AbortSignal): Promise<TokenCheck>;
}

/** An account to be connected. */
export interface ConnectingAccount {
  /** Number of its row: what a platform keeps between connections stands under it. */
  id: string;
  /** What the platform knows it by: a bot's token, a Telegram session. */
  token: string;
  /** How it is reached, as JSON; null: directly. */
  proxy: string | null;
  isDemo: boolean;
}

/** What a token that is accepted may do. */
export interface TokenCheck extends AccountIdentity {
  /** False when joins and leaves are not told of. */
  readsMembers: boolean;
  /** Where it is a member; the first 200. */
  guilds: { id: string; name: string }[];
}

/** Who is connected. Ids are decimal strings. */
export interface AccountIdentity {
  externalId: string;
  name: string;
  /** Discord application id; null elsewhere. */
  applicationId: string | null;
  /** False when texts arrive empty, since the MESSAGE_CONTENT intent is off. */
  readsContent: boolean;
}

/** A connected account. All its methods may be called concurrently. */
export interface ChatSession {
  readonly identity: AccountIdentity;
  readonly directory: ChatDirectory;
  readonly live: LiveFeed;
  /** The files that messages carry, and the pictures of people, guilds and emoji. */
  readonly files: FileSource;
  /** Null where the platform knows no commands. */
  readonly commands: CommandFeed | null;
  /** Who reacted and voted; null where the platform names nobody. */
  readonly responses: ResponseSource | null;
  /**
   * Reads one page of history. One request at a time is in flight per channel; the platform's limits are kept by
   * waiting, or by SnoozeError when the wait is long. Throws PermanentError for channels that cannot be read.
   */
  historyPage(channelId: string, request: PageRequest, signal: AbortSignal): Promise<HistoryPage>;
  /**
   * Id of the newest message as of a moment after the call, or null when there is none. The message may have been
   * deleted since. Costs far less than a page when many channels of a guild ask within the same second.
   */
  newestMessageId(channel: ChannelPlace, signal: AbortSignal): Promise<string | null>;
  /**
   * Id of the first message sent at `time` or later, as of now; null when there is none. Absent where ids tell their time.
   * Throws as historyPage does.
   */
  firstIdAt?(channelId: string, time: Date, signal: AbortSignal): Promise<string | null>;
  /**
   * Asks the platform, by a request that needs the permission itself, whether the channel's history can be read now:
   * what is known of permissions may be stale, and a platform may answer an empty page instead of an error. True when
   * the message `messageId` stands there, false when it was deleted; null asks for a message that never was. Throws
   * PermanentError when the history cannot be read, RetryableError when the answer says neither.
   */
  confirmReadable(channel: ChannelPlace, messageId: string | null, signal: AbortSignal): Promise<boolean>;
  /** How long after its making an id counts as settled (see HistoryPage.settledBelow); 0 where ids are strictly ordered. */
  readonly settleMs: number;
  /**
   * Posts a message. Repeats with the same `nonce` (at most 25 characters) within some minutes post nothing more. Throws
   * PermanentError where the account cannot write.
   */
  send(channelId: string, message: OutgoingMessage, nonce: string, signal: AbortSignal): Promise<void>;
  /** Posting for mirrors; null where nothing is mirrored to. */
  readonly poster: Poster | null;
  /** When the platform was last heard of, by the connection that brings what happens there. */
  signsOfLife(): SignsOfLife;
  /** Settles with the reason once the account can do nothing any more; never rejects. */
  readonly lost: Promise<Error>;
  /** Ends all connections; pending calls fail. Safe to call twice. */
  close(): Promise<void>;
}

/** What the bot says itself. Nobody is mentioned by it. */
export interface OutgoingMessage {
  title: string;
  description?: string;
  url?: string;
  /** RGB. */
  color: number;
}

/** How long ago, in milliseconds; null for never. */
export interface SignsOfLife {
  /** The platform answered that the connection lives, or the connection began. */
  heartbeatAgoMs: number | null;
  /** Something that happened there was announced. */
  eventAgoMs: number | null;
}

/** Ids `before` and `after` are exclusive; with neither, the newest messages. Never both. */
export interface PageRequest {
  before?: string;
  after?: string;
}

export interface HistoryPage {
  /** Newest first. */
  messages: ArchiveMessage[];
  /** The authors of these messages, each once. */
  authors: ArchiveAuthor[];
  /** What the page held besides and what no converter could use, messages all. */
  setAside: SetAsideItem[];
  /** The message as the platform sent it, should the database refuse it; without it its archive shape is kept. */
  rawOf?: (messageId: string) => unknown;
  /** True when the page holds as many messages as the platform gives at once: there may be more. */
  isFull: boolean;
  /**
   * Ids below this one are settled: no message can appear there any more. Discord's ids are only nearly ordered,
   * so this lies some seconds before the time of reading; on Telegram it is one above the newest id.
   */
  settledBelow: string;
}

/** Guilds, channels and permissions, kept up to date by the platform's events. */
export interface ChatDirectory {
  /** Ids of the guilds the account is in; known without a request. */
  guildIds(): string[];
  /** False during an outage of the guild at the platform: nothing of it can be read or is known to be true. */
  isAvailable(guildId: string): boolean;
  /** The guild as last announced, or null when the account is not in it or it is not available. */
  guild(guildId: string): GuildSnapshot | null;
  /** A channel or thread as last announced, or null when it is not known without a request. */
  channel(channelId: string): DirectoryChannel | null;
  /** Lists the guild afresh from the platform: channels and active threads. Throws PermanentError for an unknown guild. */
  refresh(guildId: string, signal: AbortSignal): Promise<GuildSnapshot>;
  /**
   * Archived threads of one channel, page by page, as far as the account can see them; nothing for kinds that have
   * none. Throws PermanentError when the channel cannot be listed.
   */
  archivedThreads(channel: ChannelPlace, signal: AbortSignal): AsyncGenerator<Listing>;
  /**
   * All members of a guild, page by page; absent where the platform lists none. Throws PermanentError where the account may
   * not list them. A listing that ends names everybody who was there all the while.
   */
  members?(guildId: string, signal: AbortSignal): AsyncGenerator<GuildMember[]>;
  /** What the account lacks to read the channel's history; empty when nothing. By what is known, without a request. */
  missing(channel: ChannelPlace): MissingPermission[];
  /** Looks one channel up at the platform. Null when it does not exist or is hidden from the account. */
  findChannel(channelId: string, signal: AbortSignal): Promise<DirectoryChannel | null>;
  /** Calls back after each change, with the id of the guild; a guild that was left is no longer in guildIds(). */
  onChange(listener: (change: DirectoryChange) => void): void;
  /** The oldest id a message of the channel can have: 0 when nothing is known. Progress counts from here. */
  historyStart(channelId: string): string;
  /** Turns an id into a place on the axis people think in: milliseconds on Discord, the id on Telegram. */
  scale(id: bigint): number;
}

/** Channels or threads as listed. */
export interface Listing {
  channels: DirectoryChannel[];
  /** Entries that could not be used. */
  setAside: SetAsideItem[];
}

/** Its channels are channels, active threads and active forum posts. */
export interface GuildSnapshot extends Listing {
  guild: DirectoryGuild;
  /** Permission bits in the guild as a whole (Discord), or null. */
  permissions: string | null;
  /** All roles of the guild; null where the platform has none, or does not say. */
  roles: readonly GuildRole[] | null;
  /** All its emojis and stickers; null where the platform has none, or does not say. */
  emojis: readonly GuildEmoji[] | null;
  /** By channel id: what the account lacks; channels it can read are not in it. */
  missing: ReadonlyMap<string, readonly MissingPermission[]>;
}

export type DirectoryChange =
  | { kind: "guild"; guildId: string }
  | { kind: "guildLeft"; guildId: string }
  | { kind: "channelRemoved"; guildId: string; channelId: string }
  | { kind: "newestMessage"; channelId: string; messageId: string };
