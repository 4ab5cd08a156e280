/** Choosing what of Telegram is archived: an account's dialogs, and names and links that people enter. */
import type { AddChatsInput, ChatRequestsView, ChatRequestView, DialogListView } from "../../api/telegram.ts";
import { getTelegramAccount, hasTelegramSession } from "../../database/telegram/accountSession.ts";
import {
  type ChatRequestRecord,
  cancelChatRequests,
  insertChatRequests,
  listChatRequests,
} from "../../database/telegram/chatRequests.ts";
import { dropChat } from "../../database/telegram/chats.ts";
import { listDialogs } from "../../database/telegram/dialogs.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** The chats of an account, the liveliest first. Throws AppError unknown_account. */
export async function describeDialogs(db: Queryable, accountId: string): Promise<DialogListView> {
  await getTelegramAccount(db, accountId);
  const { dialogs, listedAt } = await listDialogs(db, accountId);
  return {
    listedAt: listedAt?.toISOString() ?? null,
    dialogs: dialogs.map((dialog) => ({
      chatId: dialog.chatId,
      kind: dialog.kind,
      title: dialog.title,
      username: dialog.username,
      memberCount: dialog.memberCount,
      isProtected: dialog.isProtected,
      isArchived: dialog.isArchived,
      folders: [...dialog.folders],
      lastMessageAt: dialog.lastMessageAt?.toISOString() ?? null,
      isAdded: dialog.isAdded,
    })),
  };
}

/** Asks for chats to be added. Throws AppError invalid_input naming the first that is no chat, not_possible. */
export async function addChats(db: Queryable, input: AddChatsInput): Promise<ChatRequestsView> {
  const inputs = input.chats.map((text, index) => {
    const chat = toChatInput(text);
    if (chat === null) {
      throw new AppError(
        "invalid_input",
        `chats.${index} must be @name, a t.me link, an invite link or an id such as -1001234567890.`,
        { field: `chats.${index}` },
      );
    }
    return chat;
  });
  if (input.accountId !== undefined) await getTelegramAccount(db, input.accountId);
  if (!(await hasTelegramSession(db, input.accountId ?? null))) {
    throw new AppError("not_possible", "No Telegram account is logged in: log in first, under Accounts.");
  }
  const { batchId, requests } = await insertChatRequests(db, {
    inputs,
    accountId: input.accountId ?? null,
    groupName: input.groupName || null,
    priority: input.priority,
  });
  return { batchId, requests: requests.map(toRequestView) };
}

/** How the chats of a batch stand. Throws AppError not_found. */
export async function describeBatch(db: Queryable, batchId: string): Promise<ChatRequestsView> {
  const requests = await listChatRequests(db, { batchId });
  if (requests.length === 0) throw new AppError("not_found", `There is no batch ${batchId}.`);
  return { batchId, requests: requests.map(toRequestView) };
}

/** Calls off what of a batch is still open. Throws AppError not_found. */
export async function cancelBatch(db: Queryable, batchId: string): Promise<ChatRequestsView> {
  await cancelChatRequests(db, batchId);
  return describeBatch(db, batchId);
}

/** Archives a chat no more; what is archived stays. Throws AppError not_possible. */
export async function removeChat(db: Queryable, chatId: string): Promise<void> {
  if (await dropChat(db, chatId)) return;
  throw new AppError("not_possible", "This chat is not among those that are archived.", { field: "guildId" });
}

/**
 * One spelling for what people enter: `@name`, `https://t.me/+hash` for invite links, the marked id; null for what is none
 * of them. Pure.
 */
export function toChatInput(text: string): string | null {
  const given = text.trim();
  if (/^-?\d{1,14}$/.test(given)) return String(BigInt(given));
  const link = /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)\/(.+)$/i.exec(given)?.[1];
  const path = link?.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const invite =
    /^(?:\+|joinchat\/)([\w-]{10,64})$/.exec(path ?? "")?.[1] ??
    /^tg:\/\/join\?invite=([\w-]{10,64})$/i.exec(given)?.[1];
  if (invite !== undefined) return `https://t.me/+${invite}`;
  // t.me/c/1234567890/55: a message of a channel without a public name.
  const inner = /^c\/(\d{1,12})(?:\/\d+)*$/.exec(path ?? "")?.[1];
  if (inner !== undefined) return `-100${inner}`;
  const name =
    /^(?:s\/)?([A-Za-z]\w{3,31})(?:\/\d+)*$/.exec(path ?? "")?.[1] ??
    /^tg:\/\/resolve\?domain=([A-Za-z]\w{3,31})(?:&.*)?$/i.exec(given)?.[1] ??
    /^@?([A-Za-z]\w{3,31})$/.exec(given)?.[1];
  return name === undefined || name.toLowerCase() === "joinchat" ? null : `@${name.toLowerCase()}`;
}

function toRequestView(request: ChatRequestRecord): ChatRequestView {
  return {
    id: request.id,
    accountId: request.accountId,
    input: request.input,
    state: request.state,
    reason: request.reason,
    reasonDetail: request.reasonDetail,
    guildId: request.guildId,
    runAt: request.runAt.toISOString(),
    createdAt: request.createdAt.toISOString(),
  };
}
