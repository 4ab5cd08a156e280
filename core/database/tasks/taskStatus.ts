/**
 * Changing the status of tasks: plain updates guarded by the status. The triggers of the table keep lease, counters,
 * children and parents right (migrations/0004_task_queues.sql).
 */
import { actionableStatuses, mostCounted, type TaskAction } from "../../api/tasks.ts";
import type { TaskStatus } from "../../model/task.ts";
import { isLostRace, type Queryable } from "../../postgres/pool.ts";
import { findOtherQueues } from "./otherTasks.ts";

const statusAfter: Record<TaskAction, TaskStatus> = {
  pause: "paused",
  resume: "pending",
  cancel: "cancelled",
  retry: "pending",
};

/** How often a statement that met a deadlock with a heartbeat or a settling worker is run again. */
const mostTries = 5;

/**
 * The update itself; returns how many rows of `ids` it changed. A pause leaves parts whose guild task is among
 * `ids` to the trigger: paused by themselves they would not be resumed with it.
 */
export async function changeStatus(
  db: Queryable,
  ids: readonly string[],
  action: TaskAction,
  includeDemo: boolean,
): Promise<number> {
  let changed = await changeFetches(db, ids, action, includeDemo);
  if (changed === ids.length) return changed;
  for (const [queue, others] of await findOtherQueues(db, ids))
    changed += await changeOthers(db, queue, others, action);
  return changed;
}

/** Like changeFetches, of any other queue; `queue` is a name the database gave. */
async function changeOthers(
  db: Queryable,
  queue: string,
  ids: readonly string[],
  action: TaskAction,
): Promise<number> {
  const { rowCount } = await db.query({
    name: `change-status-${queue}`,
    text: `
      with chosen as materialized (
        select id from ${queue} where id = any($1::int8[]) and status = any($2::text[])
        order by id for no key update
      )
      update ${queue} t set status = $3 from chosen where t.id = chosen.id`,
    values: [ids, actionableStatuses[action], statusAfter[action]],
  });
  return rowCount ?? 0;
}

async function changeFetches(
  db: Queryable,
  ids: readonly string[],
  action: TaskAction,
  includeDemo: boolean,
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
        values: [ids, actionableStatuses[action], statusAfter[action], includeDemo, action === "pause"],
      });
      return rowCount ?? 0;
    } catch (error) {
      if (tries >= mostTries || !isLostRace(error)) throw error;
    }
  }
}

/** The newest task's id; 0 when there is none. */
export async function findLastTaskId(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-last-task-id",
    text: "select coalesce(max(id), 0) as id from history_fetch_tasks",
  });
  return rows[0]?.id ?? "0";
}

/** The ids of the next `limit` tasks that a filter matches, without the parts of guild tasks. */
export async function findMatching(
  db: Queryable,
  filter: { guildId?: string; status: readonly TaskStatus[]; after: string; lastId: string; limit: number },
  includeDemo: boolean,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-matching-tasks",
    text: `
      select t.id from history_fetch_tasks t
      where t.parent_task_id is null and t.status = any($1::text[]) and ($2::int8 is null or t.guild_id = $2)
        and t.id > $3 and t.id <= $4
        and not exists (select from guilds g where g.id = t.guild_id and g.is_demo and not $5)
      order by t.id limit $6`,
    values: [filter.status, filter.guildId ?? null, filter.after, filter.lastId, includeDemo, filter.limit],
  });
  return rows.map((row) => row.id);
}

/** How many tasks a filter matches, without the parts of guild tasks; stops at `mostCounted`. */
export async function countMatching(
  db: Queryable,
  guildId: string | undefined,
  status: readonly TaskStatus[],
  includeDemo: boolean,
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
    values: [status, guildId ?? null, includeDemo, mostCounted],
  });
  return rows[0]?.count ?? 0;
}
