/** Messages that were marked in the console, with private notes. */
import { z } from "zod";
import { Cursor, DoneView, Limit } from "../../core/api/common.ts";
import { BookmarkInput, BookmarkListView, BookmarkNote } from "../../core/api/reading.ts";
import { describeBookmarks, markMessage } from "../../core/console/reading/messageLists.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { deleteBookmark } from "../../core/database/archive/bookmarks.ts";
import type { AppDeps } from "../deps.ts";
import { MessageParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

export function bookmarkRoutes(deps: AppDeps): Route[] {
  const one = "/guilds/:guildId/channels/:channelId/messages/:messageId/bookmark";
  return [
    defineRoute({
      method: "get",
      path: "/bookmarks",
      access: "session",
      summary: "Messages that were marked, the newest mark first.",
      query: z.strictObject({ limit: Limit, cursor: Cursor.optional() }),
      view: BookmarkListView,
      async handle({ query }) {
        const place = { cursor: query.cursor, limit: query.limit, includeDemo: deps.demo };
        return { body: await describeBookmarks(deps.pool, place) };
      },
    }),
    defineRoute({
      method: "post",
      path: one,
      access: "session",
      summary: "Marks a message, or changes the note on it.",
      params: MessageParams,
      body: BookmarkInput,
      view: z.object({ bookmark: BookmarkNote }),
      async handle({ params, body }) {
        const guild = await getGuild(deps.pool, params.guildId, deps.demo);
        return { body: { bookmark: await markMessage(deps.pool, guild.id, { ...params, ...body }) } };
      },
    }),
    defineRoute({
      method: "delete",
      path: one,
      access: "session",
      summary: "Takes the mark and its note away.",
      params: MessageParams,
      view: DoneView,
      async handle({ params }) {
        const guild = await getGuild(deps.pool, params.guildId, deps.demo);
        await deleteBookmark(deps.pool, guild.id, params.channelId, params.messageId);
        return { body: {} };
      },
    }),
  ];
}
