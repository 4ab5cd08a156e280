/** Chats that come, change and go while the sandbox runs. */
import type { Core } from "../core.ts";
import type { Told } from "../updates/publisher.ts";
import type { BoxEvent } from "../world/box.ts";
import { Box } from "../world/box.ts";
import { makeChat } from "../world/makeChat.ts";
import {
  type Account,
  type Chat,
  isChannel,
  isMember,
  type Membership,
  markedId,
  type Topic,
} from "../world/model.ts";
import { noPast } from "../world/past.ts";
import { register } from "../world/register.ts";
import { postService } from "./post.ts";

/** What a new chat is. */
export interface NewChat {
  kind: "channel" | "supergroup";
  title: string;
  about?: string;
  username?: string;
  forum?: boolean;
}

const ICON_COLORS = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f] as const;

/** Makes a channel or supergroup that belongs to `owner`. */
export function createChat(
  core: Core,
  owner: Account,
  plan: NewChat,
  told: Told = {},
): { chat: Chat; event: BoxEvent } {
  const { world } = core;
  const people = [owner.user];
  const chat = makeChat(
    world,
    people,
    { kind: plan.kind, title: plan.title, about: plan.about ?? "", members: 1 },
    new Box(0, 1),
  );
  chat.createdS = Math.floor(core.now() / 1_000);
  chat.username = plan.username ?? null;
  chat.speakers = people;
  chat.creator = owner.user;
  chat.past = noPast;
  chat.photoId = 0n;
  chat.accounts.set(owner.user.id, membership(chat.createdS, "creator"));
  register(world, chat, markedId(chat));
  const event = postService(
    core,
    chat,
    owner.user,
    { _: "messageActionChannelCreate", title: plan.title },
    told,
  );
  if (plan.forum) {
    chat.forum = true;
    const general = {
      id: 1,
      title: "General",
      iconColor: ICON_COLORS[0],
      creator: owner.user,
      dateS: chat.createdS,
    };
    chat.topics.set(1, { ...general, closed: false, hidden: false, pinned: false });
  }
  return { chat, event };
}

function membership(joinedS: number, status: Membership["status"]): Membership {
  return { joinedS, status, canPost: true, pinned: false, readUpTo: 0 };
}

/** Begins a topic: its id is that of the message that tells of it. */
export function createTopic(
  core: Core,
  chat: Chat,
  title: string,
  creator = chat.creator,
  told: Told = {},
): { topic: Topic; event: BoxEvent } {
  const iconColor = ICON_COLORS[chat.topics.size % ICON_COLORS.length] as number;
  const event = postService(
    core,
    chat,
    creator,
    { _: "messageActionTopicCreate", title, icon_color: iconColor },
    told,
  );
  const { id, dateS } = event.created as NonNullable<BoxEvent["created"]>;
  const topic = { id, title, iconColor, creator, dateS, closed: false, hidden: false, pinned: false };
  chat.topics.set(id, topic);
  return { topic, event };
}

/** Gives an account another standing in a chat: what it was told of it changes with `updateChannel`. */
export function setMembership(
  core: Core,
  chat: Chat,
  account: Account,
  change: Partial<Membership>,
  { silent = false } = {},
): void {
  const known = chat.accounts.get(account.user.id) ?? membership(Math.floor(core.now() / 1_000), "left");
  chat.accounts.set(account.user.id, { ...known, ...change });
  if (isMember(chat, account)) chat.members.set(String(account.user.id), account.user);
  else chat.members.delete(String(account.user.id));
  if (silent) return;
  const update = isChannel(chat)
    ? { _: "updateChannel", channel_id: chat.id }
    : { _: "updateChat", chat_id: chat.id };
  core.updates.tell(account, update, [chat]);
}

/** Deletes a chat for everybody. */
export function deleteChat(core: Core, chat: Chat, { silent = false } = {}): void {
  const members = core.world.accounts.filter((account) => isMember(chat, account));
  chat.deletedChat = true;
  if (chat.username) core.world.usernames.delete(chat.username.toLowerCase());
  if (silent) return;
  for (const account of members)
    core.updates.tell(account, { _: "updateChannel", channel_id: chat.id }, [chat]);
}

/** A basic group becomes a supergroup: a new chat, and a last message in the old one that says so. */
export function upgradeGroup(core: Core, group: Chat, told: Told = {}): Chat {
  const owner = group.owner as Account;
  const { world } = core;
  const people = [...group.members.values()];
  const chat = makeChat(
    world,
    people,
    { kind: "supergroup", title: group.title, members: group.memberCount },
    new Box(0, 1),
  );
  chat.createdS = Math.floor(core.now() / 1_000);
  chat.speakers = group.speakers;
  chat.creator = group.creator;
  chat.members = new Map(group.members);
  chat.past = noPast;
  chat.accounts.set(owner.user.id, membership(chat.createdS, "member"));
  register(world, chat, markedId(chat));
  group.migratedTo = chat;
  const event = postService(
    core,
    group,
    owner.user,
    { _: "messageActionChatMigrateTo", channel_id: chat.id },
    told,
  );
  chat.migratedFrom = { group, maxId: (event.created as NonNullable<BoxEvent["created"]>).id };
  const action = { _: "messageActionChannelMigrateFrom", title: group.title, chat_id: group.id };
  postService(core, chat, owner.user, action, told);
  if (!told.silent) core.updates.tell(owner, { _: "updateChannel", channel_id: chat.id }, [chat, group]);
  return chat;
}

/** Renames a chat. */
export function setTitle(
  core: Core,
  chat: Chat,
  title: string,
  by = chat.creator,
  told: Told = {},
): BoxEvent {
  chat.title = title;
  return postService(core, chat, by, { _: "messageActionChatEditTitle", title }, told);
}
