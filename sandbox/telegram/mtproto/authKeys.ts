/** Authorisation keys: what a client made with one data centre, and who is signed in with it. */
import { sha1 } from "../crypto/hashes.ts";
import type { Session } from "./session.ts";

/** A key of one data centre. */
export interface AuthKey {
  /** The lower 64 bits of its SHA-1. */
  id: bigint;
  /** 256 bytes. */
  key: Buffer;
  dcId: number;
  createdMs: number;
  /** The account signed in with it; null: nobody. */
  accountId: bigint | null;
  /** Signed in, but the password is still to come. */
  passwordPendingFor: bigint | null;
  /** Why it is good for nothing any more: the error its next call gets. Null: it is good. */
  revoked: "SESSION_REVOKED" | "AUTH_KEY_UNREGISTERED" | "AUTH_KEY_DUPLICATED" | "USER_DEACTIVATED" | null;
  /** The layer of `invokeWithLayer`, kept with the key: later sessions need not say it again. Null: never said. */
  layer: number | null;
  /** From `initConnection`. */
  apiId: number | null;
  deviceModel: string | null;
  salts: Salt[];
  sessions: Map<bigint, Session>;
}

interface Salt {
  salt: bigint;
  validSinceMs: number;
  validUntilMs: number;
}

/** Salts change every half an hour, and the last one stays good for as long again. */
const SALT_LIFETIME_MS = 30 * 60_000;

/** All keys of one data centre. */
export class AuthKeys {
  readonly #keys = new Map<bigint, AuthKey>();

  add(key: Buffer, dcId: number, firstSalt: bigint, nowMs: number): AuthKey {
    const authKey: AuthKey = {
      id: authKeyIdOf(key),
      key,
      dcId,
      createdMs: nowMs,
      accountId: null,
      passwordPendingFor: null,
      revoked: null,
      layer: null,
      apiId: null,
      deviceModel: null,
      salts: [{ salt: firstSalt, validSinceMs: nowMs, validUntilMs: nowMs + 2 * SALT_LIFETIME_MS }],
      sessions: new Map(),
    };
    this.#keys.set(authKey.id, authKey);
    return authKey;
  }

  find(id: bigint): AuthKey | null {
    return this.#keys.get(id) ?? null;
  }

  forget(id: bigint): boolean {
    return this.#keys.delete(id);
  }

  all(): AuthKey[] {
    return [...this.#keys.values()];
  }
}

/** The number by which messages name their key. */
export function authKeyIdOf(key: Buffer): bigint {
  return sha1(key).readBigInt64LE(12);
}

/** The salt to use now: the newest, renewed when it is half an hour old. */
export function currentSalt(authKey: AuthKey, nowMs: number, random: () => bigint): bigint {
  const last = authKey.salts.at(-1) as Salt;
  if (nowMs - last.validSinceMs < SALT_LIFETIME_MS) return last.salt;
  const next = { salt: random(), validSinceMs: nowMs, validUntilMs: nowMs + 2 * SALT_LIFETIME_MS };
  authKey.salts = [...authKey.salts.filter((salt) => salt.validUntilMs > nowMs), next].slice(-4);
  return next.salt;
}

/** True for a salt that a message may carry now. */
export function isGoodSalt(authKey: AuthKey, salt: bigint, nowMs: number): boolean {
  return authKey.salts.some((known) => known.salt === salt && nowMs < known.validUntilMs);
}

/** Makes every salt so far bad: the next message gets `bad_server_salt`. */
export function dropSalts(authKey: AuthKey, nowMs: number, random: () => bigint): void {
  authKey.salts = [{ salt: random(), validSinceMs: nowMs, validUntilMs: nowMs + 2 * SALT_LIFETIME_MS }];
}
