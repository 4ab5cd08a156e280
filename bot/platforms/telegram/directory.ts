/** Chats as the rest of the bot knows servers: each is a guild with one channel, its stream of messages. */
import type { DirectoryChannel } from "../../../core/database/guilds/directory.ts";
import type { MissingPermission } from "../../../core/model/channel.ts";
import { PermanentError } from "../../../core/queue/errors.ts";
import type { GuildMember } from "../liveFeed.ts";
import type { ChannelPlace, ChatDirectory, DirectoryChange, GuildSnapshot, Listing } from "../platform.ts";
import type { Chat } from "./chat.ts";
import type { TelegramChats } from "./chats.ts";
import type { TelegramConnection } from "./connection.ts";
import { listChatMembers } from "./members.ts";

export interface DirectoryOptions {
  connection: TelegramConnection;
  isDemo: boolean;
  skipProtected: boolean;
}

export class TelegramDirectory implements ChatDirectory {
  readonly #chats: TelegramChats;
  readonly #options: DirectoryOptions;
  readonly #newest = new Map<string, number>();
  readonly #listeners = new Set<(change: DirectoryChange) => void>();

  constructor(chats: TelegramChats, options: DirectoryOptions) {
    this.#chats = chats;
    this.#options = options;
  }

  guildIds(): string[] {
    return this.#chats.ids();
  }

  isAvailable(guildId: string): boolean {
    return this.#chats.find(guildId) !== null;
  }

  guild(guildId: string): GuildSnapshot | null {
    const chat = this.#chats.find(guildId);
    return chat && this.#snapshot(chat);
  }

  channel(channelId: string): DirectoryChannel | null {
    const chat = this.#chats.find(channelId);
    return chat && this.#toChannel(chat);
  }

  async refresh(guildId: string, signal: AbortSignal): Promise<GuildSnapshot> {
    if (!this.#chats.find(guildId))
      throw new PermanentError("unknown_guild", "This chat is not archived through the account.");
    const [chat] = await this.#chats.refresh([guildId], signal);
    for (const [id, { topMessageId }] of await this.#chats.heads([guildId], signal))
      this.raiseNewest(id, topMessageId);
    return this.#snapshot(chat ?? this.#chats.get(guildId));
  }

  /** Topics stand within their chat's stream. */
  async *archivedThreads(): AsyncGenerator<Listing> {}

  members(guildId: string, signal: AbortSignal): AsyncGenerator<GuildMember[]> {
    return listChatMembers(this.#options.connection, this.#chats, guildId, signal);
  }

  missing(channel: ChannelPlace): MissingPermission[] {
    const chat = this.#chats.find(channel.id);
    return chat ? this.#missingIn(chat) : ["chat_access"];
  }

  async findChannel(channelId: string, signal: AbortSignal): Promise<DirectoryChannel | null> {
    if (!this.#chats.find(channelId)) return null;
    const [chat] = await this.#chats.refresh([channelId], signal);
    return chat?.closed === null ? this.#toChannel(chat) : null;
  }

  onChange(listener: (change: DirectoryChange) => void): void {
    this.#listeners.add(listener);
  }

  /** Ids are counted from 1, and say nothing of time. */
  historyStart(): string {
    return "0";
  }

  scale(id: bigint): number {
    return Number(id);
  }

  /** Tells that a chat changed, was chosen, or is chosen no more. */
  announce(change: DirectoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** The newest message of a chat that Telegram told of. */
  raiseNewest(chatId: string, messageId: number): void {
    if (messageId <= (this.#newest.get(chatId) ?? 0)) return;
    this.#newest.set(chatId, messageId);
    this.announce({ kind: "newestMessage", channelId: chatId, messageId: String(messageId) });
  }

  #missingIn(chat: Chat): MissingPermission[] {
    if (chat.closed !== null) return ["chat_access"];
    return chat.isProtected && this.#options.skipProtected ? ["protected_content"] : [];
  }

  #snapshot(chat: Chat): GuildSnapshot {
    const missing = this.#missingIn(chat);
    return {
      guild: {
        id: chat.id,
        platform: "telegram",
        kind: chat.kind,
        name: chat.title,
        icon: chat.photoId,
        memberCount: chat.memberCount,
        isDemo: this.#options.isDemo,
      },
      channels: [this.#toChannel(chat)],
      setAside: [],
      permissions: null,
      roles: null,
      emojis: null,
      missing: new Map(missing.length > 0 ? [[chat.id, missing]] : []),
    };
  }

  #toChannel(chat: Chat): DirectoryChannel {
    const newest = this.#newest.get(chat.id) ?? 0;
    return {
      id: chat.id,
      guildId: chat.id,
      parentId: null,
      kind: "chat",
      name: chat.title,
      topic: null,
      position: 0,
      nsfw: false,
      archived: false,
      locked: false,
      hasHistory: true,
      lastMessageId: newest === 0 ? null : String(newest),
    };
  }
}
