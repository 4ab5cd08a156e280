/** What of a guild's history is archived. */
import {
  AnalyzeView,
  HistoryChannelsQuery,
  HistoryChannelsView,
  RangesView,
  SummaryQuery,
  SummaryView,
} from "../../core/api/history.ts";
import { TaskListQuery, TaskListView } from "../../core/api/tasks.ts";
import { analyzeGuild } from "../../core/console/analyze.ts";
import { listHistoryChannels } from "../../core/console/historyChannels.ts";
import { listRanges } from "../../core/console/ranges.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { summarizeGuild } from "../../core/console/summary.ts";
import { listTasks } from "../../core/console/taskList.ts";
import { type AppDeps, scopeOf } from "../deps.ts";
import { GuildChannelParams, GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /history. */
export function historyRoutes(deps: AppDeps): Route[] {
  const db = deps.readPool;
  return [
    defineRoute({
      method: "get",
      path: "/history/:guildId/tasks",
      access: "session",
      summary: "The tasks of a guild, newest first.",
      params: GuildParams,
      query: TaskListQuery.omit({ guildId: true }),
      view: TaskListView,
      async handle({ params, query }) {
        const guild = await getGuild(db, params.guildId, deps.demo);
        return { body: await listTasks(db, { ...query, guildId: guild.id }, scopeOf(deps)) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/history/:guildId/summary",
      access: "session",
      summary: "Totals of tasks, messages and coverage, and the messages archived per day.",
      params: GuildParams,
      query: SummaryQuery,
      view: SummaryView,
      async handle({ params, query }) {
        const guild = await getGuild(db, params.guildId, deps.demo);
        return { body: await summarizeGuild(db, guild, query.days) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/history/:guildId/channels",
      access: "session",
      summary: "Per channel: archived messages, tasks, last fetch and last success.",
      params: GuildParams,
      query: HistoryChannelsQuery,
      view: HistoryChannelsView,
      async handle({ params, query }) {
        const guild = await getGuild(db, params.guildId, deps.demo);
        const includeThreads = query.includeThreads === "true";
        return { body: await listHistoryChannels(db, guild, { includeThreads }) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/history/:guildId/ranges/:channelId",
      access: "session",
      summary: "The proven intervals of a channel and the gaps between them, newest first.",
      params: GuildChannelParams,
      view: RangesView,
      async handle({ params }) {
        const guild = await getGuild(db, params.guildId, deps.demo);
        return { body: await listRanges(db, guild, params.channelId) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/history/:guildId/analyze",
      access: "session",
      summary: "Which channels should be fetched, and why.",
      params: GuildParams,
      view: AnalyzeView,
      async handle({ params }) {
        return { body: await analyzeGuild(db, await getGuild(db, params.guildId, deps.demo)) };
      },
    }),
  ];
}
