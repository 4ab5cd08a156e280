/** Whether the accounts that bot processes hold are connected, and heard of. */
import type { ReadyView } from "../../api/health.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { AccountStatus } from "./accounts.ts";

/** Discord answers a heartbeat every 41 s: three of them missed. */
const silentSeconds = 150;

/** An account with a live lease, or one whose session Telegram has ended. */
export interface HeldAccount {
  platform: Platform;
  status: AccountStatus;
  statusDetail: string | null;
  /** Nobody holds it until somebody logs in anew. */
  isRevoked: boolean;
  /** Seconds since the platform was last heard of, or since it connected. */
  silentSeconds: number;
}

/** Accounts whose lease is live: those left over from an earlier token are nobody's, and no reason to worry. */
export async function findHeldAccounts(db: Queryable): Promise<HeldAccount[]> {
  const { rows } = await db.query<{
    platform: Platform;
    status: AccountStatus;
    status_detail: string | null;
    is_revoked: boolean;
    silent_seconds: number;
  }>({
    name: "find-held-accounts",
    text: `
      select platform, status, status_detail, revoked_at is not null as is_revoked,
        extract(epoch from now() - greatest(gateway_heartbeat_at, status_at))::float8 as silent_seconds
      from accounts
      where enabled and (lease_expires_at > now() or revoked_at is not null)
      order by id`,
  });
  return rows.map((row) => ({
    platform: row.platform,
    status: row.status,
    statusDetail: row.status_detail,
    isRevoked: row.is_revoked,
    silentSeconds: row.silent_seconds,
  }));
}

/** Degraded with a sentence while an account is not what it should be. No names: health is read without signing in. */
export function accountsCheck(accounts: readonly HeldAccount[]): ReadyView["checks"]["accounts"] {
  const problems = new Set(accounts.flatMap((account) => problemOf(account) ?? []));
  return problems.size === 0
    ? { status: "healthy" }
    : { status: "degraded", detail: [...problems].join(" ") };
}

function problemOf(account: HeldAccount): string | null {
  if (account.isRevoked)
    return "Telegram has ended the session of an account, and its tasks wait. Log in again under Accounts.";
  const detail = account.statusDetail === null ? "" : `: ${account.statusDetail}`;
  switch (account.status) {
    case "refused":
      return `An account is refused, and its tasks wait${detail}. It is tried again every minute; a new token is entered under Accounts.`;
    case "offline":
      return `An account is not connected, and its tasks wait${detail}.`;
    case "connecting":
      return "An account is being connected.";
    case "ready":
      return account.platform === "discord" && account.silentSeconds > silentSeconds
        ? `Discord's live connection has been silent for ${Math.round(account.silentSeconds / 60)} minutes: history is read, but nothing new arrives by itself.`
        : null;
  }
}
