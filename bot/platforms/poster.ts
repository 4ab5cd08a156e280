/** Posting into channels, as mirroring needs it: the part of a session that writes. */
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { MarkedText } from "../../core/model/markup/toMarked.ts";
import type { MirrorMode } from "../../core/model/mirror.ts";
import type { Platform } from "../../core/model/platform.ts";

/** Where from and where to. */
export interface PostPlace {
  sourcePlatform: Platform;
  sourceChannelId: string;
  targetChannelId: string;
  mode: MirrorMode;
}

/** A message of the target-to-be. Several of one call appear together: an album. */
export interface OutgoingPart {
  /** The message of the source, and which of those it becomes this one is, from 0. */
  message: SourceMessage;
  part: number;
  /** As the target's platform writes: with entities for Telegram, in its own markup for Discord. */
  text: FormattedText;
  /** Index into the message's attachments; null: text alone, or what the platform can take from the source itself. */
  file: number | null;
  /** Answers this message of the target; null: none. */
  replyToId: string | null;
}

export type FormattedText = MarkedText;

/** What is written down before a part is posted. */
export interface PartIdentity {
  randomId: string;
  /** It stands behind this message of the target. */
  afterId: string;
}

export interface PostRequest {
  place: PostPlace;
  parts: readonly (OutgoingPart & PartIdentity)[];
}

/** By place in the request: the id in the target; null: the platform left it out, since it is gone at the source. */
export type PostedIds = readonly (string | null)[];

/** What a message may hold. */
export interface PostLimits {
  /** Longest texts, in UTF-16 units: alone, and beside a file. */
  text: number;
  caption: number;
  /** Bytes of a file, and of all files of one message. */
  file: number;
  filesTogether: number;
  /** 1 where several files are as many messages, which appear together: an album. */
  filesPerMessage: number;
  /** For how long the platform surely knows again what it was sent under a random id, in ms: later it is looked for first. */
  remembersMs: number;
}

export interface Poster {
  limits(): PostLimits;
  /**
   * Posts the parts of one call, all or none, once for their random ids: asked again it answers what stands there. Throws
   * RefusedError for what is wrong with these messages, BlockedError for what is wrong with the place; both say that nothing
   * was posted; DuplicateError where it was posted before and the platform does not tell where. Anything else leaves open
   * whether it was.
   */
  post(request: PostRequest, files: FileReader, signal: AbortSignal): Promise<PostedIds>;
  /**
   * Looks whether the parts stand in the target already, behind their `afterId`, as they are given here. Null when they do
   * not.
   */
  find(request: PostRequest, options: FindOptions, signal: AbortSignal): Promise<PostedIds | null>;
  /**
   * Sets the text anew; what stands there already is as good. `keptFiles`: how many of its files a message that carries
   * several keeps, by their places; null: all. Throws as `post`.
   */
  edit(
    place: PostPlace,
    targetId: string,
    edited: { text: FormattedText; keptFiles: readonly number[] | null },
    signal: AbortSignal,
  ): Promise<void>;
  /** What is gone already is as good. Throws as `post`. */
  remove(place: PostPlace, targetIds: readonly string[], signal: AbortSignal): Promise<void>;
  /**
   * Makes a channel, or finds the one that a call with the same title made after `askedAt`. Absent where the platform is
   * written to in existing channels only.
   */
  makeChannel?(wish: ChannelWish, signal: AbortSignal): Promise<{ guildId: string; channelId: string }>;
  /**
   * Which messages of a source are protected now, whatever they were when they were archived. Absent where none ever are.
   * Throws as `post`.
   */
  findProtected?(place: PostPlace, ids: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /**
   * Whether messages of an album stand in a source close behind a message; false where the account cannot look. Absent where
   * albums are single messages. Throws as `post`.
   */
  hasMoreOfAlbum?(
    album: { channelId: string; albumId: string; behindId: string },
    signal: AbortSignal,
  ): Promise<boolean>;
  /** What a target that is missing has become; null: it is gone. Absent where channels never become others. */
  movedTo?(channelId: string, signal: AbortSignal): Promise<string | null>;
  /** The chat in which people comment on a channel's posts; null: it has none. Absent where posts have no comments. */
  discussionOf?(channelId: string, signal: AbortSignal): Promise<Discussion | null>;
  /**
   * The message that comments on a post answer; null: it has none, or not yet (it comes a moment after the post). Absent
   * where posts have no comments. Throws as `post`.
   */
  findThread?(channelId: string, postId: string, signal: AbortSignal): Promise<Thread | null>;
}

export interface Discussion {
  guildId: string;
  channelId: string;
  name: string;
}

/** Where the comments on a post begin. */
export interface Thread {
  channelId: string;
  messageId: string;
}

export interface FindOptions {
  /** Which messages of the target are known to be others. */
  isMapped: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The platform says that they were posted: then texts may have changed since. */
  isCertain: boolean;
}

export interface ChannelWish {
  title: string;
  about: string;
  isPrivate: boolean;
  /** Usernames without @. */
  admins: readonly string[];
  /** When it was asked for before; null: never. */
  askedAt: Date | null;
}

/** Reads the bytes of a message's attachment, from the archive or else from the platform. Throws RefusedError when it cannot be had. */
export type FileReader = (message: SourceMessage, file: number) => Promise<Buffer>;

/** The platform does not take these messages, for good. `reason`: what it counts as; null: tries are worth it. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly reason: "protected_content" | "unsupported_type" | "message_deleted" | "file_too_large" | null;

  constructor(reason: RefusedError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Source or target cannot be used until something outside changes. */
export class BlockedError extends Error {
  override name = "BlockedError";
  readonly reason:
    | "source_missing"
    | "source_protected"
    | "target_missing"
    | "target_forbidden"
    | "account_banned"
    | "no_discussion_group"
    | "already_mirrored";

  constructor(reason: BlockedError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** It was posted before, for the same random ids: `find` tells where it stands. */
export class DuplicateError extends Error {
  override name = "DuplicateError";
}
