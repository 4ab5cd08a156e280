import { hashText, hexDigits } from "../../world/hash.ts";

/** A window of Discord's rate limits: `limit` requests within `windowMs` of the first. */
export interface BucketRule {
  name: string;
  limit: number;
  windowMs: number;
}

export interface LimitSettings {
  enabled: boolean;
  /** Per token, over all routes. Discord documents 50. */
  globalPerSecond: number;
  /** Per token and channel on `GET /channels/:id/messages`. Measured on Discord: 5 in 5 s. */
  historyLimit: number;
  historyWindowMs: number;
  /**
   * The history route announces 999 of 1000 remaining until it answers 429, then 0 of 5: seen on Discord
   * (discord-api-docs#8161).
   */
  lyingHistoryHeaders: boolean;
}

export const DEFAULT_LIMITS: LimitSettings = {
  enabled: true,
  globalPerSecond: 50,
  historyLimit: 5,
  historyWindowMs: 5_000,
  lyingHistoryHeaders: false,
};

export const HISTORY_BUCKET = "channel-messages";

/** What the limits say about one request: headers for the response, and the refusal if there is one. */
interface Verdict {
  headers: string[];
  refused: { retryAfterSeconds: number; global: boolean } | null;
}

interface Window {
  used: number;
  endsMs: number;
}

/** More windows than this are swept of those that are over. */
const SWEEP_ABOVE = 20_000;

/** Counts requests per token, and per token, bucket and major id, in windows that begin with a request. */
export class RateLimiter {
  settings: LimitSettings;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  /** `now` gives unix time in ms. */
  constructor(settings: LimitSettings, now: () => number) {
    this.settings = settings;
    this.#now = now;
  }

  /** Judges one request and counts it unless it is refused. `major` is the channel or guild id, or "". */
  judge(token: string, bucket: BucketRule, major: string): Verdict {
    if (!this.settings.enabled) return { headers: [], refused: null };
    const now = this.#now();
    const global = this.#open(`global ${token}`, 1_000, now);
    if (global.used >= this.settings.globalPerSecond) return refuseGlobally(global.endsMs - now);
    const rule = this.#ruleOf(bucket);
    const window = this.#open(`${bucket.name} ${token} ${major}`, rule.windowMs, now);
    const refused = window.used >= rule.limit;
    if (!refused) {
      window.used++;
      global.used++;
    }
    const headers = this.#headers(bucket, rule, window, now, refused);
    return {
      headers,
      refused: refused ? { retryAfterSeconds: (window.endsMs - now) / 1_000, global: false } : null,
    };
  }

  /** Forgets all windows. */
  reset(): void {
    this.#windows.clear();
  }

  #ruleOf(bucket: BucketRule): { limit: number; windowMs: number } {
    if (bucket.name !== HISTORY_BUCKET) return bucket;
    return { limit: this.settings.historyLimit, windowMs: this.settings.historyWindowMs };
  }

  #open(key: string, windowMs: number, now: number): Window {
    const known = this.#windows.get(key);
    if (known && known.endsMs > now) return known;
    if (this.#windows.size > SWEEP_ABOVE) this.#sweep(now);
    const fresh = { used: 0, endsMs: now + windowMs };
    this.#windows.set(key, fresh);
    return fresh;
  }

  #sweep(now: number): void {
    for (const [key, window] of this.#windows) if (window.endsMs <= now) this.#windows.delete(key);
  }

  #headers(
    bucket: BucketRule,
    rule: { limit: number },
    window: Window,
    now: number,
    refused: boolean,
  ): string[] {
    const lying = this.settings.lyingHistoryHeaders && bucket.name === HISTORY_BUCKET && !refused;
    const resetAfter = seconds(window.endsMs - now);
    return [
      "X-RateLimit-Limit",
      lying ? "1000" : String(rule.limit),
      "X-RateLimit-Remaining",
      lying ? "999" : String(rule.limit - window.used),
      "X-RateLimit-Reset",
      seconds(window.endsMs),
      "X-RateLimit-Reset-After",
      resetAfter,
      "X-RateLimit-Bucket",
      bucketHash(bucket.name),
      ...(refused ? ["Retry-After", resetAfter, "X-RateLimit-Scope", "user"] : []),
    ];
  }
}

function refuseGlobally(waitMs: number): Verdict {
  const retryAfter = seconds(waitMs);
  const headers = ["Retry-After", retryAfter, "X-RateLimit-Global", "true", "X-RateLimit-Scope", "global"];
  return { headers, refused: { retryAfterSeconds: waitMs / 1_000, global: true } };
}

/** Milliseconds as seconds with three decimals. */
function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

const hashes = new Map<string, string>();

function bucketHash(name: string): string {
  const known = hashes.get(name) ?? hexDigits(hashText(name), 32);
  hashes.set(name, known);
  return known;
}
