/** Accounts and their leases: one live process owns an account. */
import { type Platform, platforms } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

export type AccountStatus = "offline" | "connecting" | "ready" | "refused";

export interface LeasedAccount {
  id: string;
  platform: Platform;
  tokenFingerprint: string;
  /** Null when the token comes from the environment of the process. */
  tokenEncrypted: string | null;
  /** The proxy it connects through, sealed at `proxyPlace` (telegram/accountSession.ts); null: directly. */
  proxyEncrypted: string | null;
  isDemo: boolean;
  fence: string;
}

/**
 * SQL: whether account `r` is one that an operator saved. One of Telegram that was logged out still is: the
 * demonstration does not come back with it.
 */
export const isSaved = "not r.is_demo and (r.token_encrypted is not null or r.platform = 'telegram')";

/**
 * SQL: whether account `a` is to be connected at all. The sandbox's yields to the first real account that is saved, even
 * while that one is disabled. A session that Telegram revoked stays so: only a new login makes the account wanted again.
 */
const isWanted = `
  a.enabled and a.revoked_at is null and not (a.is_demo and exists (select from accounts r where ${isSaved}))`;

/** Makes an account known whose token stands in the environment of this process; does nothing when it is. */
export async function registerAccount(
  db: Queryable,
  account: { platform: Platform; tokenFingerprint: string; tokenLast4?: string; isDemo: boolean },
): Promise<void> {
  await db.query({
    name: "register-account",
    text: `
      insert into accounts (platform, token_fingerprint, is_demo, token_last4) values ($1, $2, $3, $4)
      on conflict (platform, token_fingerprint) do update
      set is_demo = excluded.is_demo, token_last4 = coalesce(excluded.token_last4, accounts.token_last4)`,
    values: [account.platform, account.tokenFingerprint, account.isDemo, account.tokenLast4 ?? null],
  });
}

/**
 * Leases free accounts this process can use: those whose token it has (`fingerprints`) or that carry a stored
 * token, at most a fair share of all usable ones among the living bot processes. Concurrent callers never get
 * the same account. Returns only the newly leased.
 */
export async function leaseAccounts(
  db: Queryable,
  request: {
    workerId: string;
    platforms?: readonly Platform[];
    fingerprints: readonly string[];
    leaseSeconds: number;
  },
): Promise<LeasedAccount[]> {
  const { rows } = await db.query<{
    id: string;
    platform: Platform;
    token_fingerprint: string;
    token_encrypted: string | null;
    proxy_encrypted: string | null;
    is_demo: boolean;
    fence: string;
  }>({
    name: "lease-accounts",
    text: `
      with share as (
        select ceil((select count(*) from accounts
            where enabled and token_encrypted is not null and revoked_at is null)::float8
          / greatest(1, (select count(*) from workers
              where status = 'running' and heartbeat_at > now() - make_interval(secs => $3::float8))))::int
          - (select count(*) from accounts
              where worker_id = $1 and token_encrypted is not null and lease_expires_at > now())::int as stored
      ), free as (
        select a.id, a.is_primary, a.token_fingerprint = any($2::text[]) as is_ours from accounts a
        where ${isWanted} and a.platform = any($4::text[])
          and (a.token_fingerprint = any($2::text[]) or a.token_encrypted is not null)
          and (a.worker_id is null or a.lease_expires_at is null or a.lease_expires_at < now())
        order by is_ours desc, a.is_primary desc, a.id
        for update of a skip locked
      ), chosen as (
        select id from free where is_ours
        union
        (select id from free where not is_ours order by is_primary desc, id limit greatest(0, (select stored from share)))
      )
      update accounts a
      set worker_id = $1, fence = a.fence + 1, lease_expires_at = now() + make_interval(secs => $3::float8),
          leased_at = now(), status = 'connecting', status_detail = null, status_at = now()
      from chosen where a.id = chosen.id
      returning a.id, a.platform, a.token_fingerprint, a.token_encrypted, a.proxy_encrypted, a.is_demo, a.fence`,
    values: [request.workerId, request.fingerprints, request.leaseSeconds, request.platforms ?? platforms],
  });
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    tokenFingerprint: row.token_fingerprint,
    tokenEncrypted: row.token_encrypted,
    proxyEncrypted: row.proxy_encrypted,
    isDemo: row.is_demo,
    fence: row.fence,
  }));
}

/**
 * Extends leases; ids that do not come back are to be let go: another process has them, or they were disabled, removed,
 * given another token or proxy, revoked, or (the sandbox's) replaced by a real account.
 */
export async function extendAccountLeases(
  db: Queryable,
  held: readonly {
    id: string;
    fence: string;
    tokenFingerprint: string;
    proxyEncrypted?: string | null;
  }[],
  leaseSeconds: number,
): Promise<Set<string>> {
  if (held.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: "extend-account-leases",
    text: `
      update accounts a set lease_expires_at = now() + make_interval(secs => $3::float8)
      from unnest($1::int8[], $2::int8[], $4::text[], $5::text[]) as held (id, fence, fingerprint, proxy)
      where a.id = held.id and a.fence = held.fence and a.worker_id is not null
        and a.token_fingerprint = held.fingerprint and a.proxy_encrypted is not distinct from held.proxy
        and ${isWanted}
      returning a.id`,
    values: [
      held.map((account) => account.id),
      held.map((account) => account.fence),
      leaseSeconds,
      held.map((account) => account.tokenFingerprint),
      held.map((account) => account.proxyEncrypted ?? null),
    ],
  });
  return new Set(rows.map((row) => row.id));
}

/** Gives accounts back and says so, so that another process can lease them at once. A lost lease is left alone. */
export async function releaseAccounts(
  db: Queryable,
  held: readonly { id: string; fence: string }[],
): Promise<void> {
  if (held.length === 0) return;
  await db.query({
    name: "release-accounts",
    text: `
      with released as (
        update accounts a
        set worker_id = null, lease_expires_at = null, leased_at = null,
            status = case when a.revoked_at is null then 'offline' else a.status end,
            status_detail = case when a.revoked_at is null then null else a.status_detail end,
            status_at = case when a.revoked_at is null then now() else a.status_at end
        from unnest($1::int8[], $2::int8[]) as held (id, fence)
        where a.id = held.id and a.fence = held.fence
        returning a.id
      )
      select pg_notify('account_control', '') from released limit 1`,
    values: [held.map((account) => account.id), held.map((account) => account.fence)],
  });
}

/** Records how an account stands; ignored when the lease is lost. Identity fields that are null stay as known. */
export async function recordAccountStatus(
  db: Queryable,
  account: { id: string; fence: string },
  state: {
    status: AccountStatus;
    detail: string | null;
    externalId?: string;
    name?: string;
    applicationId?: string;
    readsContent?: boolean;
  },
): Promise<void> {
  await db.query({
    name: "record-account-status",
    text: `
      update accounts
      set status = $3, status_detail = $4, status_at = now(), updated_at = now(),
          external_id = coalesce($5, external_id), name = coalesce($6, name),
          application_id = coalesce($7, application_id), reads_content = coalesce($8, reads_content)
      where id = $1 and fence = $2`,
    values: [
      account.id,
      account.fence,
      state.status,
      state.detail,
      state.externalId ?? null,
      state.name ?? null,
      state.applicationId ?? null,
      state.readsContent ?? null,
    ],
  });
}

/** Records when the platform was last heard of by these accounts; ignored for lost leases. Null: nothing new. */
export async function recordSignsOfLife(
  db: Queryable,
  accounts: readonly {
    id: string;
    fence: string;
    heartbeatAgoMs: number | null;
    eventAgoMs: number | null;
  }[],
): Promise<void> {
  if (accounts.length === 0) return;
  await db.query({
    name: "record-signs-of-life",
    text: `
      update accounts a
      set gateway_heartbeat_at = coalesce(now() - interval '1 ms' * heard.heartbeat, gateway_heartbeat_at),
          gateway_event_at = coalesce(now() - interval '1 ms' * heard.event, gateway_event_at)
      from unnest($1::int8[], $2::int8[], $3::float8[], $4::float8[]) as heard (id, fence, heartbeat, event)
      where a.id = heard.id and a.fence = heard.fence`,
    values: [
      accounts.map(({ id }) => id),
      accounts.map(({ fence }) => fence),
      accounts.map(({ heartbeatAgoMs }) => heartbeatAgoMs),
      accounts.map(({ eventAgoMs }) => eventAgoMs),
    ],
  });
}
