/** Mirrors: which channel goes where, how each stands, what became of its messages. Browser-safe. */
import { z } from "zod";
import {
  blockedReasons,
  commentsStates,
  concurrentMirrors,
  mirrorEventCodes,
  mirrorFilters,
  mirrorKinds,
  mirrorMessageStates,
  mirrorModes,
  mirrorNumbers,
  skipReasons,
} from "../model/mirror.ts";
import { Cursor, Id, Limit, OptionalTime, Platform, RowId, Time } from "./common.ts";

const Mode = z.enum(mirrorModes);
const Name = z.string().trim().min(1, "must not be empty").max(128, "must have at most 128 characters");
const Priority = z.int().min(0, "must be at least 0").max(1000, "must be at most 1000");

const number = ({ min, max }: { min: number; max: number }) =>
  z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

/** What single mirrors may change, under the original's names. */
const own = {
  mirrorIntervalMs: number(mirrorNumbers.mirrorIntervalMs),
  maxRetryCount: number(mirrorNumbers.maxRetryCount),
  retryIntervalSec: number(mirrorNumbers.retryIntervalSec),
  skipAfterMaxRetry: z.boolean(),
  syncMessageEdits: z.boolean(),
  keepEditHistory: z.boolean(),
  syncMessageDeletions: z.boolean(),
  mirrorVideos: z.boolean(),
  maxFileSizeMb: number(mirrorNumbers.maxFileSizeMb),
  skipProtectedContent: z.boolean(),
  groupMediaMessages: z.boolean(),
  mediaGroupBufferMs: number(mirrorNumbers.mediaGroupBufferMs),
  nameAuthors: z.boolean(),
  syncComments: z.boolean(),
  maxCommentsPerPost: number(mirrorNumbers.maxCommentsPerPost),
  messageFilter: z.enum(mirrorFilters),
  filterKeywords: z
    .array(z.string().trim().min(1, "must not be empty").max(100, "must have at most 100 characters"))
    .max(200, "must be at most 200"),
  filterKinds: z.array(z.enum(mirrorKinds)).max(mirrorKinds.length),
  filterSenders: z.array(Id).max(200, "must be at most 200"),
};
const common = {
  ...own,
  messageFilter: z.enum(["off", "custom"]),
  defaultMirrorMode: Mode,
  concurrentMirrors: number(concurrentMirrors),
  autoChannelPrefix: z.string().max(64, "must have at most 64 characters"),
  autoChannelPrivate: z.boolean(),
  autoChannelAdmins: z
    .array(z.string().trim().min(1, "must not be empty").max(64, "must have at most 64 characters"))
    .max(20, "must be at most 20"),
};

export const CommonSettingsView = z.object(common);
export type CommonSettingsView = z.infer<typeof CommonSettingsView>;
export const CommonSettingsAnswer = z.object({ settings: CommonSettingsView });
export type CommonSettingsAnswer = z.infer<typeof CommonSettingsAnswer>;
/** What is absent stays. */
export const CommonSettingsInput = z.strictObject(common).partial();
export type CommonSettingsInput = z.infer<typeof CommonSettingsInput>;

const ownOrNull = Object.fromEntries(
  Object.entries(own).map(([name, schema]) => [name, schema.nullable()]),
) as { [K in keyof typeof own]: z.ZodNullable<(typeof own)[K]> };
/** Null: as for all mirrors. */
export const OwnSettingsView = z.object(ownOrNull);
export type OwnSettingsView = z.infer<typeof OwnSettingsView>;
export const OwnSettingsInput = z.strictObject(ownOrNull).partial();
export type OwnSettingsInput = z.infer<typeof OwnSettingsInput>;

export const CreateMirrorInput = z.strictObject({
  sourceChannelId: Id,
  /** An existing channel; null: one is made, on Telegram. */
  targetChannelId: Id.nullable().default(null),
  /** Of a channel that is made; the source's name without it. */
  targetName: Name.optional(),
  /** The account that posts; one that can is chosen without it. */
  accountId: RowId.optional(),
  mode: Mode.optional(),
  /** False: only what is said from now on. */
  withHistory: z.boolean().default(true),
  priority: Priority.default(100),
  settings: OwnSettingsInput.default({}),
});
export type CreateMirrorInput = z.input<typeof CreateMirrorInput>;

/** What is absent stays. */
export const ChangeMirrorInput = z
  .strictObject({ mode: Mode, priority: Priority, accountId: RowId, settings: OwnSettingsInput })
  .partial();
export type ChangeMirrorInput = z.infer<typeof ChangeMirrorInput>;

const Place = z.object({
  platform: Platform,
  guildId: Id.nullable(),
  channelId: Id.nullable(),
  name: z.string(),
});

export const MirrorView = z.object({
  id: RowId,
  source: Place,
  /** Its ids are null until it is made. */
  target: Place,
  accountId: RowId.nullable(),
  accountName: z.string().nullable(),
  mode: Mode,
  priority: z.number().int(),
  enabled: z.boolean(),
  /**
   * paused by people; moved: another mirror goes on where the source has gone; blocked until `resumeAt`; without_account;
   * account_refused: it has to be signed in again; waiting for the archive, or for its turn; working; up_to_date.
   */
  state: z.enum([
    "paused",
    "moved",
    "blocked",
    "without_account",
    "account_refused",
    "waiting",
    "working",
    "up_to_date",
  ]),
  blockedReason: z.enum(blockedReasons).nullable(),
  /** The platform's own word for it. */
  blockedDetail: z.string().nullable(),
  /** When it is tried again by itself: blocked, or told to wait by the platform. */
  resumeAt: OptionalTime,
  /** The platform asked for the pause that ends at `resumeAt`. */
  isRateLimited: z.boolean(),
  /** The mirror that goes on where the source has gone. */
  movedTo: RowId.nullable(),
  /** It mirrors the comments under the posts of this mirror, whose settings it goes by; null: it is an ordinary one. */
  commentsOf: RowId.nullable(),
  /** The mirror of the comments under its posts; null: none was made. */
  commentsMirrorId: RowId.nullable(),
  /** Whether comments are mirrored, or why not; null: the setting `syncComments` is off. */
  commentsState: z.enum(commentsStates).nullable(),
  counts: z.object(
    Object.fromEntries(mirrorMessageStates.map((state) => [state, z.number().int()])) as Record<
      (typeof mirrorMessageStates)[number],
      z.ZodNumber
    >,
  ),
  /** Messages that are archived and not posted yet; at most 10,000 are counted. */
  backlog: z.number().int(),
  /** How far behind it is: seconds since the oldest of them was said; null: not behind. */
  lagSeconds: z.number().nullable(),
  /** Messages posted in each of the last 24 hours, oldest first. */
  lastDay: z.array(z.number().int()),
  lastSentAt: OptionalTime,
  lastError: z.string().nullable(),
  createdAt: Time,
});
export type MirrorView = z.infer<typeof MirrorView>;

export const MirrorListView = z.object({ mirrors: z.array(MirrorView) });
export type MirrorListView = z.infer<typeof MirrorListView>;
export const MirrorAnswer = z.object({ mirror: MirrorView, settings: OwnSettingsView });
export type MirrorAnswer = z.infer<typeof MirrorAnswer>;

export const MirrorMessagesQuery = z.strictObject({
  state: z.enum(mirrorMessageStates).optional(),
  reason: z.enum(skipReasons).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const MirrorMessageView = z.object({
  messageId: Id,
  state: z.enum(mirrorMessageStates),
  skipReason: z.enum(skipReasons).nullable(),
  kind: z.enum(mirrorKinds),
  /** Beginning of the text as archived; null once the archive has lost it. */
  excerpt: z.string().nullable(),
  authorName: z.string().nullable(),
  saidAt: OptionalTime,
  sentAt: OptionalTime,
  targetMessageIds: z.array(Id),
  /** Beginning of the text in the target, where it is archived too. */
  targetExcerpt: z.string().nullable(),
  error: z.string().nullable(),
  retryCount: z.number().int(),
  nextTryAt: OptionalTime,
  editCount: z.number().int(),
  lastEditedAt: OptionalTime,
  isDeleted: z.boolean(),
  targetDeletedAt: OptionalTime,
});
export type MirrorMessageView = z.infer<typeof MirrorMessageView>;
export const MirrorMessagesView = z.object({
  /** Newest first. */
  messages: z.array(MirrorMessageView),
  nextCursor: z.string().nullable(),
});
export type MirrorMessagesView = z.infer<typeof MirrorMessagesView>;

/** All that failed or was given up after too many tries, unless some are named. */
export const RetryMirrorInput = z.strictObject({
  messageIds: z.array(Id).min(1, "must name at least one").max(1000, "must be at most 1000").optional(),
});
export type RetryMirrorInput = z.infer<typeof RetryMirrorInput>;
export const RetryMirrorView = z.object({ retried: z.number().int() });
export type RetryMirrorView = z.infer<typeof RetryMirrorView>;

export const MirrorEventsView = z.object({
  /** The newest 100, newest first. */
  events: z.array(
    z.object({
      id: RowId,
      level: z.enum(["info", "warn", "error"]),
      code: z.enum(mirrorEventCodes),
      detail: z.string().nullable(),
      at: Time,
    }),
  ),
});
export type MirrorEventsView = z.infer<typeof MirrorEventsView>;

export const MirrorTargetsQuery = z.strictObject({ sourceChannelId: Id });
/** Where a channel can be mirrored to. */
export const MirrorTargetsView = z.object({
  accounts: z.array(
    z.object({
      id: RowId,
      name: z.string(),
      platform: Platform,
      /** It can read the source itself: needed to forward. */
      readsSource: z.boolean(),
      targets: z.array(z.object({ guildId: Id, channelId: Id, name: z.string() })),
    }),
  ),
});
export type MirrorTargetsView = z.infer<typeof MirrorTargetsView>;
