/**
 * The access password of the console. Setting `access_password` holds its argon2id hash (a PHC string) and, for a
 * password that we drew ourselves, when that was and when it was first used:
 *
 *   unset → bootstrap (hashed once, then the variable is ignored) ┐
 *   unset → generated → used                                      ├→ changed by its owner
 *           └ unused for a day: void, drawn anew at the next start ┘   │ forgotten: reset
 *           ↑──────────────────────────────────────────────────────────┘
 *
 * A generated one lets nobody further than to changing it (server/mountRoutes.ts).
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { clearAllFailures } from "../database/auth/loginThrottle.ts";
import { deleteAllSessions } from "../database/auth/sessions.ts";
import { findSetting, insertSetting, putSetting, replaceSetting } from "../database/settings/settings.ts";
import { inTransaction, type Pool, type Queryable } from "../postgres/pool.ts";
import { hashPassword, isHashOutdated, matchesHash } from "./passwordHash.ts";

const key = "access_password";

/** A generated password that nobody used for so long is void: it may lie in an old log that others read. */
export const generatedLifeSeconds = 24 * 3600;

const StoredPassword = z.looseObject({
  hash: z.string(),
  generatedAt: z.iso.datetime().nullable(),
  usedAt: z.iso.datetime().nullable(),
});
type StoredPassword = z.infer<typeof StoredPassword>;

/** How a given password compares. `expired`: right, but generated and not used in time. `unset`: none exists yet. */
export type PasswordVerdict =
  | { kind: "right"; mustChange: boolean }
  | { kind: "wrong" }
  | { kind: "expired" }
  | { kind: "unset" };

/**
 * Sees to it that an access password exists. Returns the one it generated, in clear: the caller shows it once, it
 * is stored nowhere. Null when one existed or `bootstrapPassword` became it. Safe to call from several processes at
 * once: exactly one of them generates. The bootstrap password is ignored once any password exists.
 */
export async function ensureAccessPassword(
  db: Queryable,
  options: { bootstrapPassword: string | null; now?: Date },
): Promise<{ generated: string | null }> {
  const now = options.now ?? new Date();
  const before = await findSetting(db, key);
  if (before !== undefined && !isVoid(StoredPassword.parse(before), now)) return { generated: null };
  const generated = options.bootstrapPassword === null ? drawPassword() : null;
  const made: StoredPassword = {
    hash: await hashPassword(options.bootstrapPassword ?? generated ?? ""),
    generatedAt: generated === null ? null : now.toISOString(),
    usedAt: null,
  };
  const won =
    before === undefined ? await insertSetting(db, key, made) : await replaceSetting(db, key, before, made);
  return { generated: won ? generated : null };
}

/** Compares a password with the stored one. A right one is rehashed when today's hashes cost more than its own. */
export async function verifyAccessPassword(
  db: Queryable,
  password: string,
  now: Date,
): Promise<PasswordVerdict> {
  const { verdict, stored } = await compare(db, password, now);
  if (verdict.kind !== "right" || !stored) return verdict;
  const after: StoredPassword = {
    ...stored,
    hash: isHashOutdated(stored.hash) ? await hashPassword(password) : stored.hash,
    usedAt: stored.usedAt ?? now.toISOString(),
  };
  if (after.hash !== stored.hash || after.usedAt !== stored.usedAt) {
    await replaceSetting(db, key, stored, after); // losing to a change of the password is as it should be
  }
  return verdict;
}

/**
 * Replaces the password and ends all sessions, the caller's too: it signs in anew. Changes nothing unless
 * `currentPassword` is right. Of two changes at once one wins, the other is told "wrong".
 */
export async function changeAccessPassword(
  pool: Pool,
  change: { currentPassword: string; newPassword: string; now: Date },
): Promise<PasswordVerdict> {
  const { verdict, stored } = await compare(pool, change.currentPassword, change.now);
  if (verdict.kind !== "right") return verdict;
  const after: StoredPassword = {
    hash: await hashPassword(change.newPassword),
    generatedAt: null,
    usedAt: change.now.toISOString(),
  };
  const changed = await inTransaction(pool, async (tx) => {
    const replaced = await replaceSetting(tx, key, stored, after);
    if (replaced) await deleteAllSessions(tx);
    return replaced;
  });
  return changed ? { kind: "right", mustChange: false } : { kind: "wrong" };
}

/**
 * For who forgot it: a new generated password in place of whatever there was. Ends all sessions and forgets failed
 * sign-ins. Returns it in clear: the caller shows it once, it is stored nowhere.
 */
export async function resetAccessPassword(pool: Pool, now: Date): Promise<string> {
  const generated = drawPassword();
  const made: StoredPassword = {
    hash: await hashPassword(generated),
    generatedAt: now.toISOString(),
    usedAt: null,
  };
  await inTransaction(pool, async (tx) => {
    await putSetting(tx, key, made);
    await deleteAllSessions(tx);
    await clearAllFailures(tx);
  });
  return generated;
}

async function compare(
  db: Queryable,
  password: string,
  now: Date,
): Promise<{ verdict: PasswordVerdict; stored?: StoredPassword }> {
  const value = await findSetting(db, key);
  if (value === undefined) return { verdict: { kind: "unset" } };
  const stored = StoredPassword.parse(value);
  if (!(await matchesHash(stored.hash, password))) return { verdict: { kind: "wrong" } };
  if (isVoid(stored, now)) return { verdict: { kind: "expired" } };
  return { verdict: { kind: "right", mustChange: stored.generatedAt !== null }, stored };
}

function isVoid(stored: StoredPassword, now: Date): boolean {
  if (stored.generatedAt === null || stored.usedAt !== null) return false;
  return now.getTime() - Date.parse(stored.generatedAt) >= generatedLifeSeconds * 1000;
}

/** 150 random bits in groups that can be read aloud: Crockford's base32, which has no i, l, o or u. */
function drawPassword(): string {
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const letters = [...randomBytes(30)].map((byte) => alphabet[byte % 32]).join("");
  return letters.replace(/.{5}(?=.)/g, "$&-");
}
