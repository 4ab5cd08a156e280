/** Bot processes and accounts as the console shows them. */
import type { WorkersView, WorkerView } from "../../api/workers.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { listAccounts } from "./accountList.ts";

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
    listAccounts(db, { includeDemo: options.isDemo }),
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
