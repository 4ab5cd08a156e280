/** Making and changing channels, as mirroring needs it. */
import { createChat, createTopic, deleteChat, setTitle } from "../actions/chats.ts";
import type { Call, MethodTable } from "../core.ts";
import { badRequest, RpcError } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import type { BoxEvent } from "../world/box.ts";
import type { Chat } from "../world/model.ts";
import { assertWritable, channelOf, isAdmin, personOf } from "./peers.ts";

export const manageMethods: MethodTable = {
  "channels.createChannel": (call, input) => {
    const title = (input.title as string).trim();
    if (title === "" || title.length > 128) throw badRequest("CHAT_TITLE_EMPTY");
    const kind = input.broadcast ? "channel" : "supergroup";
    const plan = { kind, title, about: input.about as string, forum: input.forum === true } as const;
    const { chat, event } = createChat(call.core, call.account, plan, { except: call.session });
    return answer(call, chat, [event]);
  },

  "channels.editAdmin": (call, input) => {
    const chat = administered(call, input.channel as Tl);
    const person = personOf(call, input.user_id as Tl);
    const account = call.core.world.accounts.find(({ user }) => user === person);
    chat.members.set(String(person.id), person);
    if (account) {
      const joinedS = Math.floor(call.core.now() / 1_000);
      const known = chat.accounts.get(person.id) ?? {
        joinedS,
        pinned: false,
        readUpTo: 0,
        status: "member" as const,
        canPost: true,
      };
      const rights = Object.keys(input.admin_rights as Tl).length > 1;
      chat.accounts.set(person.id, {
        ...known,
        status: rights ? "admin" : "member",
        canPost: rights || chat.kind !== "channel",
      });
      call.core.updates.tell(account, { _: "updateChannel", channel_id: chat.id }, [chat]);
    }
    return answer(call, chat, []);
  },

  "channels.inviteToChannel": (call, input) => {
    const chat = administered(call, input.channel as Tl);
    for (const user of input.users as Tl[]) {
      const person = personOf(call, user);
      chat.members.set(String(person.id), person);
      chat.memberCount = Math.max(chat.memberCount, chat.members.size);
    }
    return { _: "messages.invitedUsers", updates: answer(call, chat, []), missing_invitees: [] };
  },

  "channels.editTitle": (call, input) => {
    const chat = administered(call, input.channel as Tl);
    if (chat.title === input.title) throw badRequest("CHAT_NOT_MODIFIED");
    return answer(call, chat, [
      setTitle(call.core, chat, input.title as string, call.account.user, { except: call.session }),
    ]);
  },

  "messages.editChatAbout": (call, input) => {
    const chat = administered(call, { ...(input.peer as Tl), _: "inputChannel" });
    chat.about = input.about as string;
    return true;
  },

  "channels.updateUsername": (call, input) => {
    const chat = administered(call, input.channel as Tl);
    const name = (input.username as string).toLowerCase();
    const { usernames } = call.core.world;
    if (name !== "" && usernames.has(name)) throw badRequest("USERNAME_OCCUPIED");
    if (chat.username) usernames.delete(chat.username.toLowerCase());
    chat.username = name === "" ? null : (input.username as string);
    if (name !== "") usernames.set(name, chat);
    return true;
  },

  "channels.deleteChannel": (call, input) => {
    const chat = administered(call, input.channel as Tl);
    deleteChat(call.core, chat);
    return answer(call, chat, []);
  },

  "channels.createForumTopic": (call, input) => {
    const chat = channelOf(call, input.channel as Tl);
    if (!chat.forum) throw badRequest("CHANNEL_FORUM_MISSING");
    assertWritable(chat, call.account);
    const key = `${call.account.user.id} ${input.random_id as bigint}`;
    if (call.core.sent.has(key)) throw new RpcError(500, "RANDOM_ID_DUPLICATE");
    const { event } = createTopic(call.core, chat, input.title as string, call.account.user, {
      except: call.session,
    });
    call.core.sent.set(key, { chat: String(chat.number), id: event.created?.id ?? 0 });
    return answer(call, chat, [event]);
  },

  "channels.setDiscussionGroup": (call, input) => {
    const channel = administered(call, input.broadcast as Tl);
    const group = administered(call, input.group as Tl);
    channel.linked = group;
    group.linked = channel;
    return true;
  },
};

function administered(call: Call, input: Tl): Chat {
  const chat = channelOf(call, input);
  if (chat.deletedChat) throw badRequest("CHANNEL_PRIVATE");
  if (!isAdmin(chat, call.account)) throw badRequest("CHAT_ADMIN_REQUIRED");
  return chat;
}

function answer({ core, account }: Call, chat: Chat, events: readonly BoxEvent[]): Tl {
  const envelope = new Envelope(account);
  envelope.add(chat);
  for (const event of events) if (event.created) envelope.addMessage(event.created);
  const updates = [
    { _: "updateChannel", channel_id: chat.id },
    ...events.map((event) => core.updates.toUpdate(event, account)),
  ];
  return envelope.wrap(updates, Math.floor(core.now() / 1_000));
}
