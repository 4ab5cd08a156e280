/** Catching up: https://core.telegram.org/api/updates. */
import type { Call, MethodTable } from "../core.ts";
import { badRequest } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toMessage } from "../wire/messages.ts";
import type { BoxEvent } from "../world/box.ts";
import { countMessages, downFrom } from "../world/messages.ts";
import { type Chat, isChannel, isMember } from "../world/model.ts";
import { notifySettings, toState } from "./dialogs.ts";
import { channelOf } from "./peers.ts";

/** One answer holds at most so many changes; then a slice and another question. */
const SLICE = 500;
/** A channel's difference holds at most so many; above that it is too long. */
const MAX_CHANNEL_LIMIT = 100_000;

export const updateMethods: MethodTable = {
  "updates.getState": (call) => toState(call.account, call.core.now()),

  "updates.getDifference": (call, input) => {
    const { account, core } = call;
    const { box } = account;
    const pts = input.pts as number;
    const date = Math.floor(core.now() / 1_000);
    if (pts < 1) throw badRequest("PERSISTENT_TIMESTAMP_EMPTY");
    if (pts > box.pts) throw badRequest("PERSISTENT_TIMESTAMP_INVALID");
    const events = box.since(pts);
    const total = input.pts_total_limit as number | undefined;
    if (!events || (total !== undefined && box.pts - pts > total))
      return { _: "updates.differenceTooLong", pts: box.pts };
    const tooLong = channelHints(call, input.date as number);
    if (events.length === 0 && tooLong.length === 0) return { _: "updates.differenceEmpty", date, seq: 0 };
    const limit = Math.min((input.pts_limit as number | undefined) ?? SLICE, SLICE);
    const slice = events.slice(0, limit);
    const whole = slice.length === events.length;
    const reached = whole ? box.pts : (slice.at(-1) as BoxEvent).pts;
    const parts = differenceParts(call, slice, tooLong);
    const state = { _: "updates.state", pts: reached, qts: 0, date, seq: 0, unread_count: 0 };
    if (whole) return { _: "updates.difference", ...parts, state };
    return { _: "updates.differenceSlice", ...parts, intermediate_state: state };
  },

  "updates.getChannelDifference": (call, input) => {
    const { account, core } = call;
    const chat = channelOf(call, input.channel as Tl);
    if (!isMember(chat, account)) throw badRequest("CHANNEL_PRIVATE");
    const pts = input.pts as number;
    if (pts < 1) throw badRequest("PERSISTENT_TIMESTAMP_EMPTY");
    if (pts > chat.box.pts) throw badRequest("PERSISTENT_TIMESTAMP_INVALID");
    const limit = input.limit as number;
    if (limit < 1 || limit > MAX_CHANNEL_LIMIT) throw badRequest("LIMIT_INVALID");
    const events = chat.box.since(pts);
    if (!events) return tooLongOf(call, chat);
    if (events.length === 0) return { _: "updates.channelDifferenceEmpty", final: true, pts: chat.box.pts };
    const slice = events.slice(0, Math.min(limit, core.channelDifferenceLimit));
    const final = slice.length === events.length;
    const { new_messages, other_updates, chats, users } = differenceParts(call, slice, []);
    return {
      _: "updates.channelDifference",
      final,
      pts: final ? chat.box.pts : (slice.at(-1) as BoxEvent).pts,
      timeout: 30,
      new_messages,
      other_updates,
      chats,
      users,
    };
  },
};

function differenceParts({ core, account }: Call, events: readonly BoxEvent[], others: Tl[]) {
  const envelope = new Envelope(account);
  const context = core.updates.context(account);
  const new_messages: Tl[] = [];
  const other_updates: Tl[] = [...others];
  for (const event of events) {
    envelope.add(event.chat);
    if (event.created) {
      // A message comes as it is now; if it is gone, only its deletion comes.
      const current = currentOf(event);
      if (!current) continue;
      envelope.addMessage(current);
      new_messages.push(toMessage(current, context));
    } else other_updates.push(core.updates.toUpdate(event, account));
  }
  return {
    new_messages,
    new_encrypted_messages: [],
    other_updates,
    chats: envelope.chats,
    users: envelope.users,
  };
}

function currentOf({ created, chat }: BoxEvent) {
  if (!created) return null;
  for (const facts of downFrom(chat, created.id + 1)) return facts.id === created.id ? facts : null;
  return null;
}

/** The common difference names channels that changed since: theirs is to be asked for. */
function channelHints({ core, account }: Call, sinceS: number): Tl[] {
  return [...core.world.chats.values()]
    .filter(
      (chat) =>
        isChannel(chat) &&
        isMember(chat, account) &&
        (chat.box.events.at(-1)?.dateS ?? 0) >= sinceS &&
        sinceS > 0,
    )
    .map((chat) => ({ _: "updateChannelTooLong", channel_id: chat.id, pts: chat.box.pts }));
}

/** The newest messages and the counter: what lies between is for the client to read from the history. */
function tooLongOf({ core, account }: Call, chat: Chat): Tl {
  const envelope = new Envelope(account);
  const context = core.updates.context(account);
  const newest = [];
  for (const facts of downFrom(chat, 2_147_483_647)) {
    envelope.addMessage(facts);
    newest.push(toMessage(facts, context));
    if (newest.length === 20) break;
  }
  envelope.add(chat);
  const top = countMessages(chat) > 0 ? (newest[0]?.id as number) : 0;
  return {
    _: "updates.channelDifferenceTooLong",
    final: true,
    dialog: {
      _: "dialog",
      peer: { _: "peerChannel", channel_id: chat.id },
      top_message: top,
      read_inbox_max_id: top,
      read_outbox_max_id: top,
      unread_count: 0,
      unread_mentions_count: 0,
      unread_reactions_count: 0,
      notify_settings: notifySettings,
      pts: chat.box.pts,
    },
    messages: newest,
    chats: envelope.chats,
    users: envelope.users,
  };
}
