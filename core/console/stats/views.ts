/** Rankings, loyalty, speech and posts of a guild over a span of days. */
import type {
  LoyaltyView,
  PostsView,
  RankingView,
  SpeechView,
  StatisticsQuery,
} from "../../api/statistics.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import {
  countComings,
  countInChannels,
  loadTotals,
  rankChannels,
  rankItems,
  rankPeople,
} from "../../database/stats/figures.ts";
import { findMemberCount } from "../../database/stats/guild.ts";
import { loadPeopleCalendar } from "../../database/stats/people.ts";
import { loadMemberCounts, loadPostPeriods, rankPosts } from "../../database/stats/posts.ts";
import { sampleMessages } from "../../database/stats/samples.ts";
import { cohortsOf, countDuring, countNew, daysAtEnds } from "../../model/statistics/peopleCalendar.ts";
import { stepOf } from "../../model/statistics/span.ts";
import { countWords } from "../../model/statistics/words.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { openQuestion } from "./about.ts";
import { periodsOf, sum } from "./activity.ts";

/** How many of each ranking. */
const ranked = 20;

export async function describeRanking(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<RankingView> {
  const { about, span, before } = await openQuestion(db, guild, query, now);
  const items = (kind: Parameters<typeof rankItems>[3]) => rankItems(db, guild.id, span, kind, ranked);
  const [channels, people, emoji, reactions, domains, attachments] = await Promise.all([
    rankChannels(db, guild.id, span, ranked),
    rankPeople(db, guild.id, span, ranked),
    items("emoji"),
    items("reaction"),
    items("domain"),
    items("attachment"),
  ]);
  const earlier =
    before === null
      ? new Map<string, number>()
      : await countInChannels(
          db,
          guild.id,
          before,
          channels.map(({ id }) => id),
        );
  const view = ({ id, name, parentName, messages }: (typeof channels)[number]) => ({
    id,
    name,
    parentName,
    messages,
    messagesBefore: earlier.get(id) ?? 0,
  });
  return {
    ...about,
    channels: channels.filter(({ isThread }) => !isThread).map(view),
    threads: channels.filter(({ isThread }) => isThread).map(view),
    people: people.map(({ id, name, isBot, messages, lastDay }) => ({ id, name, isBot, messages, lastDay })),
    emoji,
    reactions,
    domains,
    attachments,
  };
}

/** Cohorts shown: one per month. */
const cohortMonths = 12;

export async function describeLoyalty(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<LoyaltyView> {
  const { about, span } = await openQuestion(db, guild, query, now);
  const last = `${span.to.slice(0, 7)}-01`;
  const since = monthsBefore(last, cohortMonths - 1);
  const [people, comings, memberCount] = await Promise.all([
    loadPeopleCalendar(db, guild.id, span.to, daysAtEnds([span])),
    countComings(db, guild.id, span, "month"),
    findMemberCount(db, guild.id),
  ]);
  const newPeople = countNew(people, span);
  return {
    ...about,
    newPeople,
    returningPeople: countDuring(people, span) - newPeople,
    memberCount,
    joins: sum([...comings.values()].map(({ joins }) => joins)),
    leaves: sum([...comings.values()].map(({ leaves }) => leaves)),
    cohorts: cohortsOf(people, periodsOf({ from: since, to: last }, "month")),
  };
}

function monthsBefore(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - count, 1)).toISOString().slice(0, 10);
}

const mostWords = 60;

export async function describeSpeech(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<SpeechView> {
  const { about, span } = await openQuestion(db, guild, query, now);
  const [sample, totals] = await Promise.all([
    sampleMessages(db, guild.id, span),
    loadTotals(db, guild.id, span),
  ]);
  const { words, languages } = countWords(
    sample.map(({ content }) => content),
    mostWords,
  );
  const responses = sample
    .flatMap(({ responseSeconds }) =>
      responseSeconds !== null && responseSeconds >= 0 ? responseSeconds : [],
    )
    .sort((a, b) => a - b);
  return {
    ...about,
    sampled: sample.length,
    of: totals.messages - totals.wordless,
    words,
    languages,
    medianResponseSeconds: responses[Math.floor(responses.length / 2)] ?? null,
    sampledReplies: responses.length,
  };
}

export async function describePosts(
  db: Queryable,
  guild: GuildRecord,
  query: StatisticsQuery,
  now: Date,
): Promise<PostsView> {
  const { about, span } = await openQuestion(db, guild, query, now);
  const step = stepOf(span) === "month" ? "month" : "day";
  // Of whole servers of Discord nothing counts views: their messages are not gone through.
  const isTelegram = guild.platform === "telegram";
  const [periods, top, growth] = await Promise.all([
    isTelegram ? loadPostPeriods(db, guild.id, span, step) : [],
    isTelegram ? rankPosts(db, guild.id, span, ranked) : [],
    loadMemberCounts(db, guild.id, span),
  ]);
  const of = new Map(periods.map((each) => [each.period, each]));
  const total = (key: "posts" | "views" | "forwards" | "replies" | "reactions") =>
    sum(periods.map((each) => each[key]));
  return {
    ...about,
    posts: total("posts"),
    views: total("views"),
    forwards: total("forwards"),
    replies: total("replies"),
    reactions: total("reactions"),
    series: isTelegram
      ? periodsOf(span, step).map((at) => ({
          at,
          posts: of.get(at)?.posts ?? 0,
          views: of.get(at)?.views ?? 0,
          forwards: of.get(at)?.forwards ?? 0,
          reactions: of.get(at)?.reactions ?? 0,
        }))
      : [],
    top: top.map((post) => ({ ...post, sentAt: post.sentAt.toISOString() })),
    growth,
  };
}
