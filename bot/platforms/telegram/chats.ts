/**
 * The chats of an account: which of them are archived, how they are addressed, how they stand. What a chat holds is
 * remembered for those that are archived and no others, so that memory does not grow with what people talk about.
 */
import type { StoredPeer } from "../../../core/database/telegram/peers.ts";
import type { Logger } from "../../../core/log.ts";
import { PermanentError } from "../../../core/queue/errors.ts";
import { type Chat, migratedId, toChat } from "./chat.ts";
import type { TelegramConnection } from "./connection.ts";
import { Api, toLong } from "./gram.ts";
import { HistoryReader } from "./history.ts";
import { RpcError } from "./link/failures.ts";
import { markedId, parseMarkedId, toInputChannel, toInputPeer } from "./peers.ts";
import type { TelegramStore } from "./store.ts";

/** The most that one request asks for. */
const atOnce = 100;

/** Where a chat's events and messages have come to, as Telegram lists it. */
export interface ChatHead {
  /** Null for chats that the account counts, and where Telegram does not say. */
  pts: number | null;
  /** 0 while there is no message. */
  topMessageId: number;
}

export interface ChatsDeps {
  connection: TelegramConnection;
  store: TelegramStore;
  accountId: string;
  log: Logger;
}

export class TelegramChats {
  readonly #deps: ChatsDeps;
  /** By marked id: the chosen ones. */
  readonly #chats = new Map<string, Chat>();
  /** Addresses, by marked id; null: none is needed. */
  readonly #hashes = new Map<string, string | null>();
  /** Known to be what the other one was before: never asked for again. */
  readonly #migrated = new Map<string, string>();

  constructor(deps: ChatsDeps) {
    this.#deps = deps;
  }

  ids(): string[] {
    return [...this.#chats.keys()];
  }

  find(id: string): Chat | null {
    return this.#chats.get(id) ?? null;
  }

  /** Throws PermanentError for chats that are not archived through this account. */
  get(id: string): Chat {
    const chat = this.#chats.get(id);
    if (chat) return chat;
    throw new PermanentError(
      "unknown_channel",
      "This chat is not archived through the account: add it under Chats.",
    );
  }

  inputPeer(id: string): Api.TypeInputPeer {
    if (this.find(id)?.kind === "saved") return new Api.InputPeerSelf();
    return toInputPeer(id, this.#hashes.get(id) ?? null);
  }

  inputChannel(id: string): Api.InputChannel {
    return toInputChannel(id, this.#hashes.get(id) ?? null);
  }

  hasAddress(id: string): boolean {
    return this.#hashes.has(id) || parseMarkedId(id)?.kind === "group";
  }

  /**
   * Looks up which chats are chosen now. Answers those that came and went. One that Telegram does not know any more stays
   * among them, closed.
   */
  async reload(signal: AbortSignal): Promise<{ added: string[]; removed: string[] }> {
    const { store, accountId } = this.#deps;
    const [chosen, peers] = await Promise.all([store.findChosenChats(accountId), store.findPeers(accountId)]);
    for (const { chatId, accessHash } of peers) this.#hashes.set(chatId, accessHash);
    const removed = this.ids().filter((id) => !chosen.includes(id));
    for (const id of removed) this.#chats.delete(id);
    const added = chosen.filter((id) => !this.#chats.has(id));
    if (added.some((id) => !this.hasAddress(id))) await this.#searchDialogs(added, signal);
    for (const chat of await this.lookUp(added, signal)) this.#chats.set(chat.id, chat);
    return { added, removed };
  }

  /** Asks Telegram how chats stand, members and names included, and remembers the chosen ones among them. */
  async refresh(ids: readonly string[], signal: AbortSignal): Promise<Chat[]> {
    const chats = await this.lookUp(ids, signal);
    for (const chat of chats) if (this.#chats.has(chat.id)) this.#chats.set(chat.id, chat);
    return chats;
  }

  /** Takes in what an answer or an update says of chats; answers the ids of chosen ones that are other than before. */
  learn(entities: Iterable<Api.TypeChat | Api.TypeUser>): string[] {
    const changed: string[] = [];
    for (const entity of entities) {
      const chat = toChat(entity);
      const known = chat && this.#chats.get(chat.id);
      if (!chat || !known || ("min" in entity && entity.min)) continue;
      const next = {
        ...chat,
        memberCount: chat.memberCount ?? known.memberCount,
        accessHash: chat.accessHash ?? known.accessHash,
      };
      if (JSON.stringify(next) === JSON.stringify(known)) continue;
      this.#chats.set(chat.id, next);
      changed.push(chat.id);
    }
    return changed;
  }

  /** The chat cannot be read any more, by Telegram's word for it. True when that is new. */
  close(id: string, why: string): boolean {
    const chat = this.#chats.get(id);
    if (!chat || chat.closed === why) return false;
    this.#chats.set(id, { ...chat, closed: why });
    return true;
  }

  /** It can be read after all. True when that is new. */
  open(id: string): boolean {
    const chat = this.#chats.get(id);
    if (!chat || chat.closed === null) return false;
    this.#chats.set(id, { ...chat, closed: null });
    return true;
  }

  /** Where chats have come to. Those that Telegram does not list are missing from the answer. */
  async heads(ids: readonly string[], signal: AbortSignal): Promise<Map<string, ChatHead>> {
    const heads = new Map<string, ChatHead>();
    const open = ids.filter((id) => this.find(id)?.closed === null);
    for (let at = 0; at < open.length; at += atOnce) {
      const peers = open.slice(at, at + atOnce).map((id) => this.inputPeer(id));
      const listed = await this.#deps.connection
        .call(
          new Api.messages.GetPeerDialogs({ peers: peers.map((peer) => new Api.InputDialogPeer({ peer })) }),
          { signal },
        )
        .catch((error: unknown) => {
          if (error instanceof PermanentError) return null; // one of them is at fault: each is asked for by itself
          throw error;
        });
      const dialogs = listed?.dialogs ?? [];
      for (const dialog of dialogs)
        if (dialog instanceof Api.Dialog)
          heads.set(markedId(dialog.peer), { pts: dialog.pts ?? null, topMessageId: dialog.topMessage });
    }
    return heads;
  }

  /** Of a chat that is in no list of dialogs, as public ones are that the account has not joined; null when it cannot be read. */
  async headOfOne(id: string, signal: AbortSignal): Promise<ChatHead | null> {
    const { connection } = this.#deps;
    try {
      const { fullChat } = await connection.call(
        new Api.channels.GetFullChannel({ channel: this.inputChannel(id) }),
        { signal },
      );
      if (!(fullChat instanceof Api.ChannelFull)) return null;
      const topMessageId = await new HistoryReader(connection).newestId(this.inputPeer(id), signal);
      return { pts: fullChat.pts, topMessageId: topMessageId ?? 0 };
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.close(id, error.cause instanceof RpcError ? error.cause.text : error.code);
      return null;
    }
  }

  /** Listings of all of the account's dialogs, the newest first, page by page. Addresses are remembered. */
  async *dialogPages(
    signal: AbortSignal,
    folderId: number,
  ): AsyncGenerator<Api.messages.Dialogs | Api.messages.DialogsSlice> {
    const seen = new Set<string>();
    let offset = { offsetDate: 0, offsetId: 0, offsetPeer: new Api.InputPeerEmpty() as Api.TypeInputPeer };
    for (;;) {
      const page = await this.#deps.connection.call(
        new Api.messages.GetDialogs({ ...offset, folderId, limit: atOnce, hash: zero }),
        { signal },
      );
      if (page instanceof Api.messages.DialogsNotModified) return;
      await this.keepAddresses([...page.chats, ...page.users]);
      yield page;
      const fresh = page.dialogs.filter((dialog) => !seen.has(markedId(dialog.peer)));
      for (const dialog of fresh) seen.add(markedId(dialog.peer));
      if (page instanceof Api.messages.Dialogs || fresh.length === 0 || seen.size >= page.count) return;
      const next = lastWithMessage(page);
      if (!next) return;
      offset = { ...next, offsetPeer: toInputPeer(next.chatId, this.#hashes.get(next.chatId) ?? null) };
    }
  }

  /** Remembers how these are addressed, in the database as well. */
  async keepAddresses(entities: readonly (Api.TypeChat | Api.TypeUser)[]): Promise<void> {
    const peers = entities.flatMap((entity): StoredPeer[] => {
      const chat = toChat(entity);
      if (!chat || (chat.accessHash === null && chat.kind !== "group")) return [];
      return [{ chatId: chat.id, accessHash: chat.accessHash }];
    });
    const changed = peers.filter(({ chatId, accessHash }) => this.#hashes.get(chatId) !== accessHash);
    for (const { chatId, accessHash } of changed) this.#hashes.set(chatId, accessHash);
    await this.#deps.store.upsertPeers(this.#deps.accountId, changed);
  }

  /** The supergroups that chosen basic groups have become, each told once. */
  newMigrations(): { fromId: string; to: Api.InputChannel }[] {
    return [...this.#chats.values()].flatMap(({ id, migratedTo }) => {
      if (!migratedTo || this.#migrated.has(id)) return [];
      this.#migrated.set(id, migratedId(migratedTo));
      return [{ fromId: id, to: migratedTo }];
    });
  }

  /** As Telegram lists them now; those it refuses to speak of are closed. */
  async lookUp(ids: readonly string[], signal: AbortSignal): Promise<Chat[]> {
    const kinds = new Map(ids.map((id) => [id, parseMarkedId(id)?.kind]));
    const of = (kind: string) => ids.filter((id) => kinds.get(id) === kind);
    return [
      ...(await this.#ask(of("channel"), signal, async (some) => {
        const request = new Api.channels.GetChannels({ id: some.map((id) => this.inputChannel(id)) });
        return (await this.#deps.connection.call(request, { signal })).chats;
      })),
      ...(await this.#ask(of("group"), signal, async (some) => {
        const bare = some.map((id) => BigInt(id.slice(1)));
        const request = new Api.messages.GetChats({ id: bare.map((id) => toLong(id)) });
        return (await this.#deps.connection.call(request, { signal })).chats;
      })),
      ...(await this.#ask(of("user"), signal, async (some) => {
        const id = some.map(
          (one) =>
            new Api.InputUser({
              userId: toLong(BigInt(one)),
              accessHash: toLong(this.#hashes.get(one) ?? 0),
            }),
        );
        return this.#deps.connection.call(new Api.users.GetUsers({ id }), { signal });
      })),
    ];
  }

  async #ask(
    ids: readonly string[],
    signal: AbortSignal,
    list: (ids: readonly string[]) => Promise<readonly (Api.TypeChat | Api.TypeUser)[]>,
  ): Promise<Chat[]> {
    const found: Chat[] = [];
    for (let at = 0; at < ids.length; at += atOnce) {
      const some = ids.slice(at, at + atOnce);
      try {
        const entities = await list(some);
        await this.keepAddresses(entities);
        const chats = entities.flatMap((entity) => toChat(entity) ?? []);
        const missing = some.filter((id) => !chats.some((chat) => chat.id === id));
        found.push(...chats.filter(({ id }) => some.includes(id)), ...missing.map(closedChat));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof PermanentError)) throw error;
        // One that is at fault would hide the others.
        if (some.length === 1) found.push(...some.map(closedChat));
        else for (const id of some) found.push(...(await this.#ask([id], signal, list)));
      }
    }
    return found;
  }

  /** Addresses of chats that are known by number only: they stand in the list of dialogs, or the account cannot reach them. */
  async #searchDialogs(ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (const folderId of [0, 1])
      for await (const _page of this.dialogPages(signal, folderId))
        if (ids.every((id) => this.hasAddress(id))) return;
  }
}

const zero = toLong(0);

function closedChat(id: string): Chat {
  const kind = parseMarkedId(id)?.kind;
  return {
    id,
    kind: kind === "channel" ? "supergroup" : kind === "group" ? "group" : "private",
    title: id,
    username: null,
    memberCount: null,
    photoId: null,
    isProtected: false,
    isLeft: true,
    closed: "CHANNEL_INVALID",
    accessHash: null,
    migratedTo: null,
  };
}

/** Where the next page of dialogs begins: a dialog without a message has no place in that order. */
function lastWithMessage(page: Api.messages.Dialogs | Api.messages.DialogsSlice) {
  for (const dialog of page.dialogs.toReversed()) {
    const chatId = markedId(dialog.peer);
    const message = page.messages.find(
      (one) =>
        !(one instanceof Api.MessageEmpty) &&
        one.id === dialog.topMessage &&
        one.peerId &&
        markedId(one.peerId) === chatId,
    );
    if (message && !(message instanceof Api.MessageEmpty))
      return { chatId, offsetDate: message.date, offsetId: message.id };
  }
  return null;
}
