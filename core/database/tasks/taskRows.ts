/** Lists of tasks by keyset paging: page a thousand costs what page one costs. */
import { mostCounted } from "../../api/tasks.ts";
import { noTasks, type TaskMode, type TaskStatus, taskStatuses } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type TaskRecord, type TaskRow, taskColumns, taskJoins, toTaskRecord } from "./taskRecords.ts";

/**
 * The guilds whose tasks may be shown. Tasks may be written in SQL for guilds that are not known, so without
 * `guildId` the ids come from the tasks themselves, by skipping from one to the next in the index.
 */
export async function findTaskGuilds(
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

/** Which tasks are meant, whatever their status. Empty: all. */
export interface TaskChoice {
  mode?: TaskMode | undefined;
  /** As the row says; "sql" for rows that say nothing. */
  startedBy?: string | undefined;
}

/** Of table `t`: what a TaskChoice in these two parameters leaves. */
const chosen = (mode: string, startedBy: string) => `
  (${mode}::text is null or t.mode = ${mode}) and (${startedBy}::text is null or coalesce(t.started_by, 'sql') = ${startedBy})`;
const choiceValues = ({ mode, startedBy }: TaskChoice) => [mode ?? null, startedBy ?? null];

/** Which tasks of a list are wanted. */
export interface TaskPage extends TaskChoice {
  guildIds: readonly string[];
  statuses: readonly TaskStatus[];
  /** Only tasks with smaller ids. */
  before: string;
  limit: number;
}

/** Tasks without the parts of guild tasks, newest first. */
export async function findTopTasks(db: Queryable, page: TaskPage): Promise<TaskRecord[]> {
  const { rows } = await db.query<TaskRow>({
    name: "list-tasks",
    // One short index scan per guild and status, however many rows stand beside those wanted.
    text: `
      with page as (
        select t.id from unnest($1::int8[]) as lane (guild_id)
        cross join unnest($2::text[]) as wanted (status)
        cross join lateral (
          select id from history_fetch_tasks t
          where guild_id = lane.guild_id and status = wanted.status and parent_task_id is null and id < $3
            and ${chosen("$5", "$6")}
          order by id desc limit $4) t
        order by t.id desc limit $4
      )
      select ${taskColumns} from page join history_fetch_tasks t using (id) ${taskJoins}
      order by t.id desc`,
    values: [page.guildIds, page.statuses, page.before, page.limit, ...choiceValues(page)],
  });
  return rows.map(toTaskRecord);
}

/** The tasks of one channel, parts of guild tasks included, newest first. */
export async function findChannelTasks(
  db: Queryable,
  channelId: string,
  page: TaskPage,
): Promise<TaskRecord[]> {
  const { rows } = await db.query<TaskRow>({
    name: "list-channel-tasks",
    text: `
      with ${channelTasks}
      select ${taskColumns} from of_channel join history_fetch_tasks t using (id) ${taskJoins}
      where t.status = any($3::text[]) and t.id < $4 and ${chosen("$6", "$7")}
      order by t.id desc limit $5`,
    values: [channelId, page.guildIds, page.statuses, page.before, page.limit, ...choiceValues(page)],
  });
  return rows.map(toTaskRecord);
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
  choice: TaskChoice = {},
): Promise<Record<TaskStatus, number>> {
  const { rows } = await db.query<{ status: TaskStatus; count: number }>({
    name: "count-tasks",
    text: `
      select wanted.status, least($3, sum(t.count))::int as count
      from unnest($1::int8[]) as lane (guild_id)
      cross join unnest($2::text[]) as wanted (status)
      cross join lateral (
        select count(*) as count from (
          select from history_fetch_tasks t
          where guild_id = lane.guild_id and status = wanted.status and parent_task_id is null
            and ${chosen("$4", "$5")}
          limit $3) counted) t
      group by wanted.status`,
    values: [guildIds, taskStatuses, mostCounted, ...choiceValues(choice)],
  });
  return toCounts(rows);
}

/** Tasks of one channel per status. */
export async function countChannelTasks(
  db: Queryable,
  channelId: string,
  guildIds: readonly string[],
  choice: TaskChoice = {},
): Promise<Record<TaskStatus, number>> {
  const { rows } = await db.query<{ status: TaskStatus; count: number }>({
    name: "count-channel-tasks",
    text: `
      with ${channelTasks}
      select t.status, count(*)::int as count from of_channel join history_fetch_tasks t using (id)
      where ${chosen("$3", "$4")} group by t.status`,
    values: [channelId, guildIds, ...choiceValues(choice)],
  });
  return toCounts(rows);
}

function toCounts(rows: readonly { status: TaskStatus; count: number }[]): Record<TaskStatus, number> {
  const counts = noTasks();
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

/** A visible task with the facts of its history, or null. */
export async function findTaskWithTimeline(
  db: Queryable,
  taskId: string,
  includeDemo: boolean,
): Promise<{ task: TaskRecord; workerId: string | null; timeline: unknown } | null> {
  const { rows } = await db.query<TaskRow & { timeline: unknown }>({
    name: "find-task-detail",
    text: `
      select ${taskColumns}, t.timeline from history_fetch_tasks t ${taskJoins}
      where t.id = $1 and (g.is_demo is not true or $2)`,
    values: [taskId, includeDemo],
  });
  const row = rows[0];
  return row ? { task: toTaskRecord(row), workerId: row.worker_id, timeline: row.timeline } : null;
}

/** Children of a task in the order they were made, from behind the id `after` on. */
export async function findChildTasks(
  db: Queryable,
  parentId: string,
  page: { statuses: readonly TaskStatus[]; after: string; limit: number },
  includeDemo: boolean,
): Promise<TaskRecord[]> {
  const { rows } = await db.query<TaskRow>({
    name: "list-child-tasks",
    text: `
      select ${taskColumns} from history_fetch_tasks t ${taskJoins}
      where t.parent_task_id = $1 and t.status = any($2::text[]) and t.id > $3 and (g.is_demo is not true or $4)
      order by t.id limit $5`,
    values: [parentId, page.statuses, page.after, includeDemo, page.limit],
  });
  return rows.map(toTaskRecord);
}

/** Whether a task exists and may be shown. */
export async function isTaskVisible(db: Queryable, taskId: string, includeDemo: boolean): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "is-task-visible",
    text: `
      select from history_fetch_tasks t left join guilds g on g.id = t.guild_id
      where t.id = $1 and (g.is_demo is not true or $2)`,
    values: [taskId, includeDemo],
  });
  return rowCount === 1;
}
