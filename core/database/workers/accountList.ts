/** Accounts as the console shows them. */
import type { AccountView } from "../../api/accounts.ts";
import { toInviteUrl } from "../../model/inviteUrl.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** All accounts, the primary ones first; `includeDemo` false hides those of the built-in sandbox. */
export async function listAccounts(
  db: Queryable,
  options: { includeDemo: boolean; id?: string },
): Promise<AccountView[]> {
  const { rows } = await db.query<{
    id: string;
    platform: Platform;
    name: string | null;
    label: string | null;
    token_last4: string | null;
    token_fingerprint: string;
    is_stored: boolean;
    is_primary: boolean;
    external_id: string | null;
    application_id: string | null;
    is_demo: boolean;
    enabled: boolean;
    status: AccountView["status"];
    status_detail: string | null;
    status_at: Date;
    reads_content: boolean | null;
    guild_count: number;
    live_guild_count: number;
    holder_host: string | null;
    holder_pid: number | null;
    leased_at: Date | null;
    worker_id: string | null;
    lease_expires_at: Date | null;
    gateway_heartbeat_at: Date | null;
    gateway_event_at: Date | null;
    phone_masked: string | null;
    is_premium: boolean | null;
    dc: number | null;
    proxy_shown: string | null;
    revoked_at: Date | null;
    revoked_reason: string | null;
    logged_out_at: Date | null;
    chat_count: number;
  }>({
    name: "list-accounts",
    // A process that vanished leaves "ready" behind: without a live lease nobody is connected.
    text: `
      select a.id, a.platform, a.name, a.external_id, a.application_id, a.is_demo, a.enabled, a.reads_content,
        a.label, a.token_last4, a.token_fingerprint, a.token_encrypted is not null as is_stored, a.is_primary,
        case when a.status in ('connecting', 'ready') and coalesce(a.lease_expires_at < now(), true) then 'offline'
          else a.status end as status,
        a.status_detail, a.status_at, a.worker_id, a.lease_expires_at, a.gateway_heartbeat_at, a.gateway_event_at,
        (select count(*)::int from account_guilds m where m.account_id = a.id) as guild_count,
        (select count(*)::int from live_captures c where c.account_id = a.id and c.lease_expires_at > now())
          as live_guild_count,
        w.host as holder_host, w.pid as holder_pid, a.leased_at, a.phone_masked, a.is_premium, a.dc, a.proxy_shown,
        a.revoked_at, a.revoked_reason, a.logged_out_at,
        (select count(*)::int from telegram_chats t where t.account_id = a.id) as chat_count
      from accounts a
      left join workers w on w.id = a.worker_id and a.lease_expires_at > now()
      where (not a.is_demo or $1) and ($2::int8 is null or a.id = $2)
      order by a.is_primary desc, a.id`,
    values: [options.includeDemo, options.id ?? null],
  });
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    name: row.name,
    label: row.label,
    tokenLast4: row.token_last4,
    tokenFingerprint: row.token_fingerprint,
    source: row.is_stored ? "console" : "environment",
    isPrimary: row.is_primary,
    externalId: row.external_id,
    isDemo: row.is_demo,
    enabled: row.enabled,
    status: row.status,
    statusDetail: row.status_detail,
    statusAt: row.status_at.toISOString(),
    readsContent: row.reads_content,
    guildCount: row.guild_count,
    inviteUrl: inviteUrl(row),
    liveGuildCount: row.live_guild_count,
    workerId: row.worker_id,
    leaseExpiresAt: row.lease_expires_at?.toISOString() ?? null,
    holder:
      row.holder_host === null || row.holder_pid === null
        ? null
        : { host: row.holder_host, pid: row.holder_pid, since: row.leased_at?.toISOString() ?? null },
    gatewayHeartbeatAt: row.gateway_heartbeat_at?.toISOString() ?? null,
    gatewayEventAt: row.gateway_event_at?.toISOString() ?? null,
    telegram:
      row.platform === "telegram"
        ? {
            phoneMasked: row.phone_masked,
            isPremium: row.is_premium,
            dc: row.dc,
            proxyShown: row.proxy_shown,
            revokedAt: row.revoked_at?.toISOString() ?? null,
            revokedReason: row.revoked_reason,
            loggedOutAt: row.logged_out_at?.toISOString() ?? null,
            chatCount: row.chat_count,
          }
        : null,
  }));
}

/** Where a server owner adds the bot. None for the sandbox: its application exists nowhere else. */
function inviteUrl(account: {
  platform: Platform;
  application_id: string | null;
  is_demo: boolean;
}): string | null {
  if (account.platform !== "discord" || account.application_id === null || account.is_demo) return null;
  return toInviteUrl(account.application_id);
}
