/** Flood limits, as budgets per account that fill up again with time. Telegram's own numbers are not published. */
import type { Tl } from "./tl/writer.ts";

export interface LimitSettings {
  enabled: boolean;
  /** Messages of history per account: what is observed in practice (about 100 a second). */
  historyMessages: number;
  historyWindowSeconds: number;
  /** Messages fetched by id. */
  byIdMessages: number;
  byIdWindowSeconds: number;
  /** Messages sent into one chat, and in all. */
  sendsPerChat: number;
  sendsPerChatWindowSeconds: number;
  sends: number;
  sendsWindowSeconds: number;
  /** Usernames resolved: few, and the waits are long. */
  resolves: number;
  resolvesWindowSeconds: number;
  /** Parts of files. */
  fileParts: number;
  filePartsWindowSeconds: number;
  /** All other calls. */
  others: number;
  othersWindowSeconds: number;
  /** By how much more a takeout session may read. */
  takeoutFactor: number;
}

export const DEFAULT_LIMITS: LimitSettings = {
  enabled: true,
  historyMessages: 3_000,
  historyWindowSeconds: 30,
  byIdMessages: 400,
  byIdWindowSeconds: 30,
  sendsPerChat: 20,
  sendsPerChatWindowSeconds: 60,
  sends: 30,
  sendsWindowSeconds: 1,
  resolves: 50,
  resolvesWindowSeconds: 300,
  fileParts: 400,
  filePartsWindowSeconds: 10,
  others: 300,
  othersWindowSeconds: 30,
  takeoutFactor: 3,
};

interface Bucket {
  left: number;
  atMs: number;
  /** Until then every further call only waits on. */
  blockedUntilMs: number;
}

export class RateLimiter {
  settings: LimitSettings;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(settings: LimitSettings, now: () => number) {
    this.settings = settings;
    this.#now = now;
  }

  /** Seconds a call has to wait; 0: it may go on, and is counted. */
  take(account: string, method: string, input: Tl, takeout: boolean): number {
    if (!this.settings.enabled) return 0;
    let wait = 0;
    for (const { name, cost, budget, windowSeconds } of this.#costs(method, input, takeout)) {
      wait = Math.max(wait, this.#draw(`${account} ${name}`, cost, budget, windowSeconds));
    }
    return wait;
  }

  #costs(method: string, input: Tl, takeout: boolean) {
    const s = this.settings;
    const factor = takeout ? s.takeoutFactor : 1;
    switch (method) {
      case "messages.getHistory":
      case "messages.getReplies":
      case "messages.search": {
        const cost = Math.min(Math.max(Number(input.limit), 1), 100);
        return [
          {
            name: "history",
            cost,
            budget: s.historyMessages * factor,
            windowSeconds: s.historyWindowSeconds,
          },
        ];
      }
      case "messages.getMessages":
      case "channels.getMessages": {
        const cost = Math.max(1, (input.id as unknown[]).length);
        return [{ name: "by id", cost, budget: s.byIdMessages * factor, windowSeconds: s.byIdWindowSeconds }];
      }
      case "messages.sendMessage":
      case "messages.sendMedia":
      case "messages.sendMultiMedia":
      case "messages.forwardMessages": {
        const count = ((input.multi_media ?? input.id ?? [0]) as unknown[]).length;
        const peer = (input.to_peer ?? input.peer) as Tl;
        const id = (peer.channel_id ?? peer.chat_id ?? peer.user_id ?? 0n) as bigint;
        return [
          {
            name: `send ${id}`,
            cost: count,
            budget: s.sendsPerChat,
            windowSeconds: s.sendsPerChatWindowSeconds,
          },
          { name: "send", cost: count, budget: s.sends, windowSeconds: s.sendsWindowSeconds },
        ];
      }
      case "contacts.resolveUsername":
        return [{ name: "resolve", cost: 1, budget: s.resolves, windowSeconds: s.resolvesWindowSeconds }];
      case "upload.getFile":
      case "upload.saveFilePart":
      case "upload.saveBigFilePart":
        return [{ name: "parts", cost: 1, budget: s.fileParts, windowSeconds: s.filePartsWindowSeconds }];
      default:
        return [{ name: "others", cost: 1, budget: s.others, windowSeconds: s.othersWindowSeconds }];
    }
  }

  #draw(key: string, cost: number, budget: number, windowSeconds: number): number {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { left: budget, atMs: now, blockedUntilMs: 0 };
    this.#buckets.set(key, bucket);
    if (now < bucket.blockedUntilMs) return Math.ceil((bucket.blockedUntilMs - now) / 1_000);
    const perMs = budget / (windowSeconds * 1_000);
    bucket.left = Math.min(budget, bucket.left + (now - bucket.atMs) * perMs);
    bucket.atMs = now;
    if (bucket.left >= cost) {
      bucket.left -= cost;
      return 0;
    }
    // The wait is for a fifth of the budget at least: who runs into the limit loses more than it gained.
    const missing = Math.max(cost, budget / 5) - bucket.left;
    const seconds = Math.max(1, Math.ceil(missing / perMs / 1_000));
    bucket.blockedUntilMs = now + seconds * 1_000;
    return seconds;
  }
}
