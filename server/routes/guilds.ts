/** Guilds and their channels. */
import {
  ChannelListQuery,
  ChannelListView,
  ChannelSearchQuery,
  ChannelSearchView,
  GuildActionView,
  GuildChange,
  GuildListView,
  type GuildView,
} from "../../core/api/guilds.ts";
import { SetAsideListView, SetAsideQuery } from "../../core/api/setAside.ts";
import { listChannels } from "../../core/console/channelList.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { listSetAside } from "../../core/database/archive/setAsideList.ts";
import { searchChannels } from "../../core/database/guilds/channelSearch.ts";
import { listGuilds } from "../../core/database/guilds/guildList.ts";
import { setKeepComplete } from "../../core/database/guilds/keepComplete.ts";
import { setGuildPaused } from "../../core/database/guilds/pause.ts";
import { updateGuildSorting } from "../../core/database/guilds/sorting.ts";
import { setKeepsResponses } from "../../core/database/responses/noted.ts";
import { AppError } from "../../core/errors.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /guilds, and finding channels in all of them. */
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
      path: "/channels",
      access: "session",
      summary: "Channels of all guilds whose names hold every word of `query`.",
      query: ChannelSearchQuery,
      view: ChannelSearchView,
      async handle({ query }) {
        return { body: { channels: await searchChannels(deps.readPool, query.query, deps.demo) } };
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
    defineRoute({
      method: "patch",
      path: "/guilds/:guildId",
      access: "session",
      summary:
        "Changes whether a guild is kept complete (what is missing is then fetched without being asked), whether it is kept who reacted and voted, its group and its priority.",
      params: GuildParams,
      body: GuildChange,
      view: GuildActionView,
      async handle({ params: { guildId }, body }) {
        const { platform } = await getGuild(deps.pool, guildId, deps.demo);
        if (body.keepsResponses && platform !== "discord")
          throw new AppError("not_possible", "Only Discord names who reacted and voted.", {
            field: "keepsResponses",
          });
        if (body.keepsResponses !== undefined)
          await setKeepsResponses(deps.pool, guildId, body.keepsResponses);
        if (body.keepComplete !== undefined) await setKeepComplete(deps.pool, guildId, body.keepComplete);
        await updateGuildSorting(deps.pool, guildId, body);
        return { body: { guild: await viewGuild(deps, guildId) } };
      },
    }),
    pauseRoute(deps, "pause", "Pauses all work on a guild; its tasks keep their places."),
    pauseRoute(deps, "resume", "Lets the work on a guild go on."),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/set-aside",
      access: "session",
      summary:
        "What of a guild could not be stored as the platform sent it, newest first, with its raw form and why.",
      params: GuildParams,
      query: SetAsideQuery,
      view: SetAsideListView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await listSetAside(deps.readPool, guild.id, query) };
      },
    }),
  ];
}

function pauseRoute(deps: AppDeps, action: "pause" | "resume", summary: string): Route {
  return defineRoute({
    method: "post",
    path: `/guilds/:guildId/${action}`,
    access: "session",
    summary,
    params: GuildParams,
    view: GuildActionView,
    async handle({ params: { guildId } }) {
      await getGuild(deps.pool, guildId, deps.demo);
      await setGuildPaused(deps.pool, guildId, action === "pause");
      return { body: { guild: await viewGuild(deps, guildId) } };
    },
  });
}

async function viewGuild(deps: AppDeps, guildId: string): Promise<GuildView> {
  const options = { includeDemo: deps.demo, cdnBase: deps.cdnBase };
  const guild = (await listGuilds(deps.pool, options)).find(({ id }) => id === guildId);
  if (!guild) throw new AppError("unknown_guild", `There is no server ${guildId}.`, { field: "guildId" });
  return guild;
}
