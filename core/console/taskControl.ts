/** Pausing, resuming, cancelling and retrying, as the API answers it. */
import { actionableStatuses, type TaskAction, type TaskView } from "../api/tasks.ts";
import { findTaskWithTimeline } from "../database/tasks/taskRows.ts";
import { changeStatus, countMatching, findLastTaskId, findMatching } from "../database/tasks/taskStatus.ts";
import { AppError } from "../errors.ts";
import type { TaskStatus } from "../model/task.ts";
import { isUniqueViolation, type Queryable } from "../postgres/pool.ts";
import { findOtherTaskDetail } from "./otherTasks.ts";
import type { TaskScope } from "./taskList.ts";
import { toTaskViews } from "./taskViews.ts";

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
  const changed = await changeStatus(db, [taskId], action, scope.includeDemo).catch((error: unknown) => {
    if (isUniqueViolation(error)) {
      throw new AppError("conflict", `Another open task does the same as task ${taskId}.`, {
        field: "taskId",
      });
    }
    throw error;
  });
  const found = await findTaskWithTimeline(db, taskId, scope.includeDemo);
  const [fetch] = found ? await toTaskViews(db, [found.task], scope) : [];
  const task = fetch ?? (await findOtherTaskDetail(db, taskId))?.task;
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
  const outcome = { changed: 0, skipped: await countMatching(db, filter.guildId, others, scope.includeDemo) };
  const lastId = await findLastTaskId(db); // tasks made from here on are not meant
  for (let after = "0"; ; ) {
    const ids = await findMatching(
      db,
      { guildId: filter.guildId, status: actionable, after, lastId, limit: batchSize },
      scope.includeDemo,
    );
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
    return await changeStatus(db, ids, action, scope.includeDemo);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  let changed = 0;
  for (const id of ids) {
    changed += await changeStatus(db, [id], action, scope.includeDemo).catch((error: unknown) => {
      if (isUniqueViolation(error)) return 0;
      throw error;
    });
  }
  return changed;
}
