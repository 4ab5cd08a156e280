/** Makes an account's own box: its private chats and basic groups share one sequence of ids. */
import { mix } from "../../world/hash.ts";
import { Pace } from "../../world/pace.ts";
import { makeChat } from "./makeChat.ts";
import { type Account, type Chat, markedId, type Person } from "./model.ts";
import { BoxPast, noPast } from "./past.ts";
import type { ChatPlan } from "./plan.ts";
import { type Build, register } from "./register.ts";

/** More than this is kept by no account of a sandbox: each message of a box takes some bytes of memory. */
const MOST = 120_000;

/**
 * Fills the box with about `messages` messages: basic groups, `peopleCount` private chats, and for each of
 * `grown` (supergroups that were basic groups) the group as it was. Returns how many messages there are.
 */
export function buildPrivateBox(
  build: Build,
  account: Account,
  groups: readonly ChatPlan[],
  messages: number,
  peopleCount: number,
  grown: readonly Chat[] = [],
): number {
  const { people } = build;
  const { box } = account;
  const others = people.filter((person) => person.firstName !== null && person !== account.user);
  const step = Math.max(1, Math.floor(others.length / Math.max(1, peopleCount)));
  const chats = [
    ...groups.map((plan) => ({ chat: makeGroup(build, account, plan), weight: plan.weight * 3 })),
    ...grown.map((channel) => ({ chat: makeOldGroup(build, account, channel), weight: 2 })),
    ...[account.user, ...others.filter((_, i) => i % step === 0).slice(0, peopleCount)].map((person, i) => ({
      chat: makePrivate(build, account, person),
      weight: Math.max(1, 6 - i),
    })),
  ];
  for (const { chat } of chats) box.chats.push(chat);
  const count = Math.min(messages, MOST);
  if (count > 0) deal(build, account, chats, Math.max(count, chats.length * 2));
  for (const { chat } of chats) if (chat.kind === "group") describeGroup(chat);
  box.pts = box.topId + Math.floor(box.topId / 7) + 1_000;
  box.oldestPts = box.pts;
  return chats.reduce((sum, { chat }) => sum + chat.past.count, 0);
}

function deal(
  build: Build,
  account: Account,
  chats: readonly { chat: Chat; weight: number }[],
  count: number,
): void {
  const { world } = build;
  const { box } = account;
  const seed = mix(world.seed ^ 0x77aa, Number(account.user.id % 4_294_967_296n));
  const startMs = world.startMs + 220 * 86_400_000;
  const pace = new Pace(world.activity, seed, count, startMs, world.endMs);
  const sum = chats.reduce((all, { weight }) => all + weight, 0);
  box.chatOfId = new Uint16Array(count + 1);
  const ids: number[][] = chats.map(() => []);
  for (let id = 1; id <= count; id++) {
    // Everybody speaks at least twice: once at the beginning, once at the end. In between talk comes in runs.
    let at = id <= chats.length ? id - 1 : id > count - chats.length ? count - id : -1;
    if (at < 0) {
      let roll = mix(seed, id >>> 2) % sum;
      at = chats.findIndex(({ weight }) => (roll -= weight) < 0);
    }
    box.chatOfId[id] = at + 1;
    (ids[at] as number[]).push(id);
  }
  for (const [i, { chat }] of chats.entries()) {
    chat.past = new BoxPast(Uint32Array.from(ids[i] as number[]), pace);
    chat.createdS = chat.past.secondsAt(0);
  }
  box.topId = count;
}

function makeGroup(build: Build, account: Account, plan: ChatPlan): Chat {
  const chat = makeChat(build.world, build.people, plan, account.box);
  chat.owner = account;
  chat.members = new Map([...chat.members].slice(0, plan.members));
  chat.members.set(String(account.user.id), account.user);
  chat.memberCount = chat.members.size;
  chat.accounts.set(account.user.id, membership(chat.createdS));
  // Each account has a group of its own under the same name.
  chat.id += account.user.id % 1_000n;
  register(build.world, chat, markedId(chat));
  return chat;
}

/** The basic group a supergroup once was. */
function makeOldGroup(build: Build, account: Account, channel: Chat): Chat {
  const chat = makeGroup(build, account, { kind: "group", title: channel.title, weight: 1, members: 12 });
  chat.migratedTo = channel;
  return chat;
}

function describeGroup(chat: Chat): void {
  const last = chat.past.count - 1;
  if (last < 1) return;
  chat.specials.set(0, { kind: "created" });
  const { migratedTo } = chat;
  if (!migratedTo) return;
  chat.specials.set(last, { kind: "migrated-to", channel: migratedTo });
  migratedTo.specials.set(0, { kind: "migrated-from", group: chat });
  migratedTo.migratedFrom = { group: chat, maxId: chat.past.idAt(last) };
}

function makePrivate(build: Build, account: Account, person: Person): Chat {
  const isSelf = person === account.user;
  const title = isSelf ? "Saved Messages" : [person.firstName, person.lastName].filter(Boolean).join(" ");
  const languages = [person.language];
  const chat = makeChat(
    build.world,
    build.people,
    { kind: "private", title, members: 2, languages, albums: 30 },
    account.box,
  );
  chat.id = person.id;
  chat.owner = account;
  chat.person = person;
  chat.speakers = isSelf ? [account.user] : [person, account.user];
  chat.creator = person;
  chat.members = new Map(chat.speakers.map((speaker) => [String(speaker.id), speaker]));
  chat.accounts.set(account.user.id, membership(chat.createdS));
  build.world.byNumber[chat.number] = chat;
  return chat;
}

function membership(joinedS: number) {
  return { joinedS, status: "member" as const, canPost: true, pinned: false, readUpTo: 0 };
}

/** A private chat that begins now. */
export function openPrivate(build: Build, account: Account, person: Person): Chat {
  const chat = makePrivate(build, account, person);
  chat.past = noPast;
  account.box.chats.push(chat);
  return chat;
}
