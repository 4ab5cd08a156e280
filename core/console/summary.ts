/** What of a guild is archived, in figures. */
import { completenessOf } from "../api/completeness.ts";
import { CoverageState } from "../api/guilds.ts";
import type { SummaryView } from "../api/history.ts";
import { countOpenSetAside } from "../database/archive/setAsideList.ts";
import { countArchivedPerDay, sumTasks } from "../database/guilds/archiveSums.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import { countTopTasks } from "../database/tasks/taskRows.ts";
import type { Queryable } from "../postgres/pool.ts";
import type { DescribedChannel } from "./channelView.ts";
import { describeChannels } from "./guildChannels.ts";

/** The summary of a guild, with the messages archived on each of the last `days` days, today (UTC) last. */
export async function summarizeGuild(db: Queryable, guild: GuildRecord, days: number): Promise<SummaryView> {
  const [tasks, sums, archivedPerDay, channels, setAsideCount] = await Promise.all([
    countTopTasks(db, [guild.id]),
    sumTasks(db, guild.id),
    countArchivedPerDay(db, guild.id, days),
    describeChannels(db, guild),
    countOpenSetAside(db, guild.id),
  ]);
  return {
    guildId: guild.id,
    tasks,
    ...sums,
    messageCount: channels.reduce((sum, channel) => sum + channel.messageCount, 0),
    channels: countStates(channels),
    completeness: completenessOf(channels),
    lastFetchedAt: latest(channels.map((channel) => channel.lastFetchedAt))?.toISOString() ?? null,
    setAsideCount,
    archivedPerDay,
  };
}

function countStates(channels: readonly DescribedChannel[]): Record<CoverageState, number> {
  const counts = Object.fromEntries(CoverageState.options.map((state) => [state, 0])) as Record<
    CoverageState,
    number
  >;
  for (const channel of channels) counts[channel.state]++;
  return counts;
}

function latest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((late, time) => (time && (!late || time > late) ? time : late), null);
}
