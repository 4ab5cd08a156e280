/** What a Telegram connection keeps in the database, as this folder sees it. */
import type { StoredPeer } from "../../../core/database/telegram/peers.ts";
import type { AccountState, ChatState, StoredStates } from "../../../core/database/telegram/states.ts";

export interface TelegramStore {
  /** Marked ids of the chats that are archived through the account. */
  findChosenChats(accountId: string): Promise<string[]>;
  findPeers(accountId: string): Promise<StoredPeer[]>;
  upsertPeers(accountId: string, peers: readonly StoredPeer[]): Promise<void>;
  findStates(accountId: string): Promise<StoredStates>;
  saveStates(
    accountId: string,
    states: { account: AccountState | null; chats: ReadonlyMap<string, ChatState> },
  ): Promise<void>;
}
