/** A Telegram account's session and how it is reached: identity, proxy, revocation, logging out. */
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** Where an account's proxy is sealed. Its session is sealed at `tokenPlace` (workers/accountConfig.ts). */
export const proxyPlace = (accountId: string): string => `accounts:proxy_encrypted:${accountId}`;

/**
 * Records that Telegram has ended the session for good: no process tries it again, and the console asks for a new login.
 * Notifies those who want to hear of lost accounts. Ignored when the lease is lost.
 */
export async function recordSessionRevoked(
  db: Queryable,
  account: { id: string; fence: string },
  revoked: { reason: string; detail: string },
): Promise<void> {
  await db.query({
    name: "record-telegram-session-revoked",
    text: `
      update accounts
      set status = 'refused', status_detail = $4, status_at = now(), updated_at = now(),
          revoked_at = coalesce(revoked_at, now()), revoked_reason = $3
      where id = $1 and fence = $2 and platform = 'telegram'`,
    values: [account.id, account.fence, revoked.reason, revoked.detail],
  });
}

/** Records what a connection says of the user; ignored when the lease is lost. */
export async function recordTelegramUser(
  db: Queryable,
  account: { id: string; fence: string },
  user: { phoneMasked: string | null; isPremium: boolean; dc: number },
): Promise<void> {
  await db.query({
    name: "record-telegram-user",
    text: `
      update accounts
      set phone_masked = coalesce($3, phone_masked), is_premium = $4, dc = $5, updated_at = now()
      where id = $1 and fence = $2
        and (phone_masked, is_premium, dc) is distinct from (coalesce($3, phone_masked), $4::boolean, $5::int2)`,
    values: [account.id, account.fence, user.phoneMasked, user.isPremium, user.dc],
  });
}

/** Sets or removes an account's proxy; the process that holds the account connects anew. False: no such account. */
export async function setAccountProxy(
  db: Queryable,
  accountId: string,
  proxy: { encrypted: string; shown: string } | null,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "set-account-proxy",
    text: `
      update accounts set proxy_encrypted = $2, proxy_shown = $3, updated_at = now()
      where id = $1 and platform = 'telegram'`,
    values: [accountId, proxy?.encrypted ?? null, proxy?.shown ?? null],
  });
  return rowCount === 1;
}

/** The account's sealed proxy; null when it has none. */
export async function findAccountProxy(db: Queryable, accountId: string): Promise<string | null> {
  const { rows } = await db.query<{ proxy_encrypted: string | null }>({
    name: "find-account-proxy",
    text: "select proxy_encrypted from accounts where id = $1",
    values: [accountId],
  });
  return rows[0]?.proxy_encrypted ?? null;
}

/** The account's sealed session; null when it has none. */
export async function findStoredSession(db: Queryable, accountId: string): Promise<string | null> {
  const { rows } = await db.query<{ token_encrypted: string | null }>({
    name: "find-telegram-session",
    text: "select token_encrypted from accounts where id = $1 and platform = 'telegram'",
    values: [accountId],
  });
  return rows[0]?.token_encrypted ?? null;
}

/** Forgets the session of an account that was logged out; the account and what it archived stay. */
export async function forgetSession(tx: Queryable, accountId: string): Promise<void> {
  await tx.query({
    name: "forget-telegram-session",
    text: `
      update accounts
      set token_encrypted = null, token_fingerprint = 'logged out ' || id, logged_out_at = now(),
          revoked_at = null, revoked_reason = null, status = 'offline', status_detail = null, status_at = now(),
          updated_at = now()
      where id = $1 and platform = 'telegram'`,
    values: [accountId],
  });
}

/** The account, locked within a transaction. Throws AppError unknown_account, also for one of another platform. */
export async function getTelegramAccount(
  db: Queryable,
  accountId: string,
): Promise<{ hasSession: boolean; isDemo: boolean }> {
  const { rows } = await db.query<{ has_session: boolean; is_demo: boolean }>({
    name: "get-telegram-account",
    text: `
      select token_encrypted is not null or is_demo as has_session, is_demo from accounts
      where id = $1 and platform = 'telegram'
      for update`,
    values: [accountId],
  });
  const [row] = rows;
  if (row) return { hasSession: row.has_session, isDemo: row.is_demo };
  throw new AppError("unknown_account", `There is no Telegram account ${accountId}.`, { field: "accountId" });
}

/** Whether an account of Telegram is logged in and switched on: the one given, or (null) any. */
export async function hasTelegramSession(db: Queryable, accountId: string | null): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "has-telegram-session",
    text: `
      select from accounts
      where platform = 'telegram' and enabled and revoked_at is null and (token_encrypted is not null or is_demo)
        and ($1::int8 is null or id = $1)
      limit 1`,
    values: [accountId],
  });
  return rowCount !== 0;
}
