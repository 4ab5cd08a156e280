/** Makes channels and supergroups with their history. */
import { mix } from "../../world/hash.ts";
import { Pace } from "../../world/pace.ts";
import { Box } from "./box.ts";
import { CommentPlan } from "./comments.ts";
import { albumAt } from "./generate.ts";
import { makeChat } from "./makeChat.ts";
import { type Chat, markedId, type Topic } from "./model.ts";
import { ChannelPast, secondsOf } from "./past.ts";
import type { ChatPlan } from "./plan.ts";
import { type Build, register } from "./register.ts";

const TOPIC_COLORS = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f] as const;

/** Makes the planned chat with `messages` messages, at least its making. */
export function buildChannel(build: Build, plan: ChatPlan, messages: number): Chat {
  const { world, people } = build;
  const box = new Box(0, 1);
  const chat = makeChat(world, people, { ...plan, kind: plan.kind }, box);
  const count = Math.max(1, messages);
  const pace = new Pace(world.activity, chat.seed, count, chat.createdS * 1_000, world.endMs);
  chat.past = new ChannelPast(count, chat.seed, secondsOf(pace));
  fillPlaces(chat, plan, count);
  finish(build, chat, plan);
  return chat;
}

/** Makes a channel's discussion group, whose messages follow from the channel's. */
export function buildDiscussion(build: Build, channel: Chat, plan: ChatPlan): Chat {
  const { title, average } = plan.discussion as NonNullable<ChatPlan["discussion"]>;
  const box = new Box(0, 1);
  const own: ChatPlan = { kind: "supergroup", title, weight: 0, members: Math.floor(plan.members / 3) };
  const chat = makeChat(build.world, build.people, own, box);
  const comments = new CommentPlan(channel, 1, average, (post) => {
    if (channel.specials.has(post)) return false;
    const album = albumAt(channel, post);
    return album === null || album.first === post;
  });
  chat.past = new ChannelPast(comments.count, chat.seed, (index) => comments.secondsAt(index));
  chat.comments = comments;
  chat.specials.set(0, { kind: "created" });
  chat.createdS = chat.past.secondsAt(0);
  channel.linked = chat;
  chat.linked = channel;
  finish(build, chat, own);
  return chat;
}

function fillPlaces(chat: Chat, plan: ChatPlan, count: number): void {
  chat.specials.set(0, { kind: "created" });
  chat.createdS = chat.past.secondsAt(0);
  if (plan.topics) makeTopics(chat, plan.topics, count);
  const pins = count > 60 ? (plan.pins ?? 0) : 0;
  for (let i = 0; i < pins; i++) {
    const target = 20 + (mix(chat.seed, 500 + i) % (count - 40));
    if (chat.specials.has(target) || chat.specials.has(target + 1)) continue;
    chat.pins.add(chat.past.idAt(target));
    if (target + 1 < count) chat.specials.set(target + 1, { kind: "pin-notice", target });
  }
  if (count > 100) {
    chat.specials.set(Math.floor(count / 2), { kind: "title", title: chat.title });
    chat.specials.set(Math.floor(count / 3), { kind: "photo" });
  }
}

function makeTopics(chat: Chat, titles: readonly string[], count: number): void {
  const general = { iconColor: TOPIC_COLORS[0], creator: chat.creator, dateS: chat.createdS };
  chat.topics.set(1, { ...general, id: 1, title: "General", closed: false, hidden: false, pinned: false });
  for (const [i, title] of titles.entries()) {
    const index = i + 1;
    if (index >= count) return;
    const topic: Topic = {
      id: chat.past.idAt(index),
      title,
      iconColor: TOPIC_COLORS[(i + 1) % TOPIC_COLORS.length] as number,
      creator: chat.creator,
      dateS: chat.past.secondsAt(index),
      closed: i === 3,
      hidden: false,
      pinned: i === 0,
    };
    chat.topics.set(topic.id, topic);
    chat.specials.set(index, { kind: "topic", topic });
  }
}

function finish({ world }: Build, chat: Chat, plan: ChatPlan): void {
  const { box, past } = chat;
  box.topId = past.count === 0 ? 0 : past.idAt(past.count - 1);
  // Every message moved it once, edits and deletions somewhat more.
  box.pts = box.topId + Math.floor(box.topId / 9) + 2;
  box.oldestPts = box.pts;
  const { status = "member" } = plan;
  for (const account of world.accounts) {
    if (status === "none") continue;
    // One account has what the plan says; the others are plain members of what the first did not make.
    const isFirst = account === world.accounts[0];
    if (!isFirst && status === "creator") continue;
    chat.accounts.set(account.user.id, {
      joinedS: chat.createdS,
      status,
      canPost: chat.kind === "supergroup" || status === "creator",
      pinned: false,
      readUpTo: Math.max(0, box.topId - (chat.seed % 40)),
    });
    if (status !== "banned") chat.members.set(String(account.user.id), account.user);
    if (status === "creator") chat.creator = account.user;
  }
  register(world, chat, markedId(chat));
}

/** Hands out `messages` by weight; plans without one take their fixed number first. */
export function shareMessages(
  messages: number,
  plans: readonly { weight: number; messages?: number }[],
): Map<{ weight: number }, number> {
  const fixed = plans.reduce((sum, plan) => sum + (plan.weight > 0 ? 0 : (plan.messages ?? 1)), 0);
  const weights = plans.reduce((sum, plan) => sum + plan.weight, 0);
  const free = Math.max(0, messages - fixed);
  let before = 0;
  let given = 0;
  return new Map(
    plans.map((plan) => {
      if (plan.weight <= 0) return [plan, plan.messages ?? 1];
      before += plan.weight;
      const share = Math.floor((before * free) / weights) - given;
      given += share;
      return [plan, share];
    }),
  );
}
