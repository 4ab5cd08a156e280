/** Signing in that is under way: codes, QR tokens, keys on their way to other data centres. */
import { randomBytes } from "node:crypto";
import { hashText } from "../../world/hash.ts";
import type { SrpExchange } from "../crypto/srp.ts";
import type { AuthKey } from "../mtproto/authKeys.ts";

/** How a code reaches its owner. */
export type CodeWay = "app" | "sms" | "call";

/** A code that was sent. */
export interface SentCode {
  phone: string;
  hash: string;
  code: string;
  way: CodeWay;
  sentMs: number;
  wrongTries: number;
}

/** A QR token that is shown somewhere. */
export interface LoginToken {
  token: Buffer;
  expiresMs: number;
  /** The key that shows it. */
  key: AuthKey;
  apiId: number;
  /** Who accepted it; null: nobody yet. */
  acceptedBy: bigint | null;
}

export class Logins {
  codeLifetimeMs = 300_000;
  tokenLifetimeMs = 30_000;
  /** More wrong codes than this make the code expire. */
  maxWrongTries = 5;
  readonly #codes = new Map<string, SentCode>();
  readonly #tokens = new Map<string, LoginToken>();
  readonly #exported = new Map<string, { accountId: bigint; dcId: number }>();
  readonly #srp = new Map<string, { exchange: SrpExchange; accountId: bigint }>();
  #sent = 0;

  /** Sends a new code to a phone; an earlier one is worth nothing any more. */
  sendCode(phone: string, way: CodeWay, nowMs: number): SentCode {
    const number = hashText(phone, ++this.#sent) % 90_000;
    const sent = {
      phone,
      hash: randomBytes(9).toString("hex"),
      code: String(10_000 + number),
      way,
      sentMs: nowMs,
      wrongTries: 0,
    };
    this.#codes.set(phone, sent);
    return sent;
  }

  findCode(phone: string): SentCode | null {
    return this.#codes.get(phone) ?? null;
  }

  dropCode(phone: string): void {
    this.#codes.delete(phone);
  }

  /** Makes a code invalid as time would. */
  expireCode(phone: string): void {
    const sent = this.#codes.get(phone);
    if (sent) sent.sentMs = 0;
  }

  addToken(key: AuthKey, apiId: number, nowMs: number): LoginToken {
    // A key shows one token; asking again before it expires shows the same.
    for (const known of this.#tokens.values()) {
      if (known.key === key && (known.expiresMs > nowMs || known.acceptedBy !== null)) return known;
    }
    const made = {
      token: randomBytes(24),
      expiresMs: nowMs + this.tokenLifetimeMs,
      key,
      apiId,
      acceptedBy: null,
    };
    this.#tokens.set(made.token.toString("hex"), made);
    return made;
  }

  findToken(token: Buffer): LoginToken | null {
    return this.#tokens.get(token.toString("hex")) ?? null;
  }

  /** Tokens shown now, the newest last. */
  tokens(): LoginToken[] {
    return [...this.#tokens.values()];
  }

  dropToken({ token }: LoginToken): void {
    this.#tokens.delete(token.toString("hex"));
  }

  /** Bytes by which another data centre's key becomes the account's; good once. */
  exportAuthorization(accountId: bigint, dcId: number): Buffer {
    const bytes = randomBytes(64);
    this.#exported.set(bytes.toString("hex"), { accountId, dcId });
    return bytes;
  }

  /** The account of exported bytes, or null. */
  importAuthorization(bytes: Buffer, dcId: number): bigint | null {
    const key = bytes.toString("hex");
    const exported = this.#exported.get(key);
    this.#exported.delete(key);
    return exported && exported.dcId === dcId ? exported.accountId : null;
  }

  /** Keeps a password exchange until it is answered. */
  addSrp(id: bigint, exchange: SrpExchange, accountId: bigint): void {
    this.#srp.set(String(id), { exchange, accountId });
    if (this.#srp.size > 100) this.#srp.delete(this.#srp.keys().next().value as string);
  }

  takeSrp(id: bigint): { exchange: SrpExchange; accountId: bigint } | null {
    const found = this.#srp.get(String(id));
    this.#srp.delete(String(id));
    return found ?? null;
  }
}
