/** Noticing that catching up does not keep up. */

import { catchUpStarter } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Queues a notification for each guild whose catching up is open for longer than `lateMs`, once until it has caught up.
 * What an operator paused is not late. Any number of processes may call it at once: the row of the guild says who was
 * first.
 */
export async function notifyCatchUpBehind(db: Queryable, lateMs: number): Promise<void> {
  await db.query({
    name: "notify-catch-up-behind",
    text: `
      with behind as materialized (
        select t.guild_id, min(t.created_at) as since, count(*) as open_tasks
        from history_fetch_tasks t join guilds g on g.id = t.guild_id
        where t.started_by = $2 and t.parent_task_id is null and t.status in ('pending', 'running')
          and t.created_at < now() - $1::float8 * interval '1 ms' and g.work_paused_at is null
        group by t.guild_id
      ), caught_up as (
        update guilds g set catch_up_behind_since = null
        where g.catch_up_behind_since is not null and not exists (select from behind b where b.guild_id = g.id)
      ), begun as (
        update guilds g set catch_up_behind_since = b.since
        from behind b where g.id = b.guild_id and g.catch_up_behind_since is null
        returning g.id, g.name, b.since, b.open_tasks
      )
      select queue_notifications('catch_up_behind', format('catch-up:%s:%s', id, extract(epoch from since)),
        jsonb_build_object('guildId', id::text, 'guildName', name, 'openTasks', open_tasks,
          'minutes', (extract(epoch from now() - since) / 60)::int8))
      from begun`,
    values: [lateMs, catchUpStarter],
  });
}
