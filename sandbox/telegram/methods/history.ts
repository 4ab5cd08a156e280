/** Reading messages: https://core.telegram.org/api/offsets. */
import type { Call, MethodTable } from "../core.ts";
import { badRequest } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toMessage } from "../wire/messages.ts";
import { toPeer } from "../wire/peers.ts";
import type { Facts } from "../world/facts.ts";
import { countMessages, downFrom, findMessage, upFrom } from "../world/messages.ts";
import { type Chat, isChannel } from "../world/model.ts";
import { isInThread, repliesOf, rootInDiscussion, threadMessages } from "../world/threads.ts";
import { matches } from "./filters.ts";
import { readableChannel, readableChat } from "./peers.ts";

/** A page holds at most so many messages. */
const MOST = 100;
/** A search looks at so many messages before it gives up counting. */
const SCANNED = 50_000;
/** Above all ids. */
const MAX_ID = 2_147_483_647;

/** Where a page begins, as offsets say it. */
interface Window {
  offsetId: number;
  offsetDate: number;
  addOffset: number;
  limit: number;
  maxId: number;
  minId: number;
}

function windowOf(input: Tl): Window {
  return {
    offsetId: input.offset_id as number,
    offsetDate: (input.offset_date as number | undefined) ?? 0,
    addOffset: input.add_offset as number,
    limit: Math.min(Math.max(input.limit as number, 0), MOST),
    maxId: input.max_id as number,
    minId: input.min_id as number,
  };
}

/** Lists messages downwards and upwards from a place. */
interface Source {
  down(before: number): Iterable<Facts>;
  up(from: number): Iterable<Facts>;
}

/**
 * The page a window shows, newest first: it begins at the first message older than the offset, moved by
 * `add_offset` towards older (positive) or newer ones (negative). Near the newest end it is shorter.
 */
function pageOf(source: Source, { offsetId, addOffset, limit, maxId, minId }: Window): Facts[] {
  const before = Math.min(offsetId > 0 ? offsetId : MAX_ID, maxId > 0 ? maxId : MAX_ID);
  const page = addOffset < 0 ? take(source.up(before), -addOffset).toReversed() : [];
  const older = limit + addOffset;
  if (older > 0) page.push(...take(source.down(before), older));
  const from = Math.max(0, addOffset);
  return page
    .slice(from, from + limit)
    .filter(({ id }) => (maxId === 0 || id < maxId) && (minId === 0 || id > minId));
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.push(item) >= count) break;
  }
  return taken;
}

/** Narrows down before anything is listed: `max_id` and `min_id` bound what a page can be made of. */
function bounded(source: Source, { minId }: Window): Source {
  return {
    up: (from) => source.up(from),
    *down(before) {
      for (const facts of source.down(before)) {
        if (minId > 0 && facts.id <= minId) return;
        yield facts;
      }
    },
  };
}

/** All of a chat. */
const wholeChat = (chat: Chat): Source => ({
  down: (before) => downFrom(chat, before),
  up: (from) => upFrom(chat, from),
});

function messagesAnswer(
  call: Call,
  chat: Chat,
  page: readonly Facts[],
  count: number,
  whole: boolean,
  topics: Tl[] = [],
): Tl {
  const { core, account } = call;
  const envelope = new Envelope(account);
  const context = core.updates.context(account);
  envelope.add(chat);
  for (const facts of page) {
    envelope.addMessage(facts);
    const replies = repliesOf(facts);
    if (replies?.isComments) envelope.add(replies.chat);
  }
  core.counters.messagesServed += page.length;
  const parts = {
    messages: page.map((facts) => toMessage(facts, context)),
    chats: envelope.chats,
    users: envelope.users,
  };
  if (isChannel(chat)) return { _: "messages.channelMessages", pts: chat.box.pts, count, ...parts, topics };
  return whole ? { _: "messages.messages", ...parts } : { _: "messages.messagesSlice", count, ...parts };
}

export const historyMethods: MethodTable = {
  "messages.getHistory": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const window = windowOf(input);
    const page = jumpByDate(chat, window) ?? pageOf(bounded(wholeChat(chat), window), window);
    const count = countMessages(chat);
    return messagesAnswer(call, chat, page, count, page.length === count);
  },

  "messages.getReplies": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const rootId = input.msg_id as number;
    const root = chat.kind === "channel" ? discussionOf(chat, rootId) : findMessage(chat, rootId);
    if (!root && !(chat.forum && rootId === 1)) throw badRequest("MSG_ID_INVALID");
    const place = root?.chat ?? chat;
    const id = root?.id ?? rootId;
    const window = windowOf(input);
    const source: Source = {
      down: (before) => threadMessages(place, id, before),
      *up(from) {
        for (const facts of upFrom(place, from)) if (isInThread(facts, id)) yield facts;
      },
    };
    const page = pageOf(bounded(source, window), window);
    let count = 0;
    for (const _ of threadMessages(place, id, MAX_ID)) if (++count >= SCANNED) break;
    return messagesAnswer(call, place, page, count, page.length === count);
  },

  "messages.getDiscussionMessage": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const root =
      chat.kind === "channel"
        ? discussionOf(chat, input.msg_id as number)
        : findMessage(chat, input.msg_id as number);
    if (!root) throw badRequest("MSG_ID_INVALID");
    const { core, account } = call;
    const envelope = new Envelope(account);
    envelope.addMessage(root);
    envelope.add(chat);
    const [newest] = take(threadMessages(root.chat, root.id, MAX_ID), 1);
    return {
      _: "messages.discussionMessage",
      messages: [toMessage(root, core.updates.context(account))],
      max_id: newest?.id ?? root.id,
      read_inbox_max_id: root.id,
      unread_count: 0,
      chats: envelope.chats,
      users: envelope.users,
    };
  },

  "messages.search": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const window = { ...windowOf(input), offsetDate: 0 };
    const minDate = input.min_date as number;
    const maxDate = input.max_date as number;
    const topId = input.top_msg_id as number | undefined;
    const q = (input.q as string).toLowerCase();
    const filter = (input.filter as Tl)._;
    const fits = (facts: Facts): boolean =>
      (maxDate === 0 || facts.dateS < maxDate) &&
      (topId === undefined || isInThread(facts, topId)) &&
      (q === "" || facts.text.toLowerCase().includes(q)) &&
      matches(facts, filter);
    const source: Source = {
      *down(before) {
        let scanned = 0;
        for (const facts of downFrom(chat, before)) {
          if (++scanned > SCANNED || (minDate > 0 && facts.dateS < minDate)) return;
          if (fits(facts)) yield facts;
        }
      },
      *up(from) {
        for (const facts of upFrom(chat, from)) if (fits(facts)) yield facts;
      },
    };
    const page = pageOf(bounded(source, window), window);
    const isAll =
      q === "" &&
      filter === "inputMessagesFilterEmpty" &&
      minDate === 0 &&
      maxDate === 0 &&
      topId === undefined;
    let count = isAll ? countMessages(chat) : 0;
    if (!isAll) for (const _ of source.down(MAX_ID)) count++;
    return messagesAnswer(call, chat, page, count, page.length === count);
  },

  "messages.getMessages": (call, input) => {
    const { account } = call;
    const ids = idsOf(input);
    const found = ids.map((id) => {
      const chat = account.box.chatWith(id);
      return chat ? findMessage(chat, id) : null;
    });
    const envelope = new Envelope(account);
    const context = call.core.updates.context(account);
    for (const facts of found) if (facts) envelope.addMessage(facts);
    const messages = found.map((facts, i) =>
      facts ? toMessage(facts, context) : { _: "messageEmpty", id: ids[i] },
    );
    call.core.counters.messagesServed += ids.length;
    return { _: "messages.messages", messages, chats: envelope.chats, users: envelope.users };
  },

  "channels.getMessages": (call, input) => {
    const chat = readableChannel(call, input.channel as Tl);
    const ids = idsOf(input);
    const found = ids.map((id) => findMessage(chat, id));
    const present = found.filter((facts) => facts !== null);
    const answer = messagesAnswer(call, chat, present, present.length, false);
    const written = new Map((answer.messages as Tl[]).map((message) => [message.id, message]));
    const messages = ids.map((id) => written.get(id) ?? { _: "messageEmpty", id, peer_id: toPeer(chat) });
    return { ...answer, messages, count: ids.length };
  },

  "messages.getMessagesViews": (call, input) => {
    const chat = readableChat(call, input.peer as Tl);
    const views = (input.id as number[]).map((id) => {
      const facts = findMessage(chat, id);
      if (!facts || facts.views === 0) return { _: "messageViews" };
      return { _: "messageViews", views: facts.views, forwards: facts.forwards };
    });
    return { _: "messages.messageViews", views, chats: [], users: [] };
  },

  "messages.readHistory": (call, input) => {
    readableChat(call, input.peer as Tl);
    return { _: "messages.affectedMessages", pts: call.account.box.pts, pts_count: 0 };
  },

  "channels.readHistory": (call, input) => {
    readableChannel(call, input.channel as Tl);
    return true;
  },
};

/** With a date but no id, the place is found without reading through what is newer. */
function jumpByDate(chat: Chat, window: Window): Facts[] | null {
  const { offsetId, offsetDate, addOffset } = window;
  if (offsetId !== 0 || offsetDate === 0 || addOffset < 0 || chat.past.count === 0) return null;
  let low = 0;
  let high = chat.past.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chat.past.secondsAt(middle) < offsetDate) low = middle + 1;
    else high = middle;
  }
  const newerPosted = chat.added.find(({ dateS }) => dateS >= offsetDate);
  const lastOld = chat.added.findLast(({ dateS }) => dateS < offsetDate);
  const before = lastOld ? (newerPosted?.id ?? MAX_ID) : low < chat.past.count ? chat.past.idAt(low) : MAX_ID;
  return pageOf(bounded(wholeChat(chat), window), { ...window, offsetId: before, offsetDate: 0 });
}

function discussionOf(channel: Chat, postId: number): Facts | null {
  const post = findMessage(channel, postId);
  return post && rootInDiscussion(post);
}

function idsOf(input: Tl): number[] {
  const ids = input.id as Tl[];
  if (ids.length > MOST) throw badRequest("LIMIT_INVALID");
  return ids.map((id) => (id._ === "inputMessageID" ? (id.id as number) : 0));
}
