/** Bot processes and their signs of life. */
import type { Queryable } from "./pool.ts";

export interface WorkerRecord {
  id: string;
  host: string;
  pid: number;
  version: string;
  status: "running" | "draining";
  concurrency: number;
  runningTasks: number;
  rssBytes: number;
}

/** Writes a sign of life; the first one registers the process. */
export async function recordWorkerAlive(db: Queryable, worker: WorkerRecord): Promise<void> {
  await db.query({
    name: "record-worker-alive",
    text: `
      insert into workers (id, host, pid, version, status, concurrency, running_tasks, rss_bytes)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (id) do update
      set status = excluded.status, running_tasks = excluded.running_tasks, rss_bytes = excluded.rss_bytes,
          heartbeat_at = now(), stopped_at = null`,
    values: [
      worker.id,
      worker.host,
      worker.pid,
      worker.version,
      worker.status,
      worker.concurrency,
      worker.runningTasks,
      worker.rssBytes,
    ],
  });
}

/** Records that a process ended in good order. */
export async function recordWorkerStopped(db: Queryable, workerId: string): Promise<void> {
  await db.query({
    name: "record-worker-stopped",
    text: "update workers set status = 'stopped', stopped_at = now(), running_tasks = 0 where id = $1",
    values: [workerId],
  });
}

/** Removes processes that gave no sign of life for a week. */
export async function pruneWorkers(db: Queryable): Promise<void> {
  await db.query({
    name: "prune-workers",
    text: "delete from workers where heartbeat_at < now() - interval '7 days'",
  });
}
