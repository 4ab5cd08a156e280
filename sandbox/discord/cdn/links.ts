import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

type LinkState = "valid" | "expired" | "invalid";

/** Discord lets attachment links live for about a day. */
const DEFAULT_LIFETIME_SECONDS = 86_400;

/**
 * Signs attachment addresses as Discord does: `ex` and `is` are hexadecimal unix seconds (expiry, issue),
 * `hm` is an HMAC-SHA256 over path and times. `expireAll` makes every link handed out so far stale.
 */
export class LinkSigner {
  readonly base: string;
  lifetimeSeconds: number;
  readonly #now: () => number;
  readonly #secret = randomBytes(32);
  #validFromSeconds = 0;

  /** `base` is the CDN's address without a final slash; `now` gives unix time in ms. */
  constructor(base: string, now: () => number, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS) {
    this.base = base;
    this.#now = now;
    this.lifetimeSeconds = lifetimeSeconds;
  }

  /** The signed absolute address of a CDN path (`/attachments/…`). */
  sign(path: string): string {
    const issued = Math.max(Math.floor(this.#now() / 1_000), this.#validFromSeconds);
    const times = `ex=${(issued + this.lifetimeSeconds).toString(16)}&is=${issued.toString(16)}`;
    return `${this.base}${path}?${times}&hm=${this.#mac(path, times)}&`;
  }

  /** Whether a path with this query may be served. */
  check(path: string, query: URLSearchParams): LinkState {
    const [ex, is, hm] = [query.get("ex"), query.get("is"), query.get("hm")];
    if (!ex || !is || !hm) return "invalid";
    const expected = this.#mac(path, `ex=${ex}&is=${is}`);
    if (hm.length !== expected.length || !timingSafeEqual(Buffer.from(hm), Buffer.from(expected)))
      return "invalid";
    if (Number.parseInt(is, 16) < this.#validFromSeconds) return "expired";
    return Number.parseInt(ex, 16) * 1_000 > this.#now() ? "valid" : "expired";
  }

  /** Every link signed before this call is expired from now on; links signed after it are good. */
  expireAll(): void {
    this.#validFromSeconds = Math.max(Math.floor(this.#now() / 1_000), this.#validFromSeconds) + 1;
  }

  #mac(path: string, times: string): string {
    return createHmac("sha256", this.#secret).update(path).update(times).digest("hex");
  }
}
