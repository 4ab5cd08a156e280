/** Whether the database can serve, and whether anybody works. */
import type { ReadyView } from "../../api/health.ts";
import { isDatabaseAway, type Queryable } from "../../postgres/pool.ts";
import { countSyncFailures, noSyncFailures, type SyncFailures, serversCheck } from "../guilds/syncHealth.ts";
import { accountsCheck, findHeldAccounts, type HeldAccount } from "./accountHealth.ts";

type Check = ReadyView["checks"]["database"];

export interface HealthOptions {
  /** Names of the migrations this version was made for. */
  migrations: readonly string[];
  /** How long a silent worker counts as live. */
  aliveSeconds: number;
  now: Date;
}

/** What the database can tell; the API adds what it sees besides. */
export type DatabaseHealth = Omit<ReadyView, "checks"> & { checks: Omit<ReadyView["checks"], "disk"> };

/**
 * The state of the installation. `unhealthy`: the API cannot serve (database away, schema missing or older than
 * this version). `degraded`: it can, but no bot lives, or an account is not connected, so that tasks wait. Never
 * throws while the database is away.
 */
export async function checkHealth(db: Queryable, options: HealthOptions): Promise<DatabaseHealth> {
  const startedMs = performance.now();
  const answer = await askDatabase(db, options.aliveSeconds).catch((error: unknown) => {
    if (isDatabaseAway(error)) return null;
    throw error;
  });
  if (!answer) {
    const away: Check = { status: "unhealthy", detail: "The database does not answer." };
    return {
      status: "unhealthy",
      time: options.now.toISOString(),
      checks: { database: away, migrations: away, bot: away, accounts: away, servers: away },
    };
  }
  const checks = {
    database: { status: "healthy", latencyMs: Math.round(performance.now() - startedMs) } satisfies Check,
    migrations: migrationsCheck(answer.applied, options.migrations),
    bot: botCheck(answer.liveWorkers),
    accounts: accountsCheck(answer.accounts),
    servers: serversCheck(answer.syncFailures),
  };
  const isUnhealthy = checks.migrations.status === "unhealthy";
  const isDegraded = [checks.bot, checks.accounts, checks.servers].some(({ status }) => status !== "healthy");
  const status = isUnhealthy ? "unhealthy" : isDegraded ? "degraded" : "healthy";
  return { status, time: options.now.toISOString(), checks };
}

function migrationsCheck(applied: readonly string[] | null, wanted: readonly string[]): Check {
  if (applied === null) {
    return { status: "unhealthy", detail: "The database has no tables yet: run npm run db:migrate." };
  }
  const pending = wanted.filter((name) => !applied.includes(name)).length;
  return pending === 0
    ? { status: "healthy" }
    : {
        status: "unhealthy",
        detail: `${pending} ${pending === 1 ? "migration is" : "migrations are"} pending: run npm run db:migrate.`,
      };
}

function botCheck(liveWorkers: number): Check {
  return liveWorkers > 0
    ? { status: "healthy" }
    : { status: "degraded", detail: "No bot process is alive: tasks wait." };
}

interface Answer {
  /** Migrations that were applied; null when the database is empty. */
  applied: string[] | null;
  /** How many bot processes live. */
  liveWorkers: number;
  accounts: HeldAccount[];
  syncFailures: SyncFailures;
}

async function askDatabase(db: Queryable, aliveSeconds: number): Promise<Answer> {
  const { rows: tables } = await db.query<{
    migrated: boolean;
    workers: boolean;
    gateway: boolean;
    sync: boolean;
  }>({
    name: "find-tables",
    text: `
      select to_regclass('pgmigrations') is not null as migrated, to_regclass('workers') is not null as workers,
        exists (select from pg_attribute
          where attrelid = to_regclass('accounts') and attname = 'gateway_heartbeat_at') as gateway,
        exists (select from pg_attribute
          where attrelid = to_regclass('account_guilds') and attname = 'sync_error') as sync`,
  });
  if (!tables[0]?.migrated || !tables[0].workers)
    return { applied: null, liveWorkers: 0, accounts: [], syncFailures: noSyncFailures };
  const [applied, live, accounts, syncFailures] = await Promise.all([
    db.query<{ name: string }>({ name: "list-applied-migrations", text: "select name from pgmigrations" }),
    db.query<{ count: number }>({
      name: "count-workers-alive",
      text: `
        select count(*)::int as count from workers
        where status in ('running', 'draining') and heartbeat_at > now() - make_interval(secs => $1)`,
      values: [aliveSeconds],
    }),
    // Before its migration has run there is nothing to ask; the check of migrations says so.
    tables[0].gateway ? findHeldAccounts(db) : [],
    tables[0].sync ? countSyncFailures(db) : noSyncFailures,
  ]);
  const liveWorkers = live.rows[0]?.count ?? 0;
  return { applied: applied.rows.map((row) => row.name), liveWorkers, accounts, syncFailures };
}
