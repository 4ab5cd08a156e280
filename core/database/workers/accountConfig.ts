/** Accounts as operators keep them: saved with a sealed token, changed, removed. */
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { isSaved } from "./accounts.ts";

/** Where an account's token is sealed. */
export const tokenPlace = (accountId: string): string => `accounts:token_encrypted:${accountId}`;

/** A token as it is stored. */
export interface StoredToken {
  fingerprint: string;
  encrypted: string;
  last4: string;
}

/** What saving needs to know of an account. */
export interface AccountRecord {
  id: string;
  platform: Platform;
  isDemo: boolean;
  /** Its token is saved here; otherwise it stands in the environment of a bot process. */
  isStored: boolean;
  /** A process holds it now. */
  isHeld: boolean;
}

const recordColumns = `id, platform, is_demo, token_encrypted is not null as is_stored,
  coalesce(worker_id is not null and lease_expires_at > now(), false) as is_held`;

interface AccountRow {
  id: string;
  platform: Platform;
  is_demo: boolean;
  is_stored: boolean;
  is_held: boolean;
}
const toRecord = (row: AccountRow): AccountRecord => ({
  id: row.id,
  platform: row.platform,
  isDemo: row.is_demo,
  isStored: row.is_stored,
  isHeld: row.is_held,
});

/** The account, locked until the transaction ends; null when there is none. */
export async function lockAccount(tx: Queryable, accountId: string): Promise<AccountRecord | null> {
  const { rows } = await tx.query<AccountRow>({
    name: "lock-account",
    text: `select ${recordColumns} from accounts where id = $1 for update`,
    values: [accountId],
  });
  return rows[0] ? toRecord(rows[0]) : null;
}

/** The account with this token, locked until the transaction ends; null when there is none. */
export async function lockAccountOfToken(
  tx: Queryable,
  token: { platform: Platform; fingerprint: string },
): Promise<AccountRecord | null> {
  const { rows } = await tx.query<AccountRow>({
    name: "lock-account-of-token",
    text: `select ${recordColumns} from accounts where platform = $1 and token_fingerprint = $2 for update`,
    values: [token.platform, token.fingerprint],
  });
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Draws the number of a new account, which its token is sealed with. */
export async function drawAccountId(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "draw-account-id",
    text: "select nextval(pg_get_serial_sequence('accounts', 'id')) as id",
  });
  return rows[0]?.id ?? "";
}

/** Saves a new account. A unique violation says that the token is known already. */
export async function insertAccount(
  tx: Queryable,
  account: { id: string; platform: Platform; label: string | null; enabled: boolean; token: StoredToken },
): Promise<void> {
  const { id, platform, label, enabled, token } = account;
  await tx.query({
    name: "insert-account",
    text: `
      insert into accounts (id, platform, label, enabled, token_fingerprint, token_encrypted, token_last4)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [id, platform, label, enabled, token.fingerprint, token.encrypted, token.last4],
  });
}

/** Gives an account another token. A unique violation says that another account has it. */
export async function updateAccountToken(
  tx: Queryable,
  accountId: string,
  token: StoredToken,
): Promise<void> {
  await tx.query({
    name: "update-account-token",
    text: `
      update accounts
      set token_fingerprint = $2, token_encrypted = $3, token_last4 = $4, updated_at = now()
      where id = $1`,
    values: [accountId, token.fingerprint, token.encrypted, token.last4],
  });
}

/** Changes what an operator says of an account; null leaves it. An empty label removes it. */
export async function updateAccount(
  tx: Queryable,
  accountId: string,
  change: { label: string | null; enabled: boolean | null },
): Promise<void> {
  if (change.label !== null)
    await tx.query({
      name: "update-account-label",
      text: "update accounts set label = nullif($2, ''), updated_at = now() where id = $1",
      values: [accountId, change.label],
    });
  if (change.enabled !== null)
    await tx.query({
      name: "update-account-enabled",
      text: "update accounts set enabled = $2, updated_at = now() where id = $1",
      values: [accountId, change.enabled],
    });
}

/** Makes an account the primary one of its platform, or no longer. */
export async function setPrimary(
  tx: Queryable,
  account: { id: string; platform: Platform },
  isPrimary: boolean,
): Promise<void> {
  await tx.query({
    name: "unset-primary-account",
    text: "update accounts set is_primary = false where platform = $1 and is_primary and (id <> $2 or not $3)",
    values: [account.platform, account.id, isPrimary],
  });
  if (isPrimary)
    await tx.query({
      name: "set-primary-account",
      text: "update accounts set is_primary = true where id = $1 and not is_primary",
      values: [account.id],
    });
}

/** Whether a platform has a primary account. */
export async function hasPrimary(tx: Queryable, platform: Platform): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "has-primary-account",
    text: "select from accounts where platform = $1 and is_primary and not is_demo",
    values: [platform],
  });
  return rowCount !== 0;
}

/** Removes an account and what is known of its servers; what it archived stays. */
export async function deleteAccount(tx: Queryable, accountId: string): Promise<void> {
  await tx.query({
    name: "delete-account",
    text: "delete from accounts where id = $1",
    values: [accountId],
  });
}

/** Whether a real account was saved: from then on the built-in sandbox is hidden and let go. */
export async function hasRealAccount(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "has-real-account",
    text: `select from accounts r where ${isSaved} limit 1`,
  });
  return rowCount !== 0;
}
