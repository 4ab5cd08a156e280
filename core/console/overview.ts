/** Everything at a glance, in one answer: nothing of it reads messages. */
import { completenessOf } from "../api/completeness.ts";
import type { OverviewQuery, OverviewView } from "../api/overview.ts";
import {
  type DayOfGuild,
  type GuildAtAGlance,
  listGuildsAtAGlance,
  listNextSchedules,
  loadChanges,
  loadLastDays,
  measureStorage,
} from "../database/overview/glance.ts";
import {
  countTasksAtAGlance,
  listFailedTasks,
  listRunningTasks,
  type TaskAtAGlance,
} from "../database/overview/tasksAtAGlance.ts";
import { readDatabaseTime } from "../database/schedules/schedules.ts";
import { platforms } from "../model/platform.ts";
import { addDays, dayOf } from "../model/statistics/span.ts";
import type { Queryable } from "../postgres/pool.ts";
import type { DescribedChannel } from "./channelView.ts";
import { describeChannelsOfGuilds } from "./guildChannels.ts";

/** How much of each list. */
const most = { running: 6, failures: 5, schedules: 5 };
/** Days that are drawn. */
const drawnDays = 30;

/** `freeBytes`: space on the fullest disk; null when nobody can tell. */
export async function describeOverview(
  db: Queryable,
  query: OverviewQuery,
  { includeDemo, freeBytes }: { includeDemo: boolean; freeBytes: number | null },
): Promise<OverviewView> {
  const since = query.since === undefined ? null : new Date(query.since);
  const [now, guilds] = await Promise.all([readDatabaseTime(db), listGuildsAtAGlance(db, includeDemo)]);
  const ids = guilds.map(({ id }) => id);
  const [channels, days, counts, running, failures, storage, schedules, changes] = await Promise.all([
    describeChannelsOfGuilds(db, guilds),
    loadLastDays(db, ids, drawnDays, now),
    countTasksAtAGlance(db, includeDemo),
    listRunningTasks(db, includeDemo, most.running),
    listFailedTasks(db, includeDemo, most.failures),
    measureStorage(db),
    listNextSchedules(db, includeDemo, most.schedules),
    since && loadChanges(db, since, includeDemo),
  ]);
  return {
    at: now.toISOString(),
    platforms: sumPlatforms(guilds, channels),
    activity: toActivity(guilds, days, dayOf(now, "UTC")),
    servers: toServers(guilds, channels, days),
    tasks: {
      ...counts,
      runningNow: running.map((task) => ({ ...toLine(task), progress: task.progress })),
      failures: failures.map((task) => ({
        ...toLine(task),
        message: task.message,
        at: (task.at ?? now).toISOString(),
      })),
    },
    storage: { ...storage, freeBytes },
    schedules: schedules.map((each) => ({ ...each, nextRunAt: each.nextRunAt.toISOString() })),
    changes: changes && since && { since: since.toISOString(), ...changes },
  };
}

type ChannelsOf = ReadonlyMap<string, readonly DescribedChannel[]>;

const messagesIn = (channels: readonly DescribedChannel[]) =>
  channels.reduce((sum, { messageCount }) => sum + messageCount, 0);

function sumPlatforms(guilds: readonly GuildAtAGlance[], channelsOf: ChannelsOf): OverviewView["platforms"] {
  return platforms.flatMap((platform) => {
    const own = guilds.filter((guild) => guild.platform === platform);
    if (own.length === 0) return [];
    const channels = own.flatMap(({ id }) => channelsOf.get(id) ?? []);
    return {
      platform,
      servers: own.length,
      channels: channels.filter(({ hasHistory, isRemoved }) => hasHistory && !isRemoved).length,
      messages: messagesIn(channels),
      completeness: completenessOf(channels),
    };
  });
}

/** Days that are the same number of days ago stand together, though days begin earlier in the east. */
function toActivity(
  guilds: readonly GuildAtAGlance[],
  days: readonly DayOfGuild[],
  today: string,
): OverviewView["activity"] {
  const platformOf = new Map(guilds.map(({ id, platform }) => [id, platform]));
  const activity = Array.from({ length: drawnDays }, (_, index) => ({
    day: addDays(today, index + 1 - drawnDays),
    discord: 0,
    telegram: 0,
  }));
  for (const { guildId, daysAgo, messages } of days) {
    const day = activity[drawnDays - 1 - daysAgo];
    const platform = platformOf.get(guildId);
    if (day && platform) day[platform] += messages;
  }
  return activity;
}

function toServers(
  guilds: readonly GuildAtAGlance[],
  channelsOf: ChannelsOf,
  days: readonly DayOfGuild[],
): OverviewView["servers"] {
  const weeks = new Map<string, [number, number]>();
  for (const { guildId, daysAgo, messages } of days) {
    if (daysAgo >= 14) continue;
    const week = weeks.get(guildId) ?? [0, 0];
    week[daysAgo < 7 ? 0 : 1] += messages;
    weeks.set(guildId, week);
  }
  return guilds
    .map(({ id, name, platform, isReadable, openTasks }) => {
      const channels = channelsOf.get(id) ?? [];
      const [lastWeek, weekBefore] = weeks.get(id) ?? [0, 0];
      const completeness = completenessOf(channels);
      const messages = messagesIn(channels);
      return {
        guildId: id,
        name,
        platform,
        isReadable,
        messages,
        completeness,
        lastWeek,
        weekBefore,
        openTasks,
      };
    })
    .toSorted((a, b) => b.lastWeek - a.lastWeek || b.messages - a.messages || a.name.localeCompare(b.name));
}

const toLine = ({ id, kind, guildId, guildName, channelName }: TaskAtAGlance) => ({
  id,
  kind,
  guildId,
  guildName,
  channelName,
});
