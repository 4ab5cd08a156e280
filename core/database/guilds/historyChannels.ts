/** Per channel: what its fetches have done. */
import type { HistoryChannelsView } from "../../api/history.ts";
import { noTasks } from "../../console/taskView.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { loadChannels, loadReaders } from "./channelRecords.ts";
import type { GuildRecord } from "./guildList.ts";

/** The channels of a guild that can hold messages, with the statistics of their fetches. */
export async function listHistoryChannels(
  db: Queryable,
  guild: GuildRecord,
  options: { includeThreads: boolean },
): Promise<HistoryChannelsView> {
  const [channels, statistics] = await Promise.all([
    loadReaders(db, guild.id).then((readers) => loadChannels(db, guild, readers)),
    loadChannelStatistics(db, guild.id),
  ]);
  return {
    channels: channels
      .filter(({ hasHistory, kind }) => hasHistory && (options.includeThreads || !kind.endsWith("_thread")))
      .map((channel) => {
        const of = statistics.get(channel.id);
        return {
          channelId: channel.id,
          channelName: channel.name,
          kind: channel.kind,
          parentId: channel.parentId,
          messageCount: channel.messageCount,
          tasks: of?.tasks ?? noTasks(),
          messagesSaved: of?.messagesSaved ?? 0,
          lastFetchedAt: channel.lastFetchedAt?.toISOString() ?? null,
          lastSuccessAt: of?.lastSuccessAt?.toISOString() ?? null,
          state: channel.state,
        };
      }),
  };
}

interface ChannelStatistics {
  tasks: Record<TaskStatus, number>;
  messagesSaved: number;
  lastSuccessAt: Date | null;
}

async function loadChannelStatistics(
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
