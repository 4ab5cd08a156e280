/** Messages as they are read. */
import {
  MessageListQuery,
  MessageListView,
  MessagePageQuery,
  MessagePageView,
  MessageVersionsView,
  TimelineView,
  TopicListView,
} from "../../core/api/reading.ts";
import { readByAuthor, readPinned, readTopics } from "../../core/console/reading/messageLists.ts";
import { readMessages } from "../../core/console/reading/readMessages.ts";
import { readTimeline } from "../../core/console/reading/timeline.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { loadVersions } from "../../core/database/archive/messagePages.ts";
import type { AppDeps } from "../deps.ts";
import { ChannelPersonParams, GuildChannelParams, MessageParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** Pages of a channel, lists of some of its messages, its timeline, and what a message said before. */
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
      path: "/guilds/:guildId/channels/:channelId/timeline",
      access: "session",
      summary: "How much was said when in a channel, and what of it is proven complete.",
      params: GuildChannelParams,
      view: TimelineView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await readTimeline(deps.readPool, guild, params.channelId) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/topics",
      access: "session",
      summary: "The topics of a chat, those in which something was said last first.",
      params: GuildChannelParams,
      view: TopicListView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await readTopics(deps.readPool, guild, params.channelId) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/pins",
      access: "session",
      summary: "A channel's pinned messages, newest first.",
      params: GuildChannelParams,
      query: MessageListQuery,
      view: MessageListView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await readPinned(deps.readPool, guild, params.channelId, query, deps.fileBase) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/channels/:channelId/people/:personId/messages",
      access: "session",
      summary: "One person's messages in a channel, newest first; a page may be short and still go on.",
      params: ChannelPersonParams,
      query: MessageListQuery,
      view: MessageListView,
      async handle({ params: { guildId, channelId, personId }, query }) {
        const guild = await getGuild(deps.readPool, guildId, deps.demo);
        return {
          body: await readByAuthor(
            deps.readPool,
            guild,
            { channelId, authorId: personId },
            query,
            deps.fileBase,
          ),
        };
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
