/** Per channel: what its tasks have done. */
import { noTasks, type TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface ChannelStatistics {
  tasks: Record<TaskStatus, number>;
  messagesSaved: number;
  lastSuccessAt: Date | null;
}

/** What the tasks of each channel of a guild have done, by channel id; channels without tasks are absent. */
export async function loadChannelStatistics(
  db: Queryable,
  guildId: string,
): Promise<Map<string, ChannelStatistics>> {
  const { rows } = await db.query<{
    channel_id: string;
    status: TaskStatus;
    count: number;
    saved: string;
    completed_at: Date | null;
  }>({
    name: "load-channel-statistics",
    // Parts of guild tasks are found through their parents: no index holds all tasks of a guild.
    text: `
      select t.channel_id, t.status, count(*)::int as count, sum(t.messages_saved) as saved,
        max(t.completed_at) as completed_at
      from (
        select channel_id, status, messages_saved, completed_at from history_fetch_tasks
        where guild_id = $1 and parent_task_id is null and channel_id is not null
        union all
        select c.channel_id, c.status, c.messages_saved, c.completed_at
        from history_fetch_tasks p join history_fetch_tasks c on c.parent_task_id = p.id
        where p.guild_id = $1 and p.parent_task_id is null and c.channel_id is not null
      ) t
      group by t.channel_id, t.status`,
    values: [guildId],
  });
  const statistics = new Map<string, ChannelStatistics>();
  for (const row of rows) {
    const of = statistics.get(row.channel_id) ?? { tasks: noTasks(), messagesSaved: 0, lastSuccessAt: null };
    of.tasks[row.status] = row.count;
    of.messagesSaved += Number(row.saved);
    if (row.status === "completed") of.lastSuccessAt = row.completed_at;
    statistics.set(row.channel_id, of);
  }
  return statistics;
}
