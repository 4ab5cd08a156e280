/** A connected Telegram account. */
import { createHash } from "node:crypto";
import type { SetAsideItem } from "../../../core/database/archive/setAside.ts";
import type { Logger } from "../../../core/log.ts";
import { AccountLostError, PermanentError } from "../../../core/queue/errors.ts";
import { toRawText } from "../../../core/storable.ts";
import type { FileSource } from "../fileSource.ts";
import type {
  AccountIdentity,
  ChannelPlace,
  ChatSession,
  HistoryPage,
  OutgoingMessage,
  PageRequest,
  SignsOfLife,
} from "../platform.ts";
import { countsItself } from "./chat.ts";
import type { TelegramChats } from "./chats.ts";
import type { TelegramConnection } from "./connection.ts";
import { toPlain } from "./convert/plain.ts";
import type { TelegramDirectory } from "./directory.ts";
import { TelegramFiles } from "./files.ts";
import { Api, toLong } from "./gram.ts";
import { HistoryReader, type RawPage } from "./history.ts";
import { RpcError } from "./link/failures.ts";
import type { TelegramFeed } from "./live/feed.ts";
import { convertPage } from "./page.ts";
import { markedId } from "./peers.ts";
import { TelegramPoster } from "./sending/poster.ts";
import type { Takeout } from "./takeout.ts";

export interface TelegramParts {
  connection: TelegramConnection;
  chats: TelegramChats;
  directory: TelegramDirectory;
  feed: TelegramFeed;
  takeout: Takeout | null;
  identity: AccountIdentity;
  lost: Promise<Error>;
  log: Logger;
  /** Ends what runs beside it, then all connections. */
  close(): Promise<void>;
}

export class TelegramSession implements ChatSession {
  readonly identity: AccountIdentity;
  readonly directory: TelegramDirectory;
  readonly live: TelegramFeed;
  readonly files: FileSource;
  readonly commands = null;
  readonly poster: TelegramPoster;
  readonly responses = null;
  readonly settleMs = 0;
  readonly lost: Promise<Error>;
  readonly chats: TelegramChats;
  readonly connection: TelegramConnection;
  readonly #parts: TelegramParts;
  readonly #history: HistoryReader;
  readonly #closing = new AbortController();

  constructor(parts: TelegramParts) {
    this.#parts = parts;
    this.identity = parts.identity;
    this.directory = parts.directory;
    this.live = parts.feed;
    this.lost = parts.lost;
    this.chats = parts.chats;
    this.connection = parts.connection;
    this.files = new TelegramFiles(parts.connection, parts.chats, parts.connection.dcId);
    this.poster = new TelegramPoster(this);
    this.#history = new HistoryReader(parts.connection, parts.takeout);
  }

  async historyPage(channelId: string, request: PageRequest, signal: AbortSignal): Promise<HistoryPage> {
    const both = this.#until(signal);
    const chat = this.chats.get(channelId);
    const page = await this.#history
      .page(this.chats.inputPeer(channelId), request, both)
      .catch((error: unknown) => {
        this.#noteClosed(channelId, error);
        throw error;
      });
    const place = { chatId: channelId, selfId: this.identity.externalId, isForum: chat.kind === "forum" };
    const converted = convertPage(page.messages, place, page.entities);
    const newest = page.messages[0]?.id ?? 0;
    this.directory.raiseNewest(channelId, newest);
    return {
      ...converted,
      setAside: [...converted.setAside, ...unreadableItems(page)],
      rawOf: (id) => toPlain(page.messages.find((one) => String(one.id) === id)),
      isFull: page.isFull,
      settledBelow: settledBelow(page, request),
    };
  }

  async newestMessageId(channel: ChannelPlace, signal: AbortSignal): Promise<string | null> {
    this.chats.get(channel.id);
    const newest = await this.#history.newestId(this.chats.inputPeer(channel.id), this.#until(signal));
    if (newest !== null) this.directory.raiseNewest(channel.id, newest);
    return newest === null ? null : String(newest);
  }

  async firstIdAt(channelId: string, time: Date, signal: AbortSignal): Promise<string | null> {
    this.chats.get(channelId);
    const seconds = Math.ceil(time.getTime() / 1_000);
    const id = await this.#history
      .firstIdAt(this.chats.inputPeer(channelId), seconds, this.#until(signal))
      .catch((error: unknown) => {
        this.#noteClosed(channelId, error);
        throw error;
      });
    return id === null ? null : String(id);
  }

  async confirmReadable(
    channel: ChannelPlace,
    messageId: string | null,
    signal: AbortSignal,
  ): Promise<boolean> {
    const chat = this.chats.get(channel.id);
    const both = this.#until(signal);
    // Numbers are 32 bits wide: larger ones are no message's.
    const id = messageId === null || BigInt(messageId) >= 2n ** 31n ? 0 : Number(messageId);
    const input = [new Api.InputMessageID({ id })];
    const request = countsItself(chat)
      ? new Api.channels.GetMessages({ channel: this.chats.inputChannel(channel.id), id: input })
      : new Api.messages.GetMessages({ id: input });
    try {
      // Looking one up by its number is allowed where the history is.
      if (id === 0) await this.#history.newestId(this.chats.inputPeer(channel.id), both);
      const answer = await this.connection.call<Api.messages.TypeMessages>(request, { signal: both });
      if (this.chats.open(channel.id)) this.directory.announce({ kind: "guild", guildId: channel.id });
      if (answer instanceof Api.messages.MessagesNotModified) return false;
      return answer.messages.some(
        (one) =>
          !(one instanceof Api.MessageEmpty) &&
          one.id === id &&
          one.peerId &&
          markedId(one.peerId) === channel.id,
      );
    } catch (error) {
      this.#noteClosed(channel.id, error);
      throw error;
    }
  }

  async send(channelId: string, message: OutgoingMessage, nonce: string, signal: AbortSignal): Promise<void> {
    const { title, description, url } = message;
    const text = [title, description, url].filter((part) => part).join("\n");
    const request = new Api.messages.SendMessage({
      peer: this.chats.inputPeer(channelId),
      message: text,
      entities: [new Api.MessageEntityBold({ offset: 0, length: title.length })],
      noWebpage: true,
      // Of the same nonce always the same: Telegram posts it once, however often it is asked.
      randomId: toLong(createHash("sha256").update(`${channelId} ${nonce}`).digest().readBigInt64LE(0)),
    });
    try {
      // What we do ourselves is told in the answer and nowhere else.
      this.live.stream.push(await this.connection.call(request, { signal: this.#until(signal) }));
    } catch (error) {
      const cause = error instanceof Error ? error.cause : null;
      if (cause instanceof RpcError && cause.text === "RANDOM_ID_DUPLICATE") return;
      throw error;
    }
  }

  signsOfLife(): SignsOfLife {
    const ago = (atMs: number | null) => (atMs === null ? null : performance.now() - atMs);
    return {
      heartbeatAgoMs: ago(this.connection.main.aliveAtMs),
      eventAgoMs: ago(this.live.stream.heardAtMs),
    };
  }

  /** Looks which chats are chosen now, and listens to those that are new. */
  async reloadChats(signal: AbortSignal): Promise<void> {
    const { added, removed } = await this.chats.reload(this.#until(signal));
    for (const guildId of added) this.directory.announce({ kind: "guild", guildId });
    for (const guildId of removed) this.directory.announce({ kind: "guildLeft", guildId });
    if (added.length + removed.length > 0) this.live.stream.compare();
  }

  async close(): Promise<void> {
    this.#closing.abort(new AccountLostError("The account is no longer held by this process"));
    await this.#parts.close();
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }

  /** What was refused to a request is refused to all: the directory says so from now on. */
  #noteClosed(chatId: string, error: unknown): void {
    if (!(error instanceof PermanentError) || error.code !== "missing_access") return;
    const code = error.cause instanceof RpcError ? error.cause.text : error.code;
    if (this.chats.close(chatId, code)) this.directory.announce({ kind: "guild", guildId: chatId });
  }
}

/** Ids are given in order: nothing can appear below the newest one any more. A page from elsewhere says that of its own end. */
function settledBelow(page: RawPage, { before }: PageRequest): string {
  const ids = page.messages.map(({ id }) => id);
  const newest = Math.max(
    0,
    ...ids,
    ...page.unreadable.map(({ beforeId }) => (beforeId < 2 ** 31 - 1 ? beforeId : 0)),
  );
  return before === undefined || BigInt(before) <= BigInt(newest + 1) ? String(newest + 1) : before;
}

function unreadableItems(page: RawPage): SetAsideItem[] {
  return page.unreadable.map(({ afterId, beforeId, error }) => ({
    kind: "message",
    id: null,
    place: { fromId: String(afterId + 1), toId: String(Math.max(afterId + 2, beforeId)) },
    reason: "unknown_kind",
    message: error.message,
    raw: toRawText({ after: afterId, before: beforeId, constructor: error.constructorId.toString(16) }),
  }));
}
