/** Guilds and their channels. */
import { ChannelListQuery, ChannelListView, GuildListView } from "../../core/api/guilds.ts";
import { listChannels } from "../../core/console/channelList.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { listGuilds } from "../../core/database/guilds/guildList.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /guilds. */
export function guildRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/guilds",
      access: "session",
      summary: "All guilds by name.",
      view: GuildListView,
      async handle() {
        const options = { includeDemo: deps.demo, cdnBase: deps.cdnBase };
        return { body: { guilds: await listGuilds(deps.readPool, options) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels",
      access: "session",
      summary: "The channels of a guild with their coverage, or with `since` those that changed.",
      params: GuildParams,
      query: ChannelListQuery,
      view: ChannelListView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await listChannels(deps.readPool, guild, query.since) };
      },
    }),
  ];
}
