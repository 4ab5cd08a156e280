/** A chat platform in memory, behind our own interface: for tests of jobs and the worker that need no network. */

import { FileMissedError } from "../../bot/platforms/fileSource.ts";
import type { LiveFeed, LiveListener } from "../../bot/platforms/liveFeed.ts";
import type {
  ChatSession,
  GuildSnapshot,
  HistoryPage,
  OutgoingMessage,
  PageRequest,
} from "../../bot/platforms/platform.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { DirectoryChannel } from "../../core/database/guilds/directory.ts";
import type { MissingPermission } from "../../core/model/channel.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import { archiveMessage, directoryChannel, guildId } from "./factories.ts";

const pageSize = 100;

export interface MemoryChat extends ChatSession {
  channels: DirectoryChannel[];
  archived: DirectoryChannel[];
  missingIn: Map<string, MissingPermission[]>;
  /** By channel id, oldest first. */
  messages: Map<string, ArchiveMessage[]>;
  /** Every page that was asked for. */
  requests: { channelId: string; request: PageRequest }[];
  /** Called before each page is answered; may throw, or change the world. */
  beforePage: (channelId: string, request: PageRequest) => void | Promise<void>;
  /** Replaces what a page says, once. */
  nextPage: Partial<HistoryPage> | null;
  readsContent: boolean;
  /** True: the history may not be read any more, which the platform says by empty pages. */
  isBlind: boolean;
  /** Every message by which the permission was confirmed. */
  confirmations: (string | null)[];
  live: MemoryLive;
  /** Everything that was posted, by nonce. */
  sent: Map<string, { channelId: string; message: OutgoingMessage }>;
}

/** Tells what a test says happened, and proves what it says is heard. */
export interface MemoryLive extends LiveFeed {
  listener: LiveListener | null;
  /** By channel id. */
  heardIn: Map<string, { fromId: string; belowId: string }>;
}

function makeLive(): MemoryLive {
  const live: MemoryLive = {
    listener: null,
    heardIn: new Map(),
    listen(listener) {
      live.listener = listener;
      return () => {
        live.listener = null;
      };
    },
    heard: (channel) => live.heardIn.get(channel.id) ?? null,
    listeningSince: () => new Date(0),
  };
  return live;
}

/** A session over `count` messages with ids 1010, 1020, … in the default channel. */
export function makeChat(count = 0): MemoryChat {
  const chat: MemoryChat = {
    channels: [directoryChannel({ lastMessageId: count > 0 ? String(1_000 + count * 10) : null })],
    archived: [],
    missingIn: new Map(),
    messages: new Map([[directoryChannel().id, makeMessages(count)]]),
    requests: [],
    beforePage: () => undefined,
    nextPage: null,
    readsContent: true,
    isBlind: false,
    confirmations: [],
    live: makeLive(),
    files: {
      prepare: async () => undefined,
      download: () => Promise.reject(new FileMissedError("gone", "There are no files here.")),
    },
    commands: null,
    poster: null,
    responses: null,
    settleMs: 0,
    get identity() {
      return { externalId: "1", name: "bot", applicationId: null, readsContent: chat.readsContent };
    },
    lost: new Promise(() => undefined),
    signsOfLife: () => ({ heartbeatAgoMs: 0, eventAgoMs: null }),
    sent: new Map(),
    async send(channelId, message, nonce, signal) {
      signal.throwIfAborted();
      if (!chat.sent.has(nonce)) chat.sent.set(nonce, { channelId, message });
    },
    async close() {},
    async historyPage(channelId, request, signal) {
      signal.throwIfAborted();
      chat.requests.push({ channelId, request });
      await chat.beforePage(channelId, request);
      const all = chat.messages.get(channelId) ?? [];
      const readable = chat.isBlind ? [] : all;
      const found =
        request.after === undefined
          ? readable
              .filter(({ id }) => request.before === undefined || BigInt(id) < BigInt(request.before))
              .slice(-pageSize)
          : readable.filter(({ id }) => BigInt(id) > BigInt(request.after ?? 0)).slice(0, pageSize);
      const page = {
        messages: found.toReversed(),
        authors: [],
        setAside: [],
        isFull: found.length >= pageSize,
        settledBelow: (BigInt(all.at(-1)?.id ?? 0) + 1n).toString(), // strictly ordered ids, as on Telegram
        ...chat.nextPage,
      };
      chat.nextPage = null;
      return page;
    },
    async confirmReadable(channel, messageId, signal) {
      signal.throwIfAborted();
      chat.confirmations.push(messageId);
      if (chat.isBlind)
        throw new PermanentError("missing_permission", "The bot lacks a permission Discord asks for here.");
      return (chat.messages.get(channel.id) ?? []).some(({ id }) => id === messageId);
    },
    async newestMessageId(channel) {
      return chat.messages.get(channel.id)?.at(-1)?.id ?? null;
    },
    directory: {
      guildIds: () => [guildId],
      isAvailable: () => true,
      guild: () => snapshot(),
      channel: (id) => chat.channels.find((channel) => channel.id === id) ?? null,
      refresh: async () => snapshot(),
      async *archivedThreads(channel) {
        const threads = chat.archived.filter((thread) => thread.parentId === channel.id);
        if (threads.length > 0) yield { channels: threads, setAside: [] };
      },
      missing: (channel) => chat.missingIn.get(channel.id) ?? [],
      findChannel: async (id) => chat.channels.find((channel) => channel.id === id) ?? null,
      onChange: () => undefined,
      historyStart: () => "1000",
      scale: Number,
    },
  };
  const snapshot = (): GuildSnapshot => ({
    guild: {
      id: guildId,
      platform: "discord",
      kind: "server",
      name: "Test server",
      icon: null,
      memberCount: 3,
      isDemo: false,
    },
    channels: chat.channels,
    setAside: [],
    roles: null,
    emojis: null,
    permissions: null,
    missing: chat.missingIn,
  });
  return chat;
}

export function makeMessages(count: number, firstId = 1_010): ArchiveMessage[] {
  return Array.from({ length: count }, (_, index) =>
    archiveMessage({ id: String(firstId + index * 10), content: `message ${index}` }),
  );
}
