/** Fetch tasks: starting, listing, steering. Browser-safe. */
import { z } from "zod";
import { missingPermissions } from "../model/channel.ts";
import { taskModes, taskStatuses } from "../model/task.ts";
import { Cursor, Id, Limit, OptionalTime, Platform, RowId, Time } from "./common.ts";

export const TaskStatus = z.enum(taskStatuses);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const TaskMode = z.enum(taskModes);
export type TaskMode = z.infer<typeof TaskMode>;

/** One end of a range: a message id, or a time (ISO 8601). Both ends are exclusive. */
const RangeEnd = z.union(
  [Id, z.iso.datetime({ offset: true }), z.iso.date()],
  "must be a message id or an ISO 8601 time",
);

/** Ids as digits; long numbers are refused, since JSON readers round them. */
export const StartFetchInput = z.strictObject({
  /** One channel: a task for it. Several, or one with its threads: a task with one child each. Absent: the whole guild. */
  channelIds: z
    .array(Id)
    .min(1, "must name at least one channel")
    .max(10_000, "must name at most 10000 channels")
    .optional(),
  range: z.strictObject({ after: RangeEnd.optional(), before: RangeEnd.optional() }).optional(),
  mode: TaskMode.default("fill"),
  /** Smaller runs first. Absent: 100, less the guild's own priority. */
  priority: z.int().min(0, "must be at least 0").max(1000, "must be at most 1000").optional(),
  /**
   * Threads: all of the guild's unless `includeThreads` is false. With `channelIds` only those named, and all of the
   * named channels when it is true. The posts of a forum always come with it.
   */
  options: z
    .strictObject({ includeThreads: z.boolean().optional(), includeArchivedThreads: z.boolean().optional() })
    .default({}),
});
export type StartFetchInput = z.infer<typeof StartFetchInput>;

/** Why a task is not running, as a code; the client holds the words. */
export const WaitingCode = z.enum([
  "no_worker", // no bot process is alive
  "workers_draining", // every bot process that lives was told to take no new tasks
  "guild_paused", // the work of its server is paused
  "no_account", // no connected account is in the guild
  "account_offline", // the account of the guild is not connected
  "paused",
  "parent_paused",
  "scheduled", // run_at lies ahead
  "rate_limited", // snoozed until the platform allows more
  "disk_low", // fetching pauses until the disk has more space
  "retrying", // failed for now, tried again at `until`
  "channel_busy", // another task runs on the channel
  "in_queue", // workers are busy with `ahead` tasks before it
]);
export type WaitingCode = z.infer<typeof WaitingCode>;

export const WaitingView = z.object({
  code: WaitingCode,
  until: OptionalTime,
  /** Tasks that run before it; null where that is not the reason. */
  ahead: z.number().int().nullable(),
  /** The task that holds the channel. */
  taskId: RowId.nullable(),
});
export type WaitingView = z.infer<typeof WaitingView>;

export const TimelineEntry = z.object({
  at: Time,
  from: TaskStatus,
  to: TaskStatus,
  reason: z.string().nullable(),
  worker: z.string().nullable(),
  attempt: z.number().int(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** How many children of a guild task stand in each status. */
export const ChildCounts = z.record(TaskStatus, z.number().int());
export type ChildCounts = z.infer<typeof ChildCounts>;

/** What a task does: "history_fetch", or another kind, of which only the common fields are filled. */
export const TaskKind = z.string().regex(/^[a-z][a-z_]{0,40}$/, "must be a kind of task");

export const TaskView = z.object({
  id: RowId,
  kind: TaskKind,
  /** Null, as are guild, range and mode, for kinds that read no platform. */
  platform: Platform.nullable(),
  guildId: Id.nullable(),
  guildName: z.string().nullable(),
  /** Null for a task over the guild or several channels. */
  channelId: Id.nullable(),
  channelName: z.string().nullable(),
  parentTaskId: RowId.nullable(),
  mode: TaskMode.nullable(),
  afterMessageId: Id.nullable(),
  beforeMessageId: Id.nullable(),
  /** Of a range of times on Telegram: the ids above follow from them when the task first runs. */
  afterTime: OptionalTime,
  beforeTime: OptionalTime,
  anchorMessageId: Id.nullable(),
  options: z.record(z.string(), z.unknown()),
  status: TaskStatus,
  statusReason: z.string().nullable(),
  errorMessage: z.string().nullable(),
  priority: z.number().int(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  crashCount: z.number().int(),
  worker: z.object({ id: z.string(), host: z.string(), pid: z.number().int() }).nullable(),
  heartbeatAt: OptionalTime,
  leaseExpiresAt: OptionalTime,
  messagesFetched: z.number().int(),
  messagesSaved: z.number().int(),
  messagesDuplicate: z.number().int(),
  /** Of these, archived before with another text or time of edit. */
  messagesUpdated: z.number().int(),
  /** Archived messages that a reconcile found gone. */
  messagesDeleted: z.number().int(),
  /** Messages archived before with other reactions. */
  reactionsChanged: z.number().int(),
  /** 0 to 1. */
  progress: z.number(),
  /** Oldest and newest message read so far. */
  startMessageId: Id.nullable(),
  endMessageId: Id.nullable(),
  /**
   * Down to this message everything up to the end of its range is read; older ones come next. Null before the first
   * page, for a task over several channels, and once it is over.
   */
  readBackTo: Id.nullable(),
  startedBy: z.string().nullable(),
  runAt: Time,
  createdAt: Time,
  startedAt: OptionalTime,
  updatedAt: Time,
  completedAt: OptionalTime,
  /** Null for channel tasks. */
  children: ChildCounts.nullable(),
  /** Why it is not running; null when it is running or over. */
  waiting: WaitingView.nullable(),
  /**
   * Seconds until a task over several channels is over, and between which that lies in most cases; null for others
   * and while nothing tells yet.
   */
  timeLeft: z.object({ seconds: z.number(), range: z.tuple([z.number(), z.number()]) }).nullable(),
});
export type TaskView = z.infer<typeof TaskView>;

/** Channels of a fetch that no account can read: a task over several channels leaves them out. */
export const LeftOutView = z.object({
  count: z.number().int(),
  /** At most 20 of them, by name. */
  channels: z.array(
    z.object({ channelId: Id, channelName: z.string(), missing: z.array(z.enum(missingPermissions)) }),
  ),
});
export type LeftOutView = z.infer<typeof LeftOutView>;

export const StartFetchView = z.object({ task: TaskView, created: z.boolean(), leftOut: LeftOutView });
export type StartFetchView = z.infer<typeof StartFetchView>;

/** `status` may be given several times, or as a comma-separated list. */
export const TaskListQuery = z.strictObject({
  status: z.preprocess(
    (value) => (typeof value === "string" ? value.split(",") : value),
    z.array(TaskStatus).min(1).optional(),
  ),
  /** All kinds when absent; with a guild or a channel only history fetches are meant. */
  kind: TaskKind.optional(),
  guildId: Id.optional(),
  channelId: Id.optional(),
  /** Only history fetches have a mode. */
  mode: TaskMode.optional(),
  /** As in `startedBy` of a task; "sql" for those written without it. */
  startedBy: z.string().min(1).max(100).optional(),
  limit: Limit,
  cursor: Cursor.optional(),
});

/** Counts stop at 10000 ("10000 or more"), so that a long history costs no more than a short one. */
export const mostCounted = 10_000;

export const TaskListView = z.object({
  tasks: z.array(TaskView),
  counts: z.record(TaskStatus, z.number().int()),
  nextCursor: z.string().nullable(),
});
export type TaskListView = z.infer<typeof TaskListView>;

/** A failed attempt, for whoever looks for the cause. */
export const AttemptView = z.object({
  attempt: z.number().int(),
  workerId: z.string(),
  startedAt: Time,
  endedAt: Time,
  outcome: z.enum(["retry", "failed"]),
  reason: z.string(),
  message: z.string(),
  /** Name, message, code, stack and causes of the error; secrets removed. */
  error: z.record(z.string(), z.unknown()),
  /** What the task was asked to do, as the worker read it. */
  arguments: z.record(z.string(), z.unknown()),
});
export type AttemptView = z.infer<typeof AttemptView>;

export const TaskDetailView = z.object({
  task: TaskView,
  timeline: z.array(TimelineEntry),
  /** The last ten failed attempts, the latest first. */
  attempts: z.array(AttemptView),
  /** A query that shows this task in psql. */
  sql: z.string(),
});
export type TaskDetailView = z.infer<typeof TaskDetailView>;

export const ChildListQuery = z.strictObject({
  status: TaskListQuery.shape.status,
  limit: Limit,
  cursor: Cursor.optional(),
});
export const ChildListView = z.object({ tasks: z.array(TaskView), nextCursor: z.string().nullable() });
export type ChildListView = z.infer<typeof ChildListView>;

export const TaskAction = z.enum(["pause", "resume", "cancel", "retry"]);
export type TaskAction = z.infer<typeof TaskAction>;

export const TaskActionView = z.object({ task: TaskView });

/** Either chosen tasks, or all that a filter matches. */
export const BulkActionInput = z.union(
  [
    z.strictObject({ ids: z.array(RowId).min(1).max(10_000) }),
    z.strictObject({
      filter: z.strictObject({ guildId: Id.optional(), status: z.array(TaskStatus).min(1) }),
    }),
  ],
  "must have either ids or filter",
);
export type BulkActionInput = z.infer<typeof BulkActionInput>;
/** Tasks in a status that does not allow the action are skipped, not an error. */
export const BulkActionView = z.object({ changed: z.number().int(), skipped: z.number().int() });
export type BulkActionView = z.infer<typeof BulkActionView>;

/** Which statuses an action applies to; in all others it is refused ("not_possible") or, in bulk, skipped. */
export const actionableStatuses: Record<TaskAction, readonly TaskStatus[]> = {
  pause: ["pending", "running"],
  resume: ["paused"],
  cancel: ["pending", "running", "paused"],
  retry: ["completed", "warning", "failed", "cancelled"],
};

/**
 * What an estimate rests on. measured: each channel's own archived part; similar: for channels that were never read,
 * how densely the others of the server are written; guess: the age of the channels alone.
 */
export const EstimateCertainty = z.enum(["measured", "similar", "guess"]);
export type EstimateCertainty = z.infer<typeof EstimateCertainty>;

/** What a fetch would cost. The ranges say how unsure it is: the truth lies outside about once in five times. */
export const EstimateView = z.object({
  channels: z.number().int(),
  unreadableChannels: z.number().int(),
  gaps: z.number().int(),
  messages: z.number().int(),
  messagesRange: z.tuple([z.number().int(), z.number().int()]),
  requests: z.number().int(),
  /** At the platform's rate limits. */
  seconds: z.number(),
  secondsRange: z.tuple([z.number(), z.number()]),
  certainty: EstimateCertainty,
});
export type EstimateView = z.infer<typeof EstimateView>;
