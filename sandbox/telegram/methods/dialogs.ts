/** The list of chats an account has. */
import type { MethodTable } from "../core.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toMessage } from "../wire/messages.ts";
import { toPeer } from "../wire/peers.ts";
import type { Facts } from "../world/facts.ts";
import { newestMessage } from "../world/messages.ts";
import { type Account, type Chat, isChannel, isMember, markedId, type World } from "../world/model.ts";
import { chatOf } from "./peers.ts";

const MOST = 100;

export const notifySettings: Tl = { _: "peerNotifySettings" };

interface DialogEntry {
  chat: Chat;
  /** Null: cleared, or nobody has said anything yet. */
  top: Facts | null;
  pinned: boolean;
}

/** Chats an account sees in its list: those it is in, those it was banned from, and what it talked to. */
export function dialogsOf(world: World, account: Account): DialogEntry[] {
  const channels = [...world.chats.values()].filter((chat) => {
    if (!isChannel(chat)) return false;
    return isMember(chat, account) || chat.accounts.get(account.user.id)?.status === "banned";
  });
  const own = account.box.chats.filter((chat) => chat.past.count > 0 || chat.added.length > 0);
  return [...channels, ...own]
    .map((chat) => ({
      chat,
      // A list shows nothing of a chat one was thrown out of.
      top: isMember(chat, account) ? newestMessage(chat) : null,
      pinned: chat.accounts.get(account.user.id)?.pinned ?? false,
    }))
    .sort(
      (a, b) => Number(b.pinned) - Number(a.pinned) || dateOf(b) - dateOf(a) || b.chat.number - a.chat.number,
    );
}

function dateOf({ top, chat }: DialogEntry): number {
  return top?.dateS ?? chat.createdS;
}

export const dialogMethods: MethodTable = {
  "messages.getDialogs": (call, input) => {
    const { core, account } = call;
    const folder = (input.folder_id as number | undefined) ?? 0;
    const all = folder === 1 ? [] : dialogsOf(core.world, account);
    const wanted = input.exclude_pinned ? all.filter(({ pinned }) => !pinned) : all;
    const offsetPeer = input.offset_peer as Tl;
    const offsetKey = offsetPeer._ === "inputPeerEmpty" ? null : markedId(chatOf(call, offsetPeer));
    const offsetDate = input.offset_date as number;
    const after = offsetKey === null ? -1 : wanted.findIndex(({ chat }) => markedId(chat) === offsetKey);
    const rest =
      after >= 0 || offsetDate === 0
        ? wanted.slice(after + 1)
        : wanted.filter((entry) => dateOf(entry) < offsetDate);
    const page = rest.slice(0, Math.min(Math.max(input.limit as number, 1), MOST));
    const envelope = new Envelope(account);
    const context = core.updates.context(account);
    for (const { chat, top } of page) {
      envelope.add(chat);
      if (top) envelope.addMessage(top);
      if (chat.migratedTo) envelope.add(chat.migratedTo);
    }
    const parts = {
      dialogs: page.map((entry) => toDialog(entry, account)),
      messages: page.flatMap(({ top }) => (top ? [toMessage(top, context)] : [])),
      chats: envelope.chats,
      users: envelope.users,
    };
    if (page.length === rest.length && rest.length === all.length) return { _: "messages.dialogs", ...parts };
    return { _: "messages.dialogsSlice", count: all.length, ...parts };
  },

  "messages.getPeerDialogs": (call, input) => {
    const { account, core } = call;
    const envelope = new Envelope(account);
    const context = core.updates.context(account);
    const entries = (input.peers as Tl[])
      .filter(({ _ }) => _ === "inputDialogPeer")
      .map(({ peer }) => {
        const chat = chatOf(call, peer as Tl);
        return { chat, top: isMember(chat, account) ? newestMessage(chat) : null, pinned: false };
      });
    for (const { chat, top } of entries) {
      envelope.add(chat);
      if (top) envelope.addMessage(top);
    }
    return {
      _: "messages.peerDialogs",
      dialogs: entries.map((entry) => toDialog(entry, account)),
      messages: entries.flatMap(({ top }) => (top ? [toMessage(top, context)] : [])),
      chats: envelope.chats,
      users: envelope.users,
      state: toState(account, core.now()),
    };
  },

  "messages.getPinnedDialogs": (call) => ({
    _: "messages.peerDialogs",
    dialogs: [],
    messages: [],
    chats: [],
    users: [],
    state: toState(call.account, call.core.now()),
  }),

  "messages.getDialogFilters": () => ({
    _: "messages.dialogFilters",
    filters: [{ _: "dialogFilterDefault" }],
  }),
};

function toDialog({ chat, top, pinned }: DialogEntry, account: Account): Tl {
  const membership = chat.accounts.get(account.user.id);
  const topId = top?.id ?? 0;
  const readUpTo = Math.min(topId, Math.max(membership?.readUpTo ?? 0, topId - 25));
  return {
    _: "dialog",
    pinned,
    peer: toPeer(chat.person ?? chat),
    top_message: topId,
    read_inbox_max_id: readUpTo,
    read_outbox_max_id: topId,
    unread_count: topId - readUpTo,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    notify_settings: notifySettings,
    pts: isChannel(chat) && isMember(chat, account) ? chat.box.pts : undefined,
  };
}

/** The account's counters. */
export function toState(account: Account, nowMs: number): Tl {
  const date = Math.floor(nowMs / 1_000);
  return { _: "updates.state", pts: account.box.pts, qts: 0, date, seq: 0, unread_count: 0 };
}
