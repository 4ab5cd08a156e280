/** What a client's inputs name, checked as Telegram checks them: access hashes, membership, bans. */
import type { Call } from "../core.ts";
import { badRequest, RpcError } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { accessHash } from "../wire/access.ts";
import { openPrivate } from "../world/buildBox.ts";
import { findMessage } from "../world/messages.ts";
import { type Account, type Chat, isChannel, isMember, markedId, type Person } from "../world/model.ts";

/** The chat of an InputPeer that the caller may read. */
export function readableChat(call: Call, input: Tl): Chat {
  const chat = chatOf(call, input);
  if (isChannel(chat)) return assertReadable(chat, call.account);
  if (chat.kind === "group" && !chat.accounts.has(call.account.user.id)) throw badRequest("PEER_ID_INVALID");
  return chat;
}

/** The chat of an InputPeer, readable or not. Private chats begin when they are first named. */
export function chatOf(call: Call, input: Tl): Chat {
  switch (input._) {
    case "inputPeerSelf":
      return privateChat(call, call.account.user);
    case "inputPeerUser":
    case "inputPeerUserFromMessage":
      return privateChat(call, personOf(call, { ...input, _: input._.replace("Peer", "") }));
    case "inputPeerChat":
      return groupOf(call, input.chat_id as bigint);
    case "inputPeerChannel":
    case "inputPeerChannelFromMessage":
      return channelOf(call, { ...input, _: input._.replace("Peer", "") });
    default:
      throw badRequest("PEER_ID_INVALID");
  }
}

/** A basic group the caller knows. */
export function groupOf(call: Call, id: bigint): Chat {
  const chat = call.core.world.chats.get(markedId({ kind: "group", id }));
  if (!chat || chat.owner !== call.account) throw badRequest(id > 0n ? "CHAT_ID_INVALID" : "PEER_ID_INVALID");
  return chat;
}

/** The channel of an InputChannel, readable or not. */
export function channelOf(call: Call, input: Tl): Chat {
  const id = input.channel_id as bigint;
  const chat = call.core.world.chats.get(markedId({ kind: "channel", id }));
  if (input._ === "inputChannelFromMessage") {
    const from = readableChat(call, input.peer as Tl);
    const facts = findMessage(from, input.msg_id as number);
    const named =
      facts &&
      [facts.chat, facts.from, facts.forward?.from].find((peer) => peer && "kind" in peer && peer.id === id);
    if (!chat || !named) throw badRequest("MSG_ID_INVALID");
    return chat;
  }
  if (input._ !== "inputChannel" || !chat) throw badRequest("CHANNEL_INVALID");
  if (input.access_hash !== accessHash(call.account.user.id, "channel", id))
    throw badRequest("CHANNEL_INVALID");
  return chat;
}

/** The same, readable by the caller: member, or public. Throws CHANNEL_PRIVATE. */
export function readableChannel(call: Call, input: Tl): Chat {
  return assertReadable(channelOf(call, input), call.account);
}

function assertReadable(chat: Chat, account: Account): Chat {
  if (!canRead(chat, account)) throw badRequest("CHANNEL_PRIVATE");
  return chat;
}

/** Members read; everybody reads what has a username, unless banned; a discussion group is as open as its channel. */
export function canRead(chat: Chat, account: Account): boolean {
  if (chat.deletedChat || chat.accounts.get(account.user.id)?.status === "banned") return false;
  const { linked } = chat;
  return (
    isMember(chat, account) ||
    chat.username !== null ||
    (linked !== null && chat.comments !== null && linked.username !== null)
  );
}

/** The person of an InputUser. */
export function personOf(call: Call, input: Tl): Person {
  const { world } = call.core;
  if (input._ === "inputUserSelf") return call.account.user;
  const person = world.people.get(input.user_id as bigint);
  if (input._ === "inputUserFromMessage") {
    const chat = readableChat(call, input.peer as Tl);
    const facts = findMessage(chat, input.msg_id as number);
    if (!person || facts?.from?.id !== person.id) throw badRequest("USER_ID_INVALID");
    return person;
  }
  if (input._ !== "inputUser" || !person) throw badRequest("USER_ID_INVALID");
  const isOwn = person === call.account.user;
  if (!isOwn && input.access_hash !== accessHash(call.account.user.id, "user", person.id)) {
    throw badRequest("USER_ID_INVALID");
  }
  return person;
}

/** The caller's chat with a person, begun if there is none. */
export function privateChat({ core, account }: Pick<Call, "core" | "account">, person: Person): Chat {
  const known = account.box.chats.find((chat) => chat.person === person);
  if (known) return known;
  return openPrivate({ world: core.world, people: [...core.world.people.values()] }, account, person);
}

/** Throws where the caller may not write into a chat. */
export function assertWritable(chat: Chat, account: Account): void {
  if (chat.kind === "private") return;
  const membership = chat.accounts.get(account.user.id);
  if (!membership || !isMember(chat, account)) {
    throw isChannel(chat) ? badRequest("CHANNEL_PRIVATE") : badRequest("PEER_ID_INVALID");
  }
  if (chat.migratedTo) throw badRequest("CHAT_ID_INVALID");
  if (!membership.canPost) {
    throw chat.kind === "channel"
      ? new RpcError(400, "CHAT_ADMIN_REQUIRED")
      : new RpcError(403, "CHAT_WRITE_FORBIDDEN");
  }
}

/** True for those who may change a chat: its makers and administrators. */
export function isAdmin(chat: Chat, account: Account): boolean {
  const status = chat.accounts.get(account.user.id)?.status;
  return status === "creator" || status === "admin";
}
