/** Which chat is meant by what somebody entered. */
import type { ChatRequestReason } from "../../../../core/model/telegram.ts";
import { PermanentError } from "../../../../core/queue/errors.ts";
import { type Chat, toChat } from "../chat.ts";
import { Api } from "../gram.ts";
import { RpcError } from "../link/failures.ts";
import { idOf, markedId } from "../peers.ts";
import type { TelegramSession } from "../session.ts";
import { parseChatInput } from "./chatInput.ts";

/** It cannot be added, for good. */
export class ChatRefusedError extends Error {
  override name = "ChatRefusedError";
  readonly reason: ChatRequestReason;

  constructor(reason: ChatRequestReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

const reasons: Record<string, ChatRequestReason> = {
  USERNAME_NOT_OCCUPIED: "not_found",
  USERNAME_INVALID: "not_found",
  INVITE_HASH_EXPIRED: "invite_expired",
  INVITE_HASH_INVALID: "invite_expired",
  INVITE_HASH_EMPTY: "invite_expired",
  INVITE_REQUEST_SENT: "needs_approval",
  CHANNELS_TOO_MUCH: "too_many_chats",
  USERS_TOO_MUCH: "too_many_chats",
  CHANNEL_PRIVATE: "not_a_member",
  CHANNEL_INVALID: "not_a_member",
  CHAT_FORBIDDEN: "not_a_member",
  USER_BANNED_IN_CHANNEL: "banned",
};

/** Joins where an invite link asks for it. Throws ChatRefusedError, and the taxonomy of core/queue/errors.ts. */
export async function findChat(session: TelegramSession, text: string, signal: AbortSignal): Promise<Chat> {
  const input = parseChatInput(text);
  if (!input) throw new ChatRefusedError("bad_input");
  try {
    if (input.kind === "name") return await findByName(session, input.name, signal);
    if (input.kind === "invite") return await followInvite(session, input.hash, signal);
    return await findById(session, input.id, signal);
  } catch (error) {
    const code = error instanceof PermanentError && error.cause instanceof RpcError ? error.cause.text : null;
    const reason = code === null ? undefined : reasons[code];
    if (reason) throw new ChatRefusedError(reason, { cause: error });
    throw error;
  }
}

async function findByName(
  { connection, chats }: TelegramSession,
  username: string,
  signal: AbortSignal,
): Promise<Chat> {
  const found = await connection.call(new Api.contacts.ResolveUsername({ username }), { signal });
  await chats.keepAddresses([...found.chats, ...found.users]);
  const id = markedId(found.peer);
  return toReadable([...found.chats, ...found.users].find((entity) => idOf(entity) === id));
}

async function followInvite(
  { connection, chats }: TelegramSession,
  hash: string,
  signal: AbortSignal,
): Promise<Chat> {
  const known = await connection.call(new Api.messages.CheckChatInvite({ hash }), { signal });
  if (known instanceof Api.ChatInviteAlready || known instanceof Api.ChatInvitePeek) {
    await chats.keepAddresses([known.chat]);
    if (known instanceof Api.ChatInviteAlready) return toReadable(known.chat);
  }
  const joined = await connection.call(new Api.messages.ImportChatInvite({ hash }), { signal });
  const entities = "chats" in joined ? joined.chats : [];
  await chats.keepAddresses(entities);
  return toReadable(entities[0]);
}

async function findById({ chats }: TelegramSession, id: string, signal: AbortSignal): Promise<Chat> {
  if (!chats.hasAddress(id)) await searchDialogs(chats, id, signal);
  if (!chats.hasAddress(id)) throw new ChatRefusedError("not_a_member");
  const [chat] = await chats.lookUp([id], signal);
  if (!chat || chat.closed !== null) throw new ChatRefusedError("not_a_member");
  return chat;
}

async function searchDialogs(
  chats: TelegramSession["chats"],
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for (const folderId of [0, 1])
    for await (const _page of chats.dialogPages(signal, folderId)) if (chats.hasAddress(id)) return;
}

function toReadable(entity: Api.TypeChat | Api.TypeUser | undefined): Chat {
  const chat = entity ? toChat(entity) : null;
  if (!chat) throw new ChatRefusedError("not_a_chat");
  if (chat.closed !== null) throw new ChatRefusedError("not_a_member");
  return chat;
}
