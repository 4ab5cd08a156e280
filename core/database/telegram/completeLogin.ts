/** The end of a login: its session becomes an account's, in the transaction that ends the login. */
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { fingerprint, type SecretBox } from "../../secrets.ts";
import { drawAccountId, hasPrimary, setPrimary, tokenPlace } from "../workers/accountConfig.ts";
import { proxyPlace } from "./accountSession.ts";
import { loginPlace } from "./loginRow.ts";
import { endLogin, failLogin, type LoginClaim, lockLogin } from "./loginWork.ts";

/** What Telegram says of the user who logged in. */
export interface LoggedInUser {
  externalId: string;
  name: string;
  /** As Telegram tells it, digits only; null when it does not. */
  phone: string | null;
  isPremium: boolean;
  dc: number;
}

/**
 * Saves the session: in the account that the login renews, in that of the same user if there is one, or in a new one. It
 * is enabled and connected at once. Answers "lost" when the login was cancelled or taken over meanwhile, "other_account"
 * when the login should renew an account and another user logged in; both times nothing is saved, and the caller must
 * log the session out at Telegram.
 */
export async function completeLogin(
  pool: Pool,
  secrets: SecretBox,
  claim: LoginClaim,
  login: { session: string; user: LoggedInUser },
): Promise<{ outcome: "saved"; accountId: string } | { outcome: "lost" | "other_account" }> {
  return inTransaction(pool, async (tx) => {
    const row = await lockLogin(tx, claim);
    if (!row) return { outcome: "lost" };
    const known = await lockUser(tx, login.user.externalId);
    if (row.accountId !== null && !(await isSameUser(tx, row.accountId, login.user.externalId))) {
      const detail = `${login.user.name} logged in, who is not the user of this account.`;
      await failLogin(tx, claim, { error: "other_account", detail });
      return { outcome: "other_account" };
    }
    const accountId = row.accountId ?? known ?? (await drawAccountId(tx));
    await saveSession(tx, {
      accountId,
      label: row.label,
      user: login.user,
      token: {
        fingerprint: fingerprint(login.session),
        encrypted: secrets.seal(login.session, tokenPlace(accountId)),
      },
      // What is sealed at the login's row opens nowhere else.
      proxy: row.proxyEncrypted && {
        encrypted: secrets.seal(
          secrets.open(row.proxyEncrypted, loginPlace("proxy", claim.id)),
          proxyPlace(accountId),
        ),
        shown: row.proxyShown,
      },
    });
    if (!(await hasPrimary(tx, "telegram"))) {
      await setPrimary(tx, { id: accountId, platform: "telegram" }, true);
    }
    await endLogin(tx, claim.id, accountId);
    return { outcome: "saved", accountId };
  });
}

/** The account of a Telegram user, locked; null when there is none. */
async function lockUser(tx: Queryable, externalId: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: "lock-telegram-user",
    text: "select id from accounts where platform = 'telegram' and external_id = $1 for update",
    values: [externalId],
  });
  return rows[0]?.id ?? null;
}

/** Whether the account is that user's, or nobody's yet. */
async function isSameUser(tx: Queryable, accountId: string, externalId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "is-same-telegram-user",
    text: `
      select from accounts
      where id = $1 and platform = 'telegram' and coalesce(external_id = $2, true)
      for update`,
    values: [accountId, externalId],
  });
  return rowCount === 1;
}

async function saveSession(
  tx: Queryable,
  save: {
    accountId: string;
    label: string | null;
    user: LoggedInUser;
    token: { fingerprint: string; encrypted: string };
    proxy: { encrypted: string; shown: string | null } | null | "";
  },
): Promise<void> {
  const { accountId, label, user, token } = save;
  const proxy = save.proxy || null;
  await tx.query({
    name: "save-telegram-session",
    text: `
      insert into accounts as a (id, platform, label, external_id, name, token_fingerprint, token_encrypted,
        phone_masked, is_premium, dc, proxy_encrypted, proxy_shown)
      values ($1, 'telegram', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (id) do update
      set label = coalesce(excluded.label, a.label), external_id = excluded.external_id, name = excluded.name,
          token_fingerprint = excluded.token_fingerprint, token_encrypted = excluded.token_encrypted,
          phone_masked = coalesce(excluded.phone_masked, a.phone_masked), is_premium = excluded.is_premium,
          dc = excluded.dc, proxy_encrypted = coalesce(excluded.proxy_encrypted, a.proxy_encrypted),
          proxy_shown = coalesce(excluded.proxy_shown, a.proxy_shown), enabled = true,
          revoked_at = null, revoked_reason = null, logged_out_at = null, status = 'offline', status_detail = null,
          status_at = now(), updated_at = now()`,
    values: [
      accountId,
      label,
      user.externalId,
      user.name,
      token.fingerprint,
      token.encrypted,
      user.phone === null ? null : maskPhone(user.phone),
      user.isPremium,
      user.dc,
      proxy?.encrypted ?? null,
      proxy?.shown ?? null,
    ],
  });
}

/** The number with its middle left out: enough to tell one's own numbers apart. Pure. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  const [first, last] = digits.length > 7 ? [2, 2] : [0, 1];
  return `+${digits.slice(0, first)}${"•".repeat(Math.max(0, digits.length - first - last))}${digits.slice(-last)}`;
}
