/** What is open on the channels of a guild. */
import type { OpenTaskView } from "../../api/guilds.ts";
import { mostCounted } from "../../api/tasks.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** Most pending tasks that are named one by one. More would make every poll of a large fetch heavy. */
const mostPendingNamed = 1000;

/** The open tasks of channels, at most one per channel: the running one before a paused before a pending one. */
export async function listOpenTasks(db: Queryable, guildId: string): Promise<OpenTaskView[]> {
  const { rows } = await db.query<{
    channel_id: string;
    id: string;
    status: TaskStatus;
    progress: number;
  }>({
    name: "list-open-tasks",
    // Paused children are found through their guild task: no index holds all paused tasks of a guild.
    text: `
      with open as (
        select id, channel_id, status, progress from history_fetch_tasks
        where guild_id = $1 and status = 'running' and channel_id is not null
        union all
        select id, channel_id, status, progress from history_fetch_tasks
        where guild_id = $1 and status = 'paused' and parent_task_id is null and channel_id is not null
        union all
        select c.id, c.channel_id, c.status, c.progress
        from history_fetch_tasks p join history_fetch_tasks c on c.parent_task_id = p.id
        where p.guild_id = $1 and p.status in ('running', 'paused') and p.parent_task_id is null
          and c.status = 'paused' and c.channel_id is not null
        union all
        (select id, channel_id, status, progress from history_fetch_tasks
         where guild_id = $1 and status = 'pending' and channel_id is not null
         order by priority, run_at, id limit $2)
      )
      select distinct on (channel_id) channel_id, id, status, progress from open
      order by channel_id, array_position(array['running', 'paused', 'pending'], status), id`,
    values: [guildId, mostPendingNamed],
  });
  return rows.map((row) => ({
    channelId: row.channel_id,
    taskId: row.id,
    status: row.status,
    progress: row.progress,
  }));
}

/** How many tasks of the guild are pending, children included; stops counting at `mostCounted`. */
export async function countPendingTasks(db: Queryable, guildId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: "count-pending-tasks",
    text: `
      select count(*)::int as count from (
        select from history_fetch_tasks where guild_id = $1 and status = 'pending' limit $2) t`,
    values: [guildId, mostCounted],
  });
  return rows[0]?.count ?? 0;
}
