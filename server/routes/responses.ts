/** Who reacted and who voted. */
import { ResponseListQuery, ResponseListView, ResponsesView } from "../../core/api/responses.ts";
import { describeResponses, readResponseList } from "../../core/console/responses.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams, MessageParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

export function responseRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/responses",
      access: "session",
      summary:
        "Whether a guild keeps who reacted and voted, how far that is, and how many requests the rest costs.",
      params: GuildParams,
      view: ResponsesView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await describeResponses(deps.readPool, guild) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/messages/:messageId/responses",
      access: "session",
      summary: "Who gave a reaction to a message, or voted for an answer of its poll, as far as it is known.",
      params: MessageParams,
      query: ResponseListQuery,
      view: ResponseListView,
      async handle({ params: { guildId, ...place }, query }) {
        const guild = await getGuild(deps.readPool, guildId, deps.demo);
        return { body: await readResponseList(deps.readPool, guild, place, query, deps.fileBase) };
      },
    }),
  ];
}
