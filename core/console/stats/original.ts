/** The answers of the original's statistics endpoints, field by field, out of the sums. */
import type { z } from "zod";
import type {
  OriginalChannelsView,
  OriginalEmojisView,
  OriginalKeywordsView,
  OriginalMembersView,
  OriginalMessagesView,
  OriginalQuery,
  OriginalServerView,
  OriginalTodayView,
} from "../../api/statistics.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import {
  type AskedSpan,
  loadPeriods,
  loadState,
  rankChannels,
  rankItems,
  rankPeople,
} from "../../database/stats/figures.ts";
import { countParts, findMemberCount } from "../../database/stats/guild.ts";
import { loadPeopleCalendar } from "../../database/stats/people.ts";
import { snowflakeTimeMs } from "../../model/snowflake.ts";
import { countPeople, nobody } from "../../model/statistics/peopleSet.ts";
import { addDays, dayOf, type Span } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { describeSpeech } from "./views.ts";

/** As many rows of each as the original gave. */
const most = { members: 20, channels: 15, emojis: 20, keywords: 30 };

/** An endpoint that is asked for some days of a guild. */
const over =
  <View>(describe: (db: Queryable, guild: GuildRecord, span: AskedSpan, now: Date) => Promise<View>) =>
  async (db: Queryable, guild: GuildRecord, query: OriginalQuery, now: Date): Promise<View> =>
    describe(db, guild, await spanFor(db, guild, query, now), now);

async function spanFor(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<AskedSpan> {
  const { zone, known } = await loadState(db, guild.id);
  const today = dayOf(now, zone);
  return { ...daysOf(query, today, known), known };
}

/** The days that a query of the original means; either date may be missing. Pure. */
function daysOf({ days, startDate, endDate }: OriginalQuery, today: string, known: Span | null): Span {
  if (startDate !== undefined || endDate !== undefined)
    return { from: startDate ?? known?.from ?? today, to: endDate ?? today };
  if (days === undefined || days === "all") return known ?? { from: today, to: today };
  return { from: addDays(today, 1 - days), to: today };
}

export async function originalServer(
  db: Queryable,
  guild: GuildRecord,
): Promise<z.infer<typeof OriginalServerView>> {
  const [memberCount, parts] = await Promise.all([findMemberCount(db, guild.id), countParts(db, guild.id)]);
  return {
    name: guild.name,
    memberCount,
    channelCount: parts.channels,
    roleCount: parts.roles,
    createdAt: guild.platform === "discord" ? new Date(snowflakeTimeMs(guild.id)).toISOString() : null,
  };
}

export const originalMembers = over(async (db, guild, span): Promise<z.infer<typeof OriginalMembersView>> => {
  const people = await rankPeople(db, guild.id, span, most.members, { withBots: false });
  return people.map(({ id, userName, messages, lastDay }) => ({
    id,
    username: userName,
    messageCount: messages,
    lastActive: lastDay,
  }));
});

export const originalChannels = over(
  async (db, guild, span): Promise<z.infer<typeof OriginalChannelsView>> => {
    const channels = await rankChannels(db, guild.id, span, most.channels);
    return channels
      .slice(0, most.channels)
      .map(({ id, name, messages }) => ({ id, name, messageCount: messages }));
  },
);

export const originalMessages = over(
  async (db, guild, span): Promise<z.infer<typeof OriginalMessagesView>> => {
    const [days, people] = await Promise.all([
      loadPeriods(db, guild.id, span, "day"),
      loadPeopleCalendar(db, guild.id, span.to, [span]),
    ]);
    return days.map(({ period, messages }) => ({
      date: period,
      messageCount: messages,
      activeUsers: countPeople(people.days.get(period) ?? nobody),
    }));
  },
);

export const originalEmojis = over(async (db, guild, span): Promise<z.infer<typeof OriginalEmojisView>> => {
  const emoji = await rankItems(db, guild.id, span, "emoji", most.emojis);
  return emoji.map(({ item, count }) => ({ emoji: item, isCustom: /:\d+$/.test(item), count }));
});

/** Words, where the original gave names of people. Out of a sample. */
export const originalKeywords = over(
  async (db, guild, { from, to }, now): Promise<z.infer<typeof OriginalKeywordsView>> => {
    const { words } = await describeSpeech(db, guild, { range: "custom", from, to }, now);
    return words.slice(0, most.keywords).map(({ word, count }) => ({ keyword: word, count }));
  },
);

export async function originalToday(
  db: Queryable,
  guild: GuildRecord,
  now: Date,
): Promise<z.infer<typeof OriginalTodayView>> {
  const span = await spanFor(db, guild, { days: 1 }, now);
  const [[channel], [person], [emoji]] = await Promise.all([
    rankChannels(db, guild.id, span, 1),
    rankPeople(db, guild.id, span, 1, { withBots: false }),
    rankItems(db, guild.id, span, "emoji", 1),
  ]);
  return {
    topChannel: channel ? { id: channel.id, name: channel.name, messageCount: channel.messages } : null,
    topUser: person ? { id: person.id, username: person.userName, messageCount: person.messages } : null,
    topEmoji: emoji ? { emoji: emoji.item, count: emoji.count } : null,
  };
}
