/** What a Telegram connection keeps in the database, as this folder sees it. */
import type { StoredPeer } from "../../../core/database/telegram/peers.ts";
import type { AccountState, ChatState, StoredStates } from "../../../core/database/telegram/states.ts";

/** Where a poll stands. */
export interface PollPlace {
  /** Marked id. */
  chatId: string;
  messageId: number;
}

export interface TelegramStore {
  /** Marked ids of the chats that are archived through the account. */
  findChosenChats(accountId: string): Promise<string[]>;
  findPeers(accountId: string): Promise<StoredPeer[]>;
  upsertPeers(accountId: string, peers: readonly StoredPeer[]): Promise<void>;
  /** Archived messages that carry these polls, by Telegram's numbers of them. */
  findPolls(pollIds: readonly string[]): Promise<PollPlace[]>;
  findStates(accountId: string): Promise<StoredStates>;
  saveStates(
    accountId: string,
    states: { account: AccountState | null; chats: ReadonlyMap<string, ChatState> },
  ): Promise<void>;
}
