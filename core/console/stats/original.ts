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
import { loadPeriods, loadState, rankChannels, rankItems, rankPeople } from "../../database/stats/figures.ts";
import { countParts, findMemberCount } from "../../database/stats/guild.ts";
import { snowflakeTimeMs } from "../../model/snowflake.ts";
import { addDays, dayOf, type Span } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { describeSpeech } from "./views.ts";

/** As many rows of each as the original gave. */
const most = { members: 20, channels: 15, emojis: 20, keywords: 30 };

async function spanFor(db: Queryable, guild: GuildRecord, query: OriginalQuery, now: Date): Promise<Span> {
  const { zone, known } = await loadState(db, guild.id);
  const today = dayOf(now, zone);
  if (query.startDate !== undefined || query.endDate !== undefined)
    return { from: query.startDate ?? known?.from ?? today, to: query.endDate ?? today };
  if (query.days === undefined || query.days === "all") return known ?? { from: today, to: today };
  return { from: addDays(today, 1 - query.days), to: today };
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

export async function originalMembers(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<z.infer<typeof OriginalMembersView>> {
  const span = await spanFor(db, guild, query, now);
  const people = await rankPeople(db, guild.id, span, most.members, { withBots: false });
  return people.map(({ id, userName, messages, lastDay }) => ({
    id,
    username: userName,
    messageCount: messages,
    lastActive: lastDay,
  }));
}

export async function originalChannels(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<z.infer<typeof OriginalChannelsView>> {
  const span = await spanFor(db, guild, query, now);
  const channels = await rankChannels(db, guild.id, span, most.channels);
  return channels
    .slice(0, most.channels)
    .map(({ id, name, messages }) => ({ id, name, messageCount: messages }));
}

export async function originalMessages(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<z.infer<typeof OriginalMessagesView>> {
  const span = await spanFor(db, guild, query, now);
  const days = await loadPeriods(db, guild.id, span, "day");
  return days.map(({ period, messages, people }) => ({
    date: period,
    messageCount: messages,
    activeUsers: people,
  }));
}

export async function originalEmojis(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<z.infer<typeof OriginalEmojisView>> {
  const span = await spanFor(db, guild, query, now);
  const emoji = await rankItems(db, guild.id, span, "emoji", most.emojis);
  return emoji.map(({ item, count }) => ({ emoji: item, isCustom: /:\d+$/.test(item), count }));
}

/** Words, where the original gave names of people. Out of a sample. */
export async function originalKeywords(
  db: Queryable,
  guild: GuildRecord,
  query: OriginalQuery,
  now: Date,
): Promise<z.infer<typeof OriginalKeywordsView>> {
  const span = await spanFor(db, guild, query, now);
  const { words } = await describeSpeech(db, guild, { range: "custom", ...span }, now);
  return words.slice(0, most.keywords).map(({ word, count }) => ({ keyword: word, count }));
}

export async function originalToday(
  db: Queryable,
  guild: GuildRecord,
  now: Date,
): Promise<z.infer<typeof OriginalTodayView>> {
  const { zone } = await loadState(db, guild.id);
  const today = dayOf(now, zone);
  const span = { from: today, to: today };
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
