/** Statistics of a guild; and, below /stats, the endpoints of the original. */
import type { z } from "zod";
import {
  ActivityView,
  LoyaltyView,
  OriginalChannelsView,
  OriginalEmojisView,
  OriginalKeywordsView,
  OriginalMembersView,
  OriginalMessagesView,
  OriginalQuery,
  OriginalServerView,
  OriginalTodayView,
  PostsView,
  RankingView,
  SpeechView,
  StatisticsQuery,
  StatisticsSettings,
  StatisticsSettingsView,
} from "../../core/api/statistics.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { describeActivity } from "../../core/console/stats/activity.ts";
import {
  originalChannels,
  originalEmojis,
  originalKeywords,
  originalMembers,
  originalMessages,
  originalServer,
  originalToday,
} from "../../core/console/stats/original.ts";
import {
  describeLoyalty,
  describePosts,
  describeRanking,
  describeSpeech,
} from "../../core/console/stats/views.ts";
import type { GuildRecord } from "../../core/database/guilds/guildList.ts";
import { findTimezone, setTimezone } from "../../core/database/stats/guild.ts";
import { AppError } from "../../core/errors.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

export function statisticsRoutes(deps: AppDeps): Route[] {
  return [
    statistics(
      deps,
      "activity",
      "Messages and people over time, by weekday and hour, compared with the days before.",
      ActivityView,
      describeActivity,
    ),
    statistics(
      deps,
      "ranking",
      "The channels, threads, people, emoji, reactions, domains and files of which there was most.",
      RankingView,
      describeRanking,
    ),
    statistics(
      deps,
      "loyalty",
      "New and returning people, who stayed, who joined and left.",
      LoyaltyView,
      describeLoyalty,
    ),
    statistics(
      deps,
      "speech",
      "Words, languages and how soon people answer, out of a sample.",
      SpeechView,
      describeSpeech,
    ),
    statistics(
      deps,
      "posts",
      "Views, forwards and reactions of Telegram's posts, and how the number of members grew.",
      PostsView,
      describePosts,
    ),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/statistics/settings",
      access: "session",
      summary: "The time zone whose days and hours a guild's statistics are kept by.",
      params: GuildParams,
      view: StatisticsSettingsView,
      async handle({ params }) {
        const guild = await getGuild(deps.pool, params.guildId, deps.demo);
        return { body: await findTimezone(deps.pool, guild.id) };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/guilds/:guildId/statistics/settings",
      access: "session",
      summary: "Sets that time zone. Everything is counted anew, and incomplete until then.",
      params: GuildParams,
      body: StatisticsSettings,
      view: StatisticsSettingsView,
      async handle({ params, body }) {
        const guild = await getGuild(deps.pool, params.guildId, deps.demo);
        if (body.timezone !== null && !isTimezone(body.timezone))
          throw new AppError("invalid_input", `There is no time zone ${body.timezone}.`, {
            field: "timezone",
          });
        await setTimezone(deps.pool, guild.id, body.timezone);
        return { body: await findTimezone(deps.pool, guild.id) };
      },
    }),
    original(
      deps,
      "server",
      "Name, members, channels, roles and age of a guild.",
      OriginalServerView,
      originalServer,
    ),
    original(deps, "members", "The 20 people who wrote most.", OriginalMembersView, originalMembers),
    original(
      deps,
      "channels",
      "The 15 channels and threads in which most was said.",
      OriginalChannelsView,
      originalChannels,
    ),
    original(deps, "messages", "Messages and people by day.", OriginalMessagesView, originalMessages),
    original(deps, "emojis", "The 20 most used emoji.", OriginalEmojisView, originalEmojis),
    original(deps, "keywords", "The 30 most said words of a sample.", OriginalKeywordsView, originalKeywords),
    defineRoute({
      method: "get",
      path: "/stats/today/:guildId",
      access: "session",
      summary: "The channel, the person and the emoji of today.",
      params: GuildParams,
      view: OriginalTodayView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await originalToday(deps.readPool, guild, deps.now()) };
      },
    }),
  ];
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function statistics<View extends z.ZodType>(
  deps: AppDeps,
  name: string,
  summary: string,
  view: View,
  describe: (db: Queryable, guild: GuildRecord, query: StatisticsQuery, now: Date) => Promise<z.output<View>>,
): Route {
  return defineRoute({
    method: "get",
    path: `/guilds/:guildId/statistics/${name}`,
    access: "session",
    summary,
    params: GuildParams,
    query: StatisticsQuery,
    view,
    async handle({ params, query }) {
      const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
      return { body: await describe(deps.readPool, guild, query, deps.now()) };
    },
  });
}

function original<View extends z.ZodType>(
  deps: AppDeps,
  name: string,
  summary: string,
  view: View,
  describe: (db: Queryable, guild: GuildRecord, query: OriginalQuery, now: Date) => Promise<z.output<View>>,
): Route {
  return defineRoute({
    method: "get",
    path: `/stats/${name}/:guildId`,
    access: "session",
    summary,
    params: GuildParams,
    query: OriginalQuery,
    view,
    async handle({ params, query }) {
      const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
      return { body: await describe(deps.readPool, guild, query, deps.now()) };
    },
  });
}
