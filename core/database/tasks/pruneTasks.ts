/** Forgetting history fetches that ended long ago. What they archived stays; only the rows of the queue go. */
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Deletes at most `most` tasks that ended more than `days` days ago, with what is kept of their failed attempts, and
 * returns how many. Repeat while it returns `most`. A task goes only after its children, so that a batch stays a batch;
 * kept are the last task of each schedule and, of each guild, the last fetch of all of it that ended well: that it is kept
 * complete follows from there being one (findCatchUpNeed). Safe for concurrent use.
 */
export async function pruneTasks(db: Queryable, days: number, most: number): Promise<number> {
  const { rowCount } = await db.query({
    name: "prune-history-fetch-tasks",
    text: `
      with kept as materialized (
        select max(id) as id from history_fetch_tasks
        where parent_task_id is null and channel_id is null and status in ('completed', 'warning')
          and not options ? 'channelIds' and after_message_id is null and before_message_id is null
          and after_time is null and before_time is null
        group by guild_id
      ), old as materialized (
        select t.id from history_fetch_tasks t
        where t.completed_at < now() - make_interval(days => $1) and t.completed_at is not null and t.parent_task_id is null
          and t.status in ('completed', 'warning', 'failed', 'cancelled')
          and not exists (select from schedules s where s.last_task_id = t.id)
          and not exists (select from kept where kept.id = t.id)
        order by t.completed_at limit $2
      ), due as materialized (
        -- Children first, of as many parents as fill the batch; parents without any come last.
        select p.id, p.is_parent from (
          select c.id, false as is_parent from old join history_fetch_tasks c on c.parent_task_id = old.id
          union all
          select old.id, true from old
          where not exists (select from history_fetch_tasks c where c.parent_task_id = old.id)
        ) p order by p.is_parent limit $2
      ), locked as materialized (
        select t.id from history_fetch_tasks t where t.id in (select id from due) and t.completed_at is not null
        for update skip locked
      ), attempts as (
        delete from task_attempts where task_id in (select id from locked)
      )
      delete from history_fetch_tasks where id in (select id from locked)`,
    values: [days, most],
  });
  return rowCount ?? 0;
}
