/** Lists of tasks by keyset paging: page a thousand costs what page one costs. */
import {
  type ChildListView,
  mostCounted,
  type TaskDetailView,
  type TaskListView,
  type TaskMode,
  TaskStatus,
} from "../api/tasks.ts";
import { parseCursor, toCursor } from "../database/cursor.ts";
import { countOtherTasks, findOtherTasks } from "../database/tasks/otherTasks.ts";
import {
  countChannelTasks,
  countTopTasks,
  findChannelTasks,
  findChildTasks,
  findTaskGuilds,
  findTaskWithTimeline,
  findTopTasks,
  isTaskVisible,
} from "../database/tasks/taskRows.ts";
import { AppError } from "../errors.ts";
import { noTasks } from "../model/task.ts";
import type { Queryable } from "../postgres/pool.ts";
import { listFailedAttempts } from "./attempts.ts";
import { findOtherTaskDetail, toOtherTaskView } from "./otherTasks.ts";
import { toTaskViews } from "./taskViews.ts";
import { toTimeline } from "./timeline.ts";

/** Whose tasks a reader gets to see, and how long a silent worker counts as live. */
export interface TaskScope {
  /** False hides what belongs to the built-in sandbox. */
  includeDemo: boolean;
  aliveSeconds: number;
}

export interface TaskListRequest {
  /** All when absent. */
  status?: readonly TaskStatus[];
  /** All kinds when absent; a guild or a channel means history fetches. */
  kind?: string;
  guildId?: string;
  /** The tasks of one channel: its own and its parts of guild tasks. Otherwise the parts are left out. */
  channelId?: string;
  /** Means history fetches: no other kind has one. */
  mode?: TaskMode;
  /** As in the view; "sql" for tasks of which nobody says who started them. */
  startedBy?: string;
  limit: number;
  cursor?: string;
}

const largestId = "9223372036854775807";

/** Tasks, newest first, with how many there are per status whatever status is asked for. */
export async function listTasks(
  db: Queryable,
  request: TaskListRequest,
  scope: TaskScope,
): Promise<TaskListView> {
  const isFetch = [request.guildId, request.channelId, request.mode].some((each) => each !== undefined);
  const nothing: TaskListView = { tasks: [], counts: noTasks(), nextCursor: null };
  const [fetches, others] = await Promise.all([
    (request.kind ?? "history_fetch") === "history_fetch" ? listFetches(db, request, scope) : nothing,
    isFetch || request.kind === "history_fetch" ? nothing : listOthers(db, request),
  ]);
  // One sequence numbers all kinds: the newest of both come first.
  const tasks = [...fetches.tasks, ...others.tasks].sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1));
  const last = tasks[request.limit - 1];
  const goesOn = tasks.length > request.limit || fetches.nextCursor !== null || others.nextCursor !== null;
  const counts = noTasks();
  for (const status of TaskStatus.options)
    counts[status] = Math.min(mostCounted, (fetches.counts[status] ?? 0) + (others.counts[status] ?? 0));
  return {
    tasks: tasks.slice(0, request.limit),
    counts,
    nextCursor: goesOn && last ? toCursor(last.id) : null,
  };
}

async function listOthers(db: Queryable, request: TaskListRequest): Promise<TaskListView> {
  const choice = { kind: request.kind, startedBy: request.startedBy };
  const page = {
    ...choice,
    statuses: request.status ?? TaskStatus.options,
    before: request.cursor === undefined ? largestId : parseCursor(request.cursor),
    limit: request.limit + 1,
  };
  const [rows, counts] = await Promise.all([findOtherTasks(db, page), countOtherTasks(db, choice)]);
  return {
    tasks: rows.slice(0, request.limit).map(toOtherTaskView),
    counts,
    nextCursor: nextCursor(rows, request.limit),
  };
}

async function listFetches(db: Queryable, request: TaskListRequest, scope: TaskScope): Promise<TaskListView> {
  const guildIds = await findTaskGuilds(db, request.guildId, scope.includeDemo);
  const statuses = request.status ?? TaskStatus.options;
  const before = request.cursor === undefined ? largestId : parseCursor(request.cursor);
  const choice = { mode: request.mode, startedBy: request.startedBy };
  const page = { ...choice, guildIds, statuses, before, limit: request.limit + 1 };
  const [rows, counts] =
    request.channelId === undefined
      ? await Promise.all([findTopTasks(db, page), countTopTasks(db, guildIds, choice)])
      : await Promise.all([
          findChannelTasks(db, request.channelId, page),
          countChannelTasks(db, request.channelId, guildIds, choice),
        ]);
  return {
    tasks: await toTaskViews(db, rows.slice(0, request.limit), scope),
    counts,
    nextCursor: nextCursor(rows, request.limit),
  };
}

/** Fetched rows are one more than asked for: that one tells whether the list goes on. */
function nextCursor(rows: readonly { id: string }[], limit: number): string | null {
  const last = rows[limit - 1];
  return rows.length > limit && last ? toCursor(last.id) : null;
}

/** One task with its history, or null when there is none or it may not be shown. */
export async function findTaskDetail(
  db: Queryable,
  taskId: string,
  scope: TaskScope,
): Promise<TaskDetailView | null> {
  const found = await findTaskWithTimeline(db, taskId, scope.includeDemo);
  if (!found) return findOtherTaskDetail(db, taskId);
  const { task: record } = found;
  const [[task], attempts] = await Promise.all([
    toTaskViews(db, [record], scope),
    listFailedAttempts(db, record.id),
  ]);
  if (!task) throw new Error("One task gives one view");
  return {
    task,
    timeline: toTimeline({
      status: record.status,
      statusReason: record.statusReason,
      workerId: found.workerId,
      attempts: record.attempts,
      startedAt: record.startedAt,
      completedAt: record.completedAt,
      stored: found.timeline,
    }),
    attempts,
    sql: `SELECT * FROM history_fetch_tasks WHERE id = ${record.id};`,
  };
}

/** The parts of a guild task in the order they were made. Throws AppError when there is no such task to show. */
export async function listChildTasks(
  db: Queryable,
  parentId: string,
  request: Pick<TaskListRequest, "status" | "limit" | "cursor">,
  scope: TaskScope,
): Promise<ChildListView> {
  const page = {
    statuses: request.status ?? TaskStatus.options,
    after: request.cursor === undefined ? "0" : parseCursor(request.cursor),
    limit: request.limit + 1,
  };
  const rows = await findChildTasks(db, parentId, page, scope.includeDemo);
  if (rows.length === 0 && !(await isTaskVisible(db, parentId, scope.includeDemo))) {
    throw new AppError("unknown_task", `There is no task ${parentId}.`, { field: "taskId" });
  }
  return {
    tasks: await toTaskViews(db, rows.slice(0, request.limit), scope),
    nextCursor: nextCursor(rows, request.limit),
  };
}
