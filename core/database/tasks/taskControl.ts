/**
 * Pausing, resuming, cancelling and retrying: plain updates of the status, guarded by the status. The triggers of
 * the table keep lease, counters, children and parents right (migrations/0002_queue.sql).
 */
import { actionableStatuses, mostCounted, type TaskAction, type TaskView } from "../../api/tasks.ts";
import { AppError } from "../../errors.ts";
import type { TaskStatus } from "../../model/task.ts";
import { isLostRace, isUniqueViolation, type Queryable } from "../../postgres/pool.ts";
import type { TaskScope } from "./taskList.ts";
import { type TaskRow, taskColumns, taskJoins, toTaskViews } from "./taskRecords.ts";

const statusAfter: Record<TaskAction, TaskStatus> = {
  pause: "paused",
  resume: "pending",
  cancel: "cancelled",
  retry: "pending",
};

/**
 * Does `action` to one task and returns it as it stands then. Throws AppError: unknown_task; not_possible when its
 * status does not allow the action; conflict when a retry would open a second task for what an open one does.
 */
export async function controlTask(
  db: Queryable,
  taskId: string,
  action: TaskAction,
  scope: TaskScope,
): Promise<TaskView> {
  const changed = await changeStatus(db, [taskId], action, scope).catch((error: unknown) => {
    if (isUniqueViolation(error)) {
      throw new AppError("conflict", `Another open task does the same as task ${taskId}.`, {
        field: "taskId",
      });
    }
    throw error;
  });
  const { rows } = await db.query<TaskRow>({
    name: "find-visible-task",
    text: `
      select ${taskColumns} from history_fetch_tasks t ${taskJoins}
      where t.id = $1 and (g.is_demo is not true or $2)`,
    values: [taskId, scope.includeDemo],
  });
  const [task] = await toTaskViews(db, rows, scope);
  if (!task) throw new AppError("unknown_task", `There is no task ${taskId}.`, { field: "taskId" });
  if (changed === 0) {
    throw new AppError("not_possible", `Task ${taskId} is ${task.status}: ${action} does not apply.`, {
      field: "taskId",
    });
  }
  return task;
}

/** How many tasks were changed, and how many were left since the action does not apply to them. */
export interface BulkOutcome {
  changed: number;
  skipped: number;
}

/** Does `action` to the chosen tasks; ids that do not exist count as skipped. */
export async function controlTasks(
  db: Queryable,
  ids: readonly string[],
  action: TaskAction,
  scope: TaskScope,
): Promise<BulkOutcome> {
  const distinct = [...new Set(ids.map((id) => String(BigInt(id))))];
  const changed = await changeMany(db, distinct, action, scope);
  return { changed, skipped: distinct.length - changed };
}

/** Most tasks changed by one statement: keeps each below the statement time-out. */
const batchSize = 1000;

/**
 * Does `action` to all tasks a filter matches at this moment, parts of guild tasks not counted (they follow their
 * guild task). Counting those that are skipped stops at `mostCounted`.
 */
export async function controlMatchingTasks(
  db: Queryable,
  filter: { guildId?: string; status: readonly TaskStatus[] },
  action: TaskAction,
  scope: TaskScope,
): Promise<BulkOutcome> {
  const actionable = filter.status.filter((status) => actionableStatuses[action].includes(status));
  const others = filter.status.filter((status) => !actionableStatuses[action].includes(status));
  const outcome = { changed: 0, skipped: await countMatching(db, filter.guildId, others, scope) };
  const lastId = await findLastTaskId(db); // tasks made from here on are not meant
  for (let after = "0"; ; ) {
    const ids = await findMatching(db, { guildId: filter.guildId, status: actionable, after, lastId }, scope);
    const changed = await changeMany(db, ids, action, scope);
    outcome.changed += changed;
    outcome.skipped += ids.length - changed;
    if (ids.length < batchSize) return outcome;
    after = ids.at(-1) ?? after;
  }
}

/** All at once; when a retry meets an open task that does the same, one by one, so that only that one is skipped. */
async function changeMany(
  db: Queryable,
  ids: readonly string[],
  action: TaskAction,
  scope: TaskScope,
): Promise<number> {
  if (ids.length === 0) return 0;
  try {
    return await changeStatus(db, ids, action, scope);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  let changed = 0;
  for (const id of ids) {
    changed += await changeStatus(db, [id], action, scope).catch((error: unknown) => {
      if (isUniqueViolation(error)) return 0;
      throw error;
    });
  }
  return changed;
}

/** How often a statement that met a deadlock with a heartbeat or a settling worker is run again. */
const mostTries = 5;

/**
 * The update itself; returns how many rows of `ids` it changed. A pause leaves parts whose guild task is among
 * `ids` to the trigger: paused by themselves they would not be resumed with it.
 */
async function changeStatus(
  db: Queryable,
  ids: readonly string[],
  action: TaskAction,
  scope: TaskScope,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      const { rowCount } = await db.query({
        name: "change-task-status",
        text: `
          with chosen as materialized (
            select t.id from history_fetch_tasks t
            where t.id = any($1::int8[]) and t.status = any($2::text[])
              and not (t.parent_task_id is not null and $5 and t.parent_task_id = any($1::int8[]))
              and not exists (select from guilds g where g.id = t.guild_id and g.is_demo and not $4)
            order by t.id
            for no key update
          )
          update history_fetch_tasks t set status = $3
          from chosen where t.id = chosen.id and t.status = any($2::text[])`,
        values: [ids, actionableStatuses[action], statusAfter[action], scope.includeDemo, action === "pause"],
      });
      return rowCount ?? 0;
    } catch (error) {
      if (tries >= mostTries || !isLostRace(error)) throw error;
    }
  }
}

async function findLastTaskId(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-last-task-id",
    text: "select coalesce(max(id), 0) as id from history_fetch_tasks",
  });
  return rows[0]?.id ?? "0";
}

async function findMatching(
  db: Queryable,
  filter: { guildId?: string; status: readonly TaskStatus[]; after: string; lastId: string },
  scope: TaskScope,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-matching-tasks",
    text: `
      select t.id from history_fetch_tasks t
      where t.parent_task_id is null and t.status = any($1::text[]) and ($2::int8 is null or t.guild_id = $2)
        and t.id > $3 and t.id <= $4
        and not exists (select from guilds g where g.id = t.guild_id and g.is_demo and not $5)
      order by t.id limit $6`,
    values: [
      filter.status,
      filter.guildId ?? null,
      filter.after,
      filter.lastId,
      scope.includeDemo,
      batchSize,
    ],
  });
  return rows.map((row) => row.id);
}

async function countMatching(
  db: Queryable,
  guildId: string | undefined,
  status: readonly TaskStatus[],
  scope: TaskScope,
): Promise<number> {
  if (status.length === 0) return 0;
  const { rows } = await db.query<{ count: number }>({
    name: "count-matching-tasks",
    text: `
      select count(*)::int as count from (
        select from history_fetch_tasks t
        where t.parent_task_id is null and t.status = any($1::text[]) and ($2::int8 is null or t.guild_id = $2)
          and not exists (select from guilds g where g.id = t.guild_id and g.is_demo and not $3)
        limit $4) counted`,
    values: [status, guildId ?? null, scope.includeDemo, mostCounted],
  });
  return rows[0]?.count ?? 0;
}
