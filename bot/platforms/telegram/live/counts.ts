/**
 * How far the updates of an account have been heard. Telegram numbers what happens (pts): each channel and supergroup by
 * itself, everything else together for the account. A number that is not the next one tells that something was lost, which
 * is then asked for; so what was heard without such a gap is complete. Pure bookkeeping: no network, no clock.
 */
import type { AccountState, ChatState } from "../../../../core/database/telegram/states.ts";
import type { HeardInterval } from "../../liveFeed.ts";

export type { AccountState, ChatState } from "../../../../core/database/telegram/states.ts";

/** What an update's number says: the next one, one that was heard before, or that something in between was not. */
export type Sequel = "next" | "known" | "gap";

export function sequelOf(local: number, pts: number, count: number): Sequel {
  if (local + count === pts) return "next";
  return local + count > pts ? "known" : "gap";
}

interface Heard extends ChatState {
  /** From this id on everything was heard. */
  fromId: number;
  /** When this stretch began, in ms since 1970. */
  sinceMs: number;
}

export class HeardCounts {
  account: AccountState | null = null;
  readonly #chats = new Map<string, Heard>();
  /** Changed since they were last given to be saved. */
  readonly #dirty = new Set<string>();
  #isAccountDirty = false;

  has(chatId: string): boolean {
    return this.#chats.has(chatId);
  }

  ids(): string[] {
    return [...this.#chats.keys()];
  }

  ptsOf(chatId: string): number | null {
    return this.#chats.get(chatId)?.pts ?? null;
  }

  /** Listening to a chat begins here, or goes on from what was saved: everything later is told. */
  begin(chatId: string, state: ChatState, nowMs: number): void {
    const { pts, newestMessageId } = state;
    this.#chats.set(chatId, { pts, newestMessageId, fromId: newestMessageId + 1, sinceMs: nowMs });
    this.#dirty.add(chatId);
  }

  /** Something of what was heard was not kept: nothing from before counts. */
  restart(nowMs: number): void {
    for (const [chatId, heard] of this.#chats) this.begin(chatId, heard, nowMs);
  }

  end(chatId: string): void {
    this.#chats.delete(chatId);
    this.#dirty.delete(chatId);
  }

  setAccount(state: AccountState): void {
    this.account = state;
    this.#isAccountDirty = true;
  }

  advance(chatId: string, pts: number): void {
    const heard = this.#chats.get(chatId);
    if (!heard || heard.pts === pts) return;
    heard.pts = pts;
    this.#dirty.add(chatId);
  }

  /** A message was told of. */
  raise(chatId: string, messageId: number): void {
    const heard = this.#chats.get(chatId);
    if (!heard || messageId <= heard.newestMessageId) return;
    heard.newestMessageId = messageId;
    this.#dirty.add(chatId);
  }

  heard(chatId: string): HeardInterval | null {
    const heard = this.#chats.get(chatId);
    if (!heard || heard.newestMessageId < heard.fromId) return null;
    return { fromId: String(heard.fromId), belowId: String(heard.newestMessageId + 1) };
  }

  since(chatId: string): Date | null {
    const heard = this.#chats.get(chatId);
    return heard ? new Date(heard.sinceMs) : null;
  }

  /** What changed since the last call, as it stands now. */
  takeChanges(): { account: AccountState | null; chats: Map<string, ChatState> } {
    const chats = new Map<string, ChatState>();
    for (const id of this.#dirty) {
      const heard = this.#chats.get(id);
      if (heard) chats.set(id, { pts: heard.pts, newestMessageId: heard.newestMessageId });
    }
    const account = this.#isAccountDirty && this.account ? { ...this.account } : null;
    this.#dirty.clear();
    this.#isAccountDirty = false;
    return { account, chats };
  }
}
