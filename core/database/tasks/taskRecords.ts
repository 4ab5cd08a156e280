/** Reading rows of history_fetch_tasks for people. How the bot works them is in historyTasks.ts. */
import type { Platform } from "../../model/platform.ts";
import { noTasks, type TaskMode, type TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A task as stored, with the names that stand elsewhere. */
export interface TaskRecord {
  id: string;
  platform: Platform;
  guildId: string;
  guildName: string | null;
  channelId: string | null;
  channelName: string | null;
  parentTaskId: string | null;
  mode: TaskMode;
  afterMessageId: string | null;
  beforeMessageId: string | null;
  afterTime: Date | null;
  beforeTime: Date | null;
  anchorMessageId: string | null;
  options: Record<string, unknown>;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  priority: number;
  attempts: number;
  maxAttempts: number;
  crashCount: number;
  worker: { id: string; host: string; pid: number } | null;
  heartbeatAt: Date | null;
  leaseExpiresAt: Date | null;
  fannedOutAt: Date | null;
  /** How many children stood in each status when they were last counted; null without children or before that. */
  countedChildren: Record<TaskStatus, number> | null;
  counters: TaskCounters;
  readBackTo: string | null;
  startedBy: string | null;
  runAt: Date;
  createdAt: Date;
  startedAt: Date | null;
  updatedAt: Date;
  completedAt: Date | null;
}

/** What a task has done so far. */
export interface TaskCounters {
  messagesFetched: number;
  messagesSaved: number;
  messagesDuplicate: number;
  messagesUpdated: number;
  messagesDeleted: number;
  reactionsChanged: number;
  /** 0 to 1. */
  progress: number;
  startMessageId: string | null;
  endMessageId: string | null;
}

/** The children of a guild task taken together. */
export interface ChildSums {
  counts: Record<TaskStatus, number>;
  counters: TaskCounters;
}

/** Choices of more channels are answered as a count: they would weigh down every poll of a list. */
const mostChannelIdsShown = 100;

/**
 * What a statement selects of a task `t` joined with `taskJoins`. Not the timeline, which is long and wanted for
 * one task only. A choice of channels always carries `channelCount`.
 */
export const taskColumns = `
  t.id, t.platform, t.guild_id, g.name as guild_name, t.channel_id, t.channel_name, t.parent_task_id, t.mode,
  t.after_message_id, t.before_message_id, t.after_time, t.before_time, t.anchor_message_id,
  case
    when jsonb_typeof(t.options -> 'channelIds') is distinct from 'array' then t.options
    when jsonb_array_length(t.options -> 'channelIds') > ${mostChannelIdsShown} then t.options - 'channelIds'
      || jsonb_build_object('channelCount', jsonb_array_length(t.options -> 'channelIds'))
    else t.options || jsonb_build_object('channelCount', jsonb_array_length(t.options -> 'channelIds'))
  end as options,
  t.status, t.status_reason, t.error_message, t.priority, t.attempts, t.max_attempts, t.crash_count,
  t.worker_id, w.host as worker_host, w.pid as worker_pid, t.heartbeat_at, t.lease_expires_at, t.fanned_out_at, t.children,
  t.messages_fetched, t.messages_saved, t.messages_duplicate, t.messages_updated, t.messages_deleted, t.reactions_changed, t.progress,
  t.start_message_id, t.end_message_id,
  -- Gaps are read newest first and downwards (bot/jobs/fetchPlan.ts): below this interval it goes on.
  case when t.status in ('pending', 'running', 'paused') then (
    select nullif(max(lower(read)), 0) from unnest(case when t.mode = 'fill' then c.covered else t.reread end) read
    where t.before_message_id is null or lower(read) < t.before_message_id
  ) end as read_back_to,
  t.started_by, t.run_at, t.created_at, t.started_at, t.updated_at,
  t.completed_at`;

/** The joins that `taskColumns` reads from. */
export const taskJoins = `left join guilds g on g.id = t.guild_id left join channels c on c.id = t.channel_id
  left join workers w on w.id = t.worker_id`;

/** A row of `taskColumns`. */
export interface TaskRow {
  id: string;
  platform: Platform;
  guild_id: string;
  guild_name: string | null;
  channel_id: string | null;
  channel_name: string | null;
  parent_task_id: string | null;
  mode: TaskMode;
  after_message_id: string | null;
  before_message_id: string | null;
  after_time: Date | null;
  before_time: Date | null;
  anchor_message_id: string | null;
  options: Record<string, unknown>;
  status: TaskStatus;
  status_reason: string | null;
  error_message: string | null;
  priority: number;
  attempts: number;
  max_attempts: number;
  crash_count: number;
  worker_id: string | null;
  worker_host: string | null;
  worker_pid: number | null;
  heartbeat_at: Date | null;
  lease_expires_at: Date | null;
  fanned_out_at: Date | null;
  children: Partial<Record<TaskStatus, number>> | null;
  messages_fetched: string;
  messages_saved: string;
  messages_duplicate: string;
  messages_updated: string;
  messages_deleted: string;
  reactions_changed: string;
  progress: number;
  start_message_id: string | null;
  end_message_id: string | null;
  read_back_to: string | null;
  started_by: string | null;
  run_at: Date;
  created_at: Date;
  started_at: Date | null;
  updated_at: Date;
  completed_at: Date | null;
}

/** Tasks over a guild or several channels, and over a forum once its posts have their tasks. */
export function hasChildren(task: TaskRecord): boolean {
  return task.channelId === null || task.fannedOutAt !== null;
}

/** A row with the names and types of our own. */
export function toTaskRecord(row: TaskRow): TaskRecord {
  return {
    id: row.id,
    platform: row.platform,
    guildId: row.guild_id,
    guildName: row.guild_name,
    channelId: row.channel_id,
    channelName: row.channel_name,
    parentTaskId: row.parent_task_id,
    mode: row.mode,
    afterMessageId: row.after_message_id,
    beforeMessageId: row.before_message_id,
    afterTime: row.after_time,
    beforeTime: row.before_time,
    anchorMessageId: row.anchor_message_id,
    options: row.options,
    status: row.status,
    statusReason: row.status_reason,
    errorMessage: row.error_message,
    priority: row.priority,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    crashCount: row.crash_count,
    worker:
      row.worker_id !== null && row.worker_host !== null && row.worker_pid !== null
        ? { id: row.worker_id, host: row.worker_host, pid: row.worker_pid }
        : null,
    heartbeatAt: row.heartbeat_at,
    leaseExpiresAt: row.lease_expires_at,
    fannedOutAt: row.fanned_out_at,
    countedChildren: row.children && { ...noTasks(), ...row.children },
    counters: {
      messagesFetched: Number(row.messages_fetched),
      messagesSaved: Number(row.messages_saved),
      messagesDuplicate: Number(row.messages_duplicate),
      messagesUpdated: Number(row.messages_updated),
      messagesDeleted: Number(row.messages_deleted),
      reactionsChanged: Number(row.reactions_changed),
      progress: row.progress,
      startMessageId: row.start_message_id,
      endMessageId: row.end_message_id,
    },
    readBackTo: row.read_back_to,
    startedBy: row.started_by,
    runAt: row.run_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    completedAt: row.completed_at,
  };
}

/** The sums of a task whose children are not written yet. */
export function noChildren(): ChildSums {
  return {
    counts: noTasks(),
    counters: {
      messagesFetched: 0,
      messagesSaved: 0,
      messagesDuplicate: 0,
      messagesUpdated: 0,
      messagesDeleted: 0,
      reactionsChanged: 0,
      progress: 0,
      startMessageId: null,
      endMessageId: null,
    },
  };
}

/** From so many children on, the sums that stand in the row are shown: to take them costs 2 ms per thousand. */
export const mostSummedChildren = 1_000;

/** What the children of tasks have done together, at this moment; tasks without children are absent. */
export async function loadChildSums(
  db: Queryable,
  parentIds: readonly string[],
): Promise<Map<string, ChildSums>> {
  if (parentIds.length === 0) return new Map();
  const { rows } = await db.query<ChildSumRow>({
    name: "load-child-sums",
    text: "select p.id, s.* from unnest($1::int8[]) as p (id), history_fetch_child_sums(p.id) s where s.total > 0",
    values: [parentIds],
  });
  return new Map(rows.map((row) => [row.id, toChildSums(row)]));
}

interface ChildSumRow {
  id: string;
  fetched: string;
  saved: string;
  duplicate: string;
  updated: string;
  deleted: string;
  reactions: string;
  oldest: string | null;
  newest: string | null;
  share: number;
  counts: Partial<Record<TaskStatus, number>>;
}

function toChildSums(row: ChildSumRow): ChildSums {
  return {
    counts: { ...noTasks(), ...row.counts },
    counters: {
      messagesFetched: Number(row.fetched),
      messagesSaved: Number(row.saved),
      messagesDuplicate: Number(row.duplicate),
      messagesUpdated: Number(row.updated),
      messagesDeleted: Number(row.deleted),
      reactionsChanged: Number(row.reactions),
      progress: row.share,
      startMessageId: row.oldest,
      endMessageId: row.newest,
    },
  };
}

/** A task, or null when there is none. */
export async function findTask(db: Queryable, taskId: string): Promise<TaskRecord | null> {
  const { rows } = await db.query<TaskRow>({
    name: "find-task",
    text: `select ${taskColumns} from history_fetch_tasks t ${taskJoins} where t.id = $1`,
    values: [taskId],
  });
  return rows[0] ? toTaskRecord(rows[0]) : null;
}
