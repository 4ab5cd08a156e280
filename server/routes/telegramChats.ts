/** Which chats of Telegram are archived: chosen from an account's dialogs, or named. */
import { DoneView } from "../../core/api/common.ts";
import {
  AddChatsInput,
  ChatRequestsView,
  DialogListView,
  ErrandActionView,
} from "../../core/api/telegram.ts";
import {
  addChats,
  cancelBatch,
  describeBatch,
  describeDialogs,
  removeChat,
} from "../../core/console/telegram/chats.ts";
import { askOfAccount } from "../../core/console/telegram/errands.ts";
import type { AppDeps } from "../deps.ts";
import { AccountParams, BatchParams, GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The dialogs of an account, and the routes below /telegram/chats. Chats that are archived stand among /guilds. */
export function telegramChatRoutes(deps: AppDeps): Route[] {
  const { pool } = deps;
  return [
    defineRoute({
      method: "get",
      path: "/bot-config/:accountId/dialogs",
      access: "session",
      summary: "The chats of a Telegram account as last listed, the liveliest first.",
      params: AccountParams,
      view: DialogListView,
      async handle({ params: { accountId } }) {
        return { body: await describeDialogs(pool, accountId) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/bot-config/:accountId/dialogs",
      access: "session",
      summary: "Has a bot process list the chats of a Telegram account anew.",
      params: AccountParams,
      view: ErrandActionView,
      statuses: { 202: "Asked for: a bot process does it." },
      async handle({ params: { accountId } }) {
        return { status: 202, body: { errand: await askOfAccount(deps, accountId, "list_dialogs") } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/chats",
      access: "session",
      summary:
        "Adds up to 100 chats by @name, t.me link, invite link or id; a bot process finds out which are meant.",
      body: AddChatsInput,
      view: ChatRequestsView,
      statuses: { 202: "Asked for: a bot process does it." },
      async handle({ body }) {
        return { status: 202, body: await addChats(pool, body) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/telegram/chats/batches/:batchId",
      access: "session",
      summary: "How the chats that were asked for at once stand.",
      params: BatchParams,
      view: ChatRequestsView,
      async handle({ params: { batchId } }) {
        return { body: await describeBatch(pool, batchId) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/chats/batches/:batchId/cancel",
      access: "session",
      summary: "Calls off what of a batch is still open.",
      params: BatchParams,
      view: ChatRequestsView,
      async handle({ params: { batchId } }) {
        return { body: await cancelBatch(pool, batchId) };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/telegram/chats/:guildId",
      access: "session",
      summary: "Archives a chat no more; what is archived of it stays.",
      params: GuildParams,
      view: DoneView,
      async handle({ params: { guildId } }) {
        await removeChat(pool, guildId);
        return { body: {} };
      },
    }),
  ];
}
