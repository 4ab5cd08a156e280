/** Which channels should be fetched, and why. */
import type { AnalyzeView } from "../api/history.ts";
import { type MessagePlace, timeMessages } from "../database/archive/messageTimes.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import type { Queryable } from "../postgres/pool.ts";
import { type DescribedChannel, needsUpdate } from "./channelView.ts";
import { describeChannels } from "./guildChannels.ts";

/** Every channel of the guild that can hold messages, with the reason it should be fetched or need not be. */
export async function analyzeGuild(db: Queryable, guild: GuildRecord): Promise<AnalyzeView> {
  const channels = await describeChannels(db, guild);
  const holding = channels.filter((channel) => channel.hasHistory);
  const timeOf = await timeMessages(db, guild.platform, holding.flatMap(newestPlaces));
  return {
    channels: holding.map((channel) => ({
      channelId: channel.id,
      channelName: channel.name,
      parentId: channel.parentId,
      needsUpdate: needsUpdate(channel.state),
      reason: channel.state,
      missing: [...channel.missing],
      newestArchivedAt: timeOf(channel.id, channel.newestMessageId),
      newestOnPlatformAt: timeOf(channel.id, channel.lastMessageId),
      lastFetchedAt: channel.lastFetchedAt?.toISOString() ?? null,
    })),
  };
}

function newestPlaces(channel: DescribedChannel): MessagePlace[] {
  return [channel.newestMessageId, channel.lastMessageId]
    .filter((id) => id !== null)
    .map((messageId) => ({ channelId: channel.id, messageId }));
}
