/** Lists of tasks by keyset paging: page a thousand costs what page one costs. */
import {
  type ChildListView,
  mostCounted,
  type TaskDetailView,
  type TaskListView,
  TaskStatus,
} from "../../api/tasks.ts";
import { noTasks } from "../../console/taskView.ts";
import { toTimeline } from "../../console/timeline.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { type TaskRow, taskColumns, taskJoins, toTaskViews } from "./taskRecords.ts";

/** Whose tasks a reader gets to see, and how long a silent worker counts as live. */
export interface TaskScope {
  /** False hides what belongs to the built-in sandbox. */
  includeDemo: boolean;
  aliveSeconds: number;
}

export interface TaskListRequest {
  /** All when absent. */
  status?: readonly TaskStatus[];
  guildId?: string;
  /** The tasks of one channel: its own and its parts of guild tasks. Otherwise the parts are left out. */
  channelId?: string;
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
  const guildIds = await findTaskGuilds(db, request.guildId, scope.includeDemo);
  const statuses = request.status ?? TaskStatus.options;
  const before = request.cursor === undefined ? largestId : parseCursor(request.cursor);
  const page = { guildIds, statuses, before, limit: request.limit + 1 };
  const [rows, counts] =
    request.channelId === undefined
      ? await Promise.all([findTopTasks(db, page), countTopTasks(db, guildIds)])
      : await Promise.all([
          findChannelTasks(db, request.channelId, page),
          countChannelTasks(db, request.channelId, guildIds),
        ]);
  return {
    tasks: await toTaskViews(db, rows.slice(0, request.limit), scope),
    counts,
    nextCursor: nextCursor(rows, request.limit),
  };
}

/**
 * The guilds whose tasks may be shown. Tasks may be written in SQL for guilds that are not known, so without
 * `guildId` the ids come from the tasks themselves, by skipping from one to the next in the index.
 */
async function findTaskGuilds(
  db: Queryable,
  guildId: string | undefined,
  includeDemo: boolean,
): Promise<string[]> {
  const { rows } = await db.query<{ guild_id: string }>({
    name: "find-task-guilds",
    text: `
      with recursive present as (
        (select guild_id from history_fetch_tasks
         where parent_task_id is null and ($1::int8 is null or guild_id = $1) order by guild_id limit 1)
        union all
        select (select t.guild_id from history_fetch_tasks t
                where t.parent_task_id is null and t.guild_id > p.guild_id and $1::int8 is null
                order by t.guild_id limit 1)
        from present p where p.guild_id is not null
      )
      select guild_id from present
      where guild_id is not null
        and not exists (select from guilds g where g.id = present.guild_id and g.is_demo and not $2)`,
    values: [guildId ?? null, includeDemo],
  });
  return rows.map((row) => row.guild_id);
}

interface Page {
  guildIds: readonly string[];
  statuses: readonly TaskStatus[];
  /** Only tasks with smaller ids. */
  before: string;
  limit: number;
}

async function findTopTasks(db: Queryable, page: Page): Promise<TaskRow[]> {
  const { rows } = await db.query<TaskRow>({
    name: "list-tasks",
    // One short index scan per guild and status, however many rows stand beside those wanted.
    text: `
      with page as (
        select t.id from unnest($1::int8[]) as lane (guild_id)
        cross join unnest($2::text[]) as wanted (status)
        cross join lateral (
          select id from history_fetch_tasks
          where guild_id = lane.guild_id and status = wanted.status and parent_task_id is null and id < $3
          order by id desc limit $4) t
        order by t.id desc limit $4
      )
      select ${taskColumns} from page join history_fetch_tasks t using (id) ${taskJoins}
      order by t.id desc`,
    values: [page.guildIds, page.statuses, page.before, page.limit],
  });
  return rows;
}

async function findChannelTasks(db: Queryable, channelId: string, page: Page): Promise<TaskRow[]> {
  const { rows } = await db.query<TaskRow>({
    name: "list-channel-tasks",
    text: `
      with ${channelTasks}
      select ${taskColumns} from of_channel join history_fetch_tasks t using (id) ${taskJoins}
      where t.status = any($3::text[]) and t.id < $4
      order by t.id desc limit $5`,
    values: [channelId, page.guildIds, page.statuses, page.before, page.limit],
  });
  return rows;
}

/** Ids of the tasks of channel $1 in the guilds $2: its own, and its parts of guild tasks through their parents. */
const channelTasks = `
  of_channel as (
    select id from history_fetch_tasks
    where guild_id = any($2::int8[]) and parent_task_id is null and channel_id = $1
    union all
    select c.id from history_fetch_tasks p
    join history_fetch_tasks c on c.parent_task_id = p.id and c.channel_id = $1
    where p.guild_id = any($2::int8[]) and p.parent_task_id is null
  )`;

/** Tasks per status, parts of guild tasks not counted; stops at `mostCounted` per guild and status. */
export async function countTopTasks(
  db: Queryable,
  guildIds: readonly string[],
): Promise<Record<TaskStatus, number>> {
  const { rows } = await db.query<{ status: TaskStatus; count: number }>({
    name: "count-tasks",
    text: `
      select wanted.status, least($3, sum(t.count))::int as count
      from unnest($1::int8[]) as lane (guild_id)
      cross join unnest($2::text[]) as wanted (status)
      cross join lateral (
        select count(*) as count from (
          select from history_fetch_tasks
          where guild_id = lane.guild_id and status = wanted.status and parent_task_id is null
          limit $3) counted) t
      group by wanted.status`,
    values: [guildIds, TaskStatus.options, mostCounted],
  });
  return toCounts(rows);
}

async function countChannelTasks(
  db: Queryable,
  channelId: string,
  guildIds: readonly string[],
): Promise<Record<TaskStatus, number>> {
  const { rows } = await db.query<{ status: TaskStatus; count: number }>({
    name: "count-channel-tasks",
    text: `
      with ${channelTasks}
      select status, count(*)::int as count from of_channel join history_fetch_tasks using (id) group by status`,
    values: [channelId, guildIds],
  });
  return toCounts(rows);
}

function toCounts(rows: readonly { status: TaskStatus; count: number }[]): Record<TaskStatus, number> {
  const counts = noTasks();
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

/** Fetched rows are one more than asked for: that one tells whether the list goes on. */
function nextCursor(rows: readonly TaskRow[], limit: number): string | null {
  const last = rows[limit - 1];
  return rows.length > limit && last ? toCursor(last.id) : null;
}

/** One task with its history, or null when there is none or it may not be shown. */
export async function findTaskDetail(
  db: Queryable,
  taskId: string,
  scope: TaskScope,
): Promise<TaskDetailView | null> {
  const { rows } = await db.query<TaskRow & { timeline: unknown }>({
    name: "find-task-detail",
    text: `
      select ${taskColumns}, t.timeline from history_fetch_tasks t ${taskJoins}
      where t.id = $1 and (g.is_demo is not true or $2)`,
    values: [taskId, scope.includeDemo],
  });
  const row = rows[0];
  if (!row) return null;
  const [task] = await toTaskViews(db, [row], scope);
  if (!task) throw new Error("One row gives one view");
  return {
    task,
    timeline: toTimeline({
      status: row.status,
      statusReason: row.status_reason,
      workerId: row.worker_id,
      attempts: row.attempts,
      startedAt: row.started_at,
      completedAt: row.completed_at,
      stored: row.timeline,
    }),
    sql: `SELECT * FROM history_fetch_tasks WHERE id = ${row.id};`,
  };
}

/** The parts of a guild task in the order they were made. Throws AppError when there is no such task to show. */
export async function listChildTasks(
  db: Queryable,
  parentId: string,
  request: Pick<TaskListRequest, "status" | "limit" | "cursor">,
  scope: TaskScope,
): Promise<ChildListView> {
  const { rows } = await db.query<TaskRow>({
    name: "list-child-tasks",
    text: `
      select ${taskColumns} from history_fetch_tasks t ${taskJoins}
      where t.parent_task_id = $1 and t.status = any($2::text[]) and t.id > $3 and (g.is_demo is not true or $4)
      order by t.id limit $5`,
    values: [
      parentId,
      request.status ?? TaskStatus.options,
      request.cursor === undefined ? "0" : parseCursor(request.cursor),
      scope.includeDemo,
      request.limit + 1,
    ],
  });
  if (rows.length === 0 && !(await isTaskVisible(db, parentId, scope))) {
    throw new AppError("unknown_task", `There is no task ${parentId}.`, { field: "taskId" });
  }
  return {
    tasks: await toTaskViews(db, rows.slice(0, request.limit), scope),
    nextCursor: nextCursor(rows, request.limit),
  };
}

/** Whether a task exists and may be shown. */
export async function isTaskVisible(db: Queryable, taskId: string, scope: TaskScope): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "is-task-visible",
    text: `
      select from history_fetch_tasks t left join guilds g on g.id = t.guild_id
      where t.id = $1 and (g.is_demo is not true or $2)`,
    values: [taskId, scope.includeDemo],
  });
  return rowCount === 1;
}
