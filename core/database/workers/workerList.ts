/** Bot processes and accounts as the console shows them. */

import type { AccountView, WorkersView, WorkerView } from "../../api/workers.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** View Channel and Read Message History: all that reading takes. */
const invitePermissions = 1024n | 65_536n;

/**
 * Living workers and those that ended within the last hour, and all accounts. A worker that was silent for
 * `aliveSeconds` without having stopped is lost. `isDemo` false hides the accounts of the built-in sandbox.
 */
export async function listWorkers(
  db: Queryable,
  options: { isDemo: boolean; aliveSeconds: number },
): Promise<WorkersView> {
  const [workers, accounts] = await Promise.all([
    findWorkers(db, options.aliveSeconds),
    findAccounts(db, options.isDemo),
  ]);
  return { workers, accounts, isDemo: options.isDemo };
}

async function findWorkers(db: Queryable, aliveSeconds: number): Promise<WorkerView[]> {
  const { rows } = await db.query<{
    id: string;
    host: string;
    pid: number;
    version: string;
    status: WorkerView["status"];
    concurrency: number;
    running_tasks: number;
    rss_bytes: string;
    started_at: Date;
    heartbeat_at: Date;
  }>({
    name: "list-workers",
    text: `
      select id, host, pid, version, concurrency, running_tasks, rss_bytes, started_at, heartbeat_at,
        case when status <> 'stopped' and heartbeat_at <= now() - make_interval(secs => $1) then 'lost'
          else status end as status
      from workers
      where coalesce(stopped_at, heartbeat_at) > now() - interval '1 hour' - make_interval(secs => $1)
      order by started_at desc, id`,
    values: [aliveSeconds],
  });
  return rows.map((row) => ({
    id: row.id,
    host: row.host,
    pid: row.pid,
    version: row.version,
    status: row.status,
    concurrency: row.concurrency,
    runningTasks: row.status === "lost" ? 0 : row.running_tasks,
    rssBytes: Number(row.rss_bytes),
    startedAt: row.started_at.toISOString(),
    heartbeatAt: row.heartbeat_at.toISOString(),
  }));
}

async function findAccounts(db: Queryable, includeDemo: boolean): Promise<AccountView[]> {
  const { rows } = await db.query<{
    id: string;
    platform: Platform;
    name: string | null;
    external_id: string | null;
    application_id: string | null;
    is_demo: boolean;
    enabled: boolean;
    status: AccountView["status"];
    status_detail: string | null;
    status_at: Date;
    reads_content: boolean | null;
    guild_count: number;
    worker_id: string | null;
    lease_expires_at: Date | null;
    gateway_heartbeat_at: Date | null;
    gateway_event_at: Date | null;
  }>({
    name: "list-accounts",
    // A process that vanished leaves "ready" behind: without a live lease nobody is connected.
    text: `
      select a.id, a.platform, a.name, a.external_id, a.application_id, a.is_demo, a.enabled, a.reads_content,
        case when a.status in ('connecting', 'ready') and coalesce(a.lease_expires_at < now(), true) then 'offline'
          else a.status end as status,
        a.status_detail, a.status_at, a.worker_id, a.lease_expires_at, a.gateway_heartbeat_at, a.gateway_event_at,
        (select count(*)::int from account_guilds m where m.account_id = a.id) as guild_count
      from accounts a
      where not a.is_demo or $1
      order by a.is_primary desc, a.id`,
    values: [includeDemo],
  });
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    name: row.name,
    externalId: row.external_id,
    isDemo: row.is_demo,
    enabled: row.enabled,
    status: row.status,
    statusDetail: row.status_detail,
    statusAt: row.status_at.toISOString(),
    readsContent: row.reads_content,
    guildCount: row.guild_count,
    inviteUrl: inviteUrl(row),
    workerId: row.worker_id,
    leaseExpiresAt: row.lease_expires_at?.toISOString() ?? null,
    gatewayHeartbeatAt: row.gateway_heartbeat_at?.toISOString() ?? null,
    gatewayEventAt: row.gateway_event_at?.toISOString() ?? null,
  }));
}

/** Where a server owner adds the bot. None for the sandbox: its application exists nowhere else. */
function inviteUrl(account: {
  platform: Platform;
  application_id: string | null;
  is_demo: boolean;
}): string | null {
  if (account.platform !== "discord" || account.application_id === null || account.is_demo) return null;
  const query = new URLSearchParams({
    client_id: account.application_id,
    scope: "bot",
    permissions: String(invitePermissions),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
