/** What a platform tells while it happens: the live half of ChatPlatform. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage, ArchiveReaction, MessagePlace } from "../../core/database/archive/messages.ts";
import type { MessageCounts } from "../../core/database/telegram/counts.ts";
import type { ChannelPlace } from "./channelPlace.ts";

/** Something that happened. Ids are decimal strings. */
export type ChatEvent = MessageEvent | MemberEvent;

export type MessageEvent =
  /** Sent just now. */
  | { kind: "created"; place: MessagePlace; message: ArchiveMessage; authors: ArchiveAuthor[] }
  /** The whole message as it stands after an edit, a pin, a link preview, the end of a poll. */
  | { kind: "changed"; place: MessagePlace; message: ArchiveMessage; authors: ArchiveAuthor[] }
  | { kind: "deleted"; place: MessagePlace; messageIds: string[] }
  /** `delta`: given (1) or taken back (-1) by one person. */
  | {
      kind: "reacted";
      place: MessagePlace;
      messageId: string;
      userId: string;
      reaction: ReactionKind;
      delta: 1 | -1;
    }
  /** All reactions are gone, or with `emoji` those with it. */
  | { kind: "reactionsCleared"; place: MessagePlace; messageId: string; emoji: string | null }
  /** All reactions as they stand now, where the platform tells that instead of what was given. */
  | { kind: "reactionsSet"; place: MessagePlace; messageId: string; reactions: readonly ArchiveReaction[] }
  /** How often it was seen and passed on by now. */
  | { kind: "counted"; place: MessagePlace; counts: MessageCounts }
  | {
      kind: "voted";
      place: MessagePlace;
      messageId: string;
      userId: string;
      answerId: number;
      delta: 1 | -1;
    };

/** `isBurst`: a super reaction of Discord. */
export interface ReactionKind {
  emoji: string;
  emojiId: string | null;
  isAnimated: boolean;
  isBurst: boolean;
}

export type MemberEvent = { kind: "joined" | "updated" | "left"; guildId: string; member: GuildMember };

/** A member as an event tells of it; after leaving, only who it was. */
export interface GuildMember {
  author: ArchiveAuthor;
  nick: string | null;
  roleIds: string[];
  /** Null where the platform does not say. */
  joinedAt: Date | null;
}

/** What could not be understood: kept in its raw form, never a reason to stop listening. */
export interface UnreadableEvent {
  name: string;
  guildId: string | null;
  channelId: string | null;
  /** The message or member it speaks of; null when not even that can be told. */
  itemId: string | null;
  raw: unknown;
  error: unknown;
}

export interface LiveListener {
  /** Called in the order in which the platform told of it; must not throw and must not wait. */
  onEvent(event: ChatEvent): void;
  onUnreadable(event: UnreadableEvent): void;
  /**
   * Listening began anew: what happened before, since the last event, may never be told. Not called when an interrupted
   * connection was taken up again without a loss.
   */
  onGap(): void;
}

/** The message ids of a channel that were heard completely: every message with an id in [fromId, belowId). */
export interface HeardInterval {
  fromId: string;
  belowId: string;
}

export interface LiveFeed {
  /** At most one listener; it is told at once what happened since the connection was made. Returns what ends it. */
  listen(listener: LiveListener): () => void;
  /**
   * What events told completely of a channel so far; null when they do not. Everything that was heard of it has been given to
   * the listener before this answers. It never reaches closer to the present than ids settle and than the connection
   * was seen alive, and begins anew where listening was interrupted.
   */
  heard(channel: ChannelPlace): HeardInterval | null;
  /**
   * How far the telling has come, where the platform can go on from there after a restart; undefined elsewhere. To be given
   * to `stored` once everything that was told until now is in the archive, and not before.
   */
  position?(): unknown;
  stored?(position: unknown): Promise<void>;
  /** When the present stretch of uninterrupted listening to a guild began; null while nobody listens. */
  listeningSince(guildId: string): Date | null;
}
