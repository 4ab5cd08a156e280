/** Messages as they are read. */
import { MessagePageQuery, MessagePageView, MessageVersionsView } from "../../core/api/reading.ts";
import { readMessages } from "../../core/console/reading/readMessages.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { loadVersions } from "../../core/database/archive/messagePages.ts";
import type { AppDeps } from "../deps.ts";
import { GuildChannelParams, MessageParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** Pages of a channel, and what a message said before. */
export function messageRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/messages",
      access: "session",
      summary:
        "A page of a channel's messages, oldest first, with names and gaps; `asOf` gives an earlier state.",
      params: GuildChannelParams,
      query: MessagePageQuery,
      view: MessagePageView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await readMessages(deps.readPool, guild, params.channelId, query, deps.fileBase) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/messages/:messageId/versions",
      access: "session",
      summary: "What a message said before each edit that was noticed, oldest first.",
      params: MessageParams,
      view: MessageVersionsView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        const versions = await loadVersions(deps.readPool, guild.id, params.channelId, params.messageId);
        return {
          body: {
            versions: versions.map(({ content, editedAt, replacedAt }) => ({
              content,
              editedAt: editedAt?.toISOString() ?? null,
              until: replacedAt.toISOString(),
            })),
          },
        };
      },
    }),
  ];
}
