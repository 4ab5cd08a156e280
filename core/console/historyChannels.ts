/** Per channel: what its fetches have done. */
import type { HistoryChannelsView } from "../api/history.ts";
import { loadChannelStatistics } from "../database/guilds/channelStatistics.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import { noTasks } from "../model/task.ts";
import type { Queryable } from "../postgres/pool.ts";
import { describeChannels } from "./guildChannels.ts";

/** The channels of a guild that can hold messages, with the statistics of their fetches. */
export async function listHistoryChannels(
  db: Queryable,
  guild: GuildRecord,
  options: { includeThreads: boolean },
): Promise<HistoryChannelsView> {
  const [channels, statistics] = await Promise.all([
    describeChannels(db, guild),
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
