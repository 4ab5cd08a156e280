/** An account's updates as a LiveFeed. */
import type { Logger } from "../../../../core/log.ts";
import type { ChatEvent, HeardInterval, LiveFeed, LiveListener, UnreadableEvent } from "../../liveFeed.ts";
import type { ChannelPlace } from "../../platform.ts";
import { UnusableItemError } from "../../unusable.ts";
import type { TelegramChats } from "../chats.ts";
import type { TelegramConnection } from "../connection.ts";
import type { Entities } from "../convert/authors.ts";
import { toPlain } from "../convert/plain.ts";
import type { TelegramDirectory } from "../directory.ts";
import type { Api } from "../gram.ts";
import type { TelegramStore } from "../store.ts";
import { type AccountState, type ChatState, HeardCounts } from "./counts.ts";
import { messageEvents, uncountedEvents } from "./events.ts";
import { type StreamSink, UpdateStream } from "./stream.ts";

export interface FeedDeps {
  connection: TelegramConnection;
  chats: TelegramChats;
  directory: TelegramDirectory;
  store: TelegramStore;
  accountId: string;
  selfId: string;
  compareEveryMs: number;
  log: Logger;
}

/** Events kept until somebody listens, which takes as long as storing the directory. More would be memory. */
const mostWaiting = 20_000;

type Told = { event: ChatEvent } | { unreadable: UnreadableEvent };

interface Position {
  account: AccountState | null;
  chats: Map<string, ChatState>;
}

export class TelegramFeed implements LiveFeed {
  readonly stream: UpdateStream;
  readonly #deps: FeedDeps;
  readonly #counts = new HeardCounts();
  #listener: LiveListener | null = null;
  #waiting: Told[] = [];
  #isBroken = false;
  /** Given to be saved and not saved yet: it belongs to the next attempt as well. */
  #unsaved: Position = { account: null, chats: new Map() };

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.stream = new UpdateStream({
      ...deps,
      counts: this.#counts,
      sink: this.#sink(),
      findPolls: (pollIds) => deps.store.findPolls(pollIds),
    });
  }

  /** Goes on from what is in the archive. To be called before the first update is worked. */
  async load(): Promise<void> {
    const { account, chats } = await this.#deps.store.findStates(this.#deps.accountId);
    if (!account) return;
    this.#counts.setAccount(account);
    const now = Date.now();
    for (const [chatId, state] of chats)
      if (this.#deps.chats.find(chatId)) this.#counts.begin(chatId, state, now);
  }

  listen(listener: LiveListener): () => void {
    this.#listener = listener;
    if (this.#isBroken) listener.onGap();
    this.#isBroken = false;
    for (const told of this.#waiting.splice(0)) this.#give(listener, told);
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  heard(channel: ChannelPlace): HeardInterval | null {
    return this.#counts.heard(channel.id);
  }

  listeningSince(guildId: string): Date | null {
    return this.#counts.since(guildId);
  }

  position(): Position {
    const { account, chats } = this.#counts.takeChanges();
    this.#unsaved = {
      account: account ?? this.#unsaved.account,
      chats: new Map([...this.#unsaved.chats, ...chats]),
    };
    return this.#unsaved;
  }

  async stored(position: unknown): Promise<void> {
    if (position !== this.#unsaved) return; // a later one holds all of it
    const { account, chats } = this.#unsaved;
    if (account === null && chats.size === 0) return;
    await this.#deps.store.saveStates(this.#deps.accountId, { account, chats });
    if (position === this.#unsaved) this.#unsaved = { account: null, chats: new Map() };
  }

  #sink(): StreamSink {
    const { chats, directory, selfId } = this.#deps;
    const placeOf = (chatId: string) => ({
      chatId,
      selfId,
      isForum: chats.find(chatId)?.kind === "forum",
    });
    return {
      onMessage: (chatId, message, kind, entities) =>
        this.#tryTo(chatId, message, () => {
          for (const event of messageEvents(message, kind, placeOf(chatId), entities)) this.#tell({ event });
          directory.raiseNewest(chatId, message.id);
        }),
      onDeleted: (chatIds, messageIds) => {
        for (const chatId of chatIds)
          this.#tell({
            event: {
              kind: "deleted",
              place: { guildId: chatId, channelId: chatId },
              messageIds: messageIds.map(String),
            },
          });
      },
      onUncounted: (update) => {
        for (const event of uncountedEvents(update))
          if ("place" in event && chats.find(event.place.channelId)) this.#tell({ event });
      },
      onChatChanged: (chatId) => {
        if (chats.find(chatId)) directory.announce({ kind: "guild", guildId: chatId });
      },
      onEntities: (entities: Entities) => {
        for (const chatId of chats.learn(entities.values()))
          directory.announce({ kind: "guild", guildId: chatId });
      },
      onNewest: (chatId, messageId) => directory.raiseNewest(chatId, messageId),
    };
  }

  #tryTo(chatId: string, message: Api.TypeMessage, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const isOurs = !(error instanceof UnusableItemError);
      if (isOurs)
        this.#deps.log.error({ code: "telegram.unconverted", error }, "a message could not be converted");
      this.#tell({
        unreadable: {
          name: message.className,
          guildId: chatId,
          channelId: chatId,
          itemId: Number.isInteger(message.id) ? String(message.id) : null,
          raw: toPlain(message),
          error,
        },
      });
    }
  }

  #tell(told: Told): void {
    if (this.#listener) return this.#give(this.#listener, told);
    this.#waiting.push(told);
    if (this.#waiting.length <= mostWaiting) return;
    this.#waiting = [];
    this.#isBroken = true;
    this.#counts.restart(Date.now());
  }

  #give(listener: LiveListener, told: Told): void {
    if ("event" in told) listener.onEvent(told.event);
    else listener.onUnreadable(told.unreadable);
  }
}
