/** Channels, supergroups and groups: what they are, who is in them, joining and leaving. */

import { postService } from "../actions/post.ts";
import type { Call, MethodTable } from "../core.ts";
import { badRequest, RpcError } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toMessage } from "../wire/messages.ts";
import { toChat, toPeer } from "../wire/peers.ts";
import { newestMessage } from "../world/messages.ts";
import { type Chat, isChannel, isMember, type Person, type Topic } from "../world/model.ts";
import { threadMessages } from "../world/threads.ts";
import { notifySettings } from "./dialogs.ts";
import { canRead, channelOf, groupOf, isAdmin, readableChannel } from "./peers.ts";

const MAX_ID = 2_147_483_647;

export const channelMethods: MethodTable = {
  "channels.getFullChannel": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    const envelope = new Envelope(call.account);
    envelope.add(chat);
    envelope.add(chat.linked);
    envelope.add(chat.migratedFrom?.group);
    return {
      _: "messages.chatFull",
      full_chat: toFullChannel(call, chat),
      chats: envelope.chats,
      users: envelope.users,
    };
  },

  "channels.getChannels": (call, input) => ({
    _: "messages.chats",
    chats: (input.id as Tl[]).map((id) => toChat(channelOf(call, id), call.account)),
  }),

  "messages.getChats": (call, input) => ({
    _: "messages.chats",
    chats: (input.id as bigint[]).map((id) => toChat(groupOf(call, id), call.account)),
  }),

  "messages.getFullChat": (call, input) => {
    const chat = groupOf(call, input.chat_id as bigint);
    const envelope = new Envelope(call.account);
    envelope.add(chat);
    envelope.add(chat.migratedTo);
    for (const person of chat.members.values()) envelope.add(person);
    const participants = [...chat.members.values()].map((person) => {
      const about = { user_id: person.id, date: chat.createdS };
      if (person === chat.creator) return { _: "chatParticipantCreator", user_id: person.id };
      return { _: "chatParticipant", ...about, inviter_id: chat.creator.id };
    });
    return {
      _: "messages.chatFull",
      full_chat: {
        _: "chatFull",
        id: chat.id,
        about: chat.about,
        participants: { _: "chatParticipants", chat_id: chat.id, participants, version: 3 },
        notify_settings: notifySettings,
        pinned_msg_id: [...chat.pins].at(-1),
      },
      chats: envelope.chats,
      users: envelope.users,
    };
  },

  "channels.getParticipants": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    // Who reads a channel is known to its administrators only.
    if (chat.kind === "channel" && !isAdmin(chat, call.account)) throw badRequest("CHAT_ADMIN_REQUIRED");
    const filter = input.filter as Tl;
    const q = typeof filter.q === "string" ? filter.q.toLowerCase() : "";
    const all = [...chat.members.values()].filter((person) => {
      if (filter._ === "channelParticipantsAdmins") return person === chat.creator;
      if (filter._ === "channelParticipantsBots") return person.bot;
      return (
        q === "" || `${person.firstName} ${person.lastName} ${person.username}`.toLowerCase().includes(q)
      );
    });
    const offset = input.offset as number;
    const page = all.slice(offset, offset + Math.min(input.limit as number, 200));
    const envelope = new Envelope(call.account);
    for (const person of page) envelope.add(person);
    return {
      _: "channels.channelParticipants",
      count: q === "" && filter._ === "channelParticipantsRecent" ? chat.memberCount : all.length,
      participants: page.map((person) => toParticipant(call, chat, person)),
      chats: [],
      users: envelope.users,
    };
  },

  "channels.getParticipant": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    const peer = input.participant as Tl;
    const id = peer._ === "inputPeerSelf" ? call.account.user.id : (peer.user_id as bigint);
    const person = chat.members.get(String(id));
    const isGone = id === call.account.user.id && !isMember(chat, call.account);
    if (!person || isGone) throw badRequest("USER_NOT_PARTICIPANT");
    const envelope = new Envelope(call.account);
    envelope.add(person);
    return {
      _: "channels.channelParticipant",
      participant: toParticipant(call, chat, person),
      chats: [],
      users: envelope.users,
    };
  },

  "channels.getForumTopics": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    if (!chat.forum) throw badRequest("CHANNEL_FORUM_MISSING");
    const q = ((input.q as string | undefined) ?? "").toLowerCase();
    const all = [...chat.topics.values()]
      .filter(({ title }) => title.toLowerCase().includes(q))
      .map((topic) => ({ topic, top: topOf(chat, topic) }))
      .sort((a, b) => Number(b.topic.pinned) - Number(a.topic.pinned) || b.top - a.top);
    const offset = input.offset_topic as number;
    const after = offset > 0 ? all.findIndex(({ topic }) => topic.id === offset) : -1;
    return toTopics(call, chat, all.slice(after + 1).slice(0, input.limit as number), all.length);
  },

  "channels.getForumTopicsByID": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    if (!chat.forum) throw badRequest("CHANNEL_FORUM_MISSING");
    const found = (input.topics as number[]).flatMap((id) => chat.topics.get(id) ?? []);
    return toTopics(
      call,
      chat,
      found.map((topic) => ({ topic, top: topOf(chat, topic) })),
      found.length,
    );
  },

  "contacts.resolveUsername": (call, input) => {
    const { world } = call.core;
    const name = (input.username as string).toLowerCase();
    if (!/^[a-z][a-z0-9_]{3,31}$/.test(name)) throw badRequest("USERNAME_INVALID");
    const found = world.usernames.get(name);
    if (!found || ("kind" in found && found.deletedChat)) throw badRequest("USERNAME_NOT_OCCUPIED");
    const envelope = new Envelope(call.account);
    envelope.add(found);
    return { _: "contacts.resolvedPeer", peer: toPeer(found), chats: envelope.chats, users: envelope.users };
  },

  "messages.checkChatInvite": (call, input) => {
    const chat = inviteOf(call, input.hash as string);
    if (isMember(chat, call.account)) return { _: "chatInviteAlready", chat: toChat(chat, call.account) };
    return {
      _: "chatInvite",
      channel: isChannel(chat),
      broadcast: chat.kind === "channel",
      public: chat.username !== null,
      megagroup: chat.kind === "supergroup",
      title: chat.title,
      about: chat.about === "" ? undefined : chat.about,
      photo: { _: "photoEmpty", id: 0n },
      participants_count: chat.memberCount,
      color: 1,
    };
  },

  "messages.importChatInvite": (call, input) => {
    const chat = inviteOf(call, input.hash as string);
    if (isMember(chat, call.account)) throw badRequest("USER_ALREADY_PARTICIPANT");
    return join(call, chat, "messageActionChatJoinedByLink");
  },

  "channels.joinChannel": (call, input) => {
    const chat = channelOf(call, input.channel as Tl);
    if (!canRead(chat, call.account)) throw badRequest("CHANNEL_PRIVATE");
    return join(call, chat, "messageActionChatAddUser");
  },

  "channels.leaveChannel": (call, input) => {
    const { core, account } = call;
    const chat = readableChannel(call, input.channel as Tl);
    const membership = chat.accounts.get(account.user.id);
    if (!membership || !isMember(chat, account)) throw badRequest("USER_NOT_PARTICIPANT");
    membership.status = "left";
    chat.members.delete(String(account.user.id));
    const envelope = new Envelope(account);
    envelope.add(chat);
    const update = { _: "updateChannel", channel_id: chat.id };
    return envelope.wrap([update], Math.floor(core.now() / 1_000));
  },

  "messages.exportChatInvite": (call, input) => {
    const chat = channelOf(call, { ...(input.peer as Tl), _: "inputChannel" });
    if (!isAdmin(chat, call.account)) throw badRequest("CHAT_ADMIN_REQUIRED");
    const link = `https://t.me/+${chat.inviteHash}`;
    return {
      _: "chatInviteExported",
      permanent: true,
      link,
      admin_id: call.account.user.id,
      date: chat.createdS,
    };
  },
};

function join(call: Call, chat: Chat, action: string): Tl {
  const { core, account } = call;
  const known = chat.accounts.get(account.user.id);
  if (known?.status === "banned") throw new RpcError(400, "CHANNEL_PRIVATE");
  const isNew = !isMember(chat, account);
  const joinedS = Math.floor(core.now() / 1_000);
  if (isNew) {
    const membership = {
      joinedS,
      status: "member" as const,
      canPost: chat.kind === "supergroup",
      pinned: false,
    };
    chat.accounts.set(account.user.id, { ...membership, readUpTo: 0 });
    chat.members.set(String(account.user.id), account.user);
    chat.memberCount++;
  }
  const envelope = new Envelope(account);
  envelope.add(chat);
  const updates: Tl[] = [{ _: "updateChannel", channel_id: chat.id }];
  if (isNew && chat.kind === "supergroup") {
    const detail = action.endsWith("AddUser")
      ? { users: [account.user.id] }
      : { inviter_id: chat.creator.id };
    const event = postService(core, chat, account.user, { _: action, ...detail }, { except: call.session });
    updates.push(core.updates.toUpdate(event, account));
    if (event.created) envelope.addMessage(event.created);
  }
  return envelope.wrap(updates, joinedS);
}

function inviteOf(call: Call, hash: string): Chat {
  if (hash === "") throw badRequest("INVITE_HASH_EMPTY");
  if (!/^[\w-]{16,22}$/.test(hash)) throw badRequest("INVITE_HASH_INVALID");
  const chat = call.core.world.invites.get(hash);
  if (!chat || chat.deletedChat) throw badRequest("INVITE_HASH_EXPIRED");
  return chat;
}

function toFullChannel({ core, account }: Call, chat: Chat): Tl {
  const top = newestMessage(chat)?.id ?? 0;
  return {
    _: "channelFull",
    can_view_participants: chat.kind === "supergroup" || isAdmin(chat, account),
    id: chat.id,
    about: chat.about,
    participants_count: chat.memberCount,
    read_inbox_max_id: top,
    read_outbox_max_id: top,
    unread_count: 0,
    chat_photo: { _: "photoEmpty", id: 0n },
    notify_settings: notifySettings,
    exported_invite: isAdmin(chat, account)
      ? {
          _: "chatInviteExported",
          permanent: true,
          link: `https://t.me/+${chat.inviteHash}`,
          admin_id: account.user.id,
          date: chat.createdS,
        }
      : undefined,
    bot_info: [],
    migrated_from_chat_id: chat.migratedFrom?.group.id,
    migrated_from_max_id: chat.migratedFrom?.maxId,
    pinned_msg_id: [...chat.pins].at(-1),
    linked_chat_id: chat.linked?.id,
    available_reactions: { _: "chatReactionsAll" },
    pts: chat.box.pts,
    stats_dc: core.dcs.has(account.dcId) ? account.dcId : undefined,
  };
}

function toParticipant({ account }: Call, chat: Chat, person: Person): Tl {
  const date = chat.accounts.get(person.id)?.joinedS ?? chat.createdS;
  if (person === chat.creator) {
    const admin_rights = { _: "chatAdminRights", change_info: true, post_messages: true, other: true };
    return { _: "channelParticipantCreator", user_id: person.id, admin_rights };
  }
  if (person === account.user) {
    return { _: "channelParticipantSelf", user_id: person.id, inviter_id: chat.creator.id, date };
  }
  return { _: "channelParticipant", user_id: person.id, date };
}

function topOf(chat: Chat, topic: Topic): number {
  for (const facts of threadMessages(chat, topic.id, MAX_ID)) return facts.id;
  return topic.id;
}

function toTopics(call: Call, chat: Chat, page: readonly { topic: Topic; top: number }[], count: number): Tl {
  const envelope = new Envelope(call.account);
  const context = call.core.updates.context(call.account);
  envelope.add(chat);
  const messages: Tl[] = [];
  for (const { topic, top } of page) {
    envelope.add(topic.creator);
    for (const facts of threadMessages(chat, topic.id, top + 1)) {
      envelope.addMessage(facts);
      messages.push(toMessage(facts, context));
      break;
    }
  }
  const topics = page.map(({ topic, top }) => ({
    _: "forumTopic",
    closed: topic.closed,
    pinned: topic.pinned,
    hidden: topic.hidden,
    id: topic.id,
    date: topic.dateS,
    title: topic.title,
    icon_color: topic.iconColor,
    top_message: top,
    read_inbox_max_id: top,
    read_outbox_max_id: top,
    unread_count: 0,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    from_id: toPeer(topic.creator),
    notify_settings: notifySettings,
  }));
  return {
    _: "messages.forumTopics",
    count,
    topics,
    messages,
    chats: envelope.chats,
    users: envelope.users,
    pts: chat.box.pts,
  };
}
