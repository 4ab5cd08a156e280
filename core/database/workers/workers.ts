/** Bot processes and their signs of life. */
import type { Queryable } from "../../postgres/pool.ts";

export interface WorkerRecord {
  id: string;
  host: string;
  pid: number;
  /** Where `pid` means something (see processSpace.ts); null when unknown. */
  processSpace: string | null;
  version: string;
  status: "running" | "draining";
  concurrency: number;
  runningTasks: number;
  rssBytes: number;
}

/**
 * Writes a sign of life; the first one registers the process. Returns whether it is to take no new tasks: it says so
 * itself, or somebody told it by an UPDATE of its status.
 */
export async function recordWorkerAlive(
  db: Queryable,
  worker: WorkerRecord,
): Promise<{ isDraining: boolean }> {
  const { rows } = await db.query<{ status: string }>({
    name: "record-worker-alive",
    text: `
      insert into workers (id, host, pid, process_space, version, status, concurrency, running_tasks, rss_bytes)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (id) do update
      set status = case when workers.status = 'draining' then 'draining' else excluded.status end, running_tasks = excluded.running_tasks, rss_bytes = excluded.rss_bytes,
          heartbeat_at = now(), stopped_at = null
      returning status`,
    values: [
      worker.id,
      worker.host,
      worker.pid,
      worker.processSpace,
      worker.version,
      worker.status,
      worker.concurrency,
      worker.runningTasks,
      worker.rssBytes,
    ],
  });
  return { isDraining: rows[0]?.status === "draining" };
}

/**
 * Tells a worker to take no new tasks, or to take some again. False when there is no such worker, or it has ended. One
 * that is stopping anyway ends all the same.
 */
export async function setWorkerDraining(
  db: Queryable,
  workerId: string,
  isDraining: boolean,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "set-worker-draining",
    text: "update workers set status = $2 where id = $1 and stopped_at is null",
    values: [workerId, isDraining ? "draining" : "running"],
  });
  return rowCount === 1;
}

/** Records that a process ended in good order, and tells the others that what it held is theirs to share. */
export async function recordWorkerStopped(db: Queryable, workerId: string): Promise<void> {
  await db.query({
    name: "record-worker-stopped",
    text: `
      with stopped as (
        update workers set status = 'stopped', stopped_at = now(), running_tasks = 0 where id = $1 returning id
      )
      select pg_notify('account_control', '') from stopped`,
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

/** Processes of the same process space that have not said that they ended, the asking one left out. */
export async function findSiblings(
  db: Queryable,
  self: { id: string; processSpace: string },
): Promise<{ id: string; pid: number }[]> {
  const { rows } = await db.query<{ id: string; pid: number }>({
    name: "find-siblings",
    text: "select id, pid from workers where process_space = $1 and id <> $2 and stopped_at is null",
    values: [self.processSpace, self.id],
  });
  return rows;
}

/**
 * Records that processes are dead and ends the leases of their accounts, so that these are taken over now instead of
 * when the leases run out. Should one of them live after all, the fences keep it from doing harm.
 */
export async function declareWorkersDead(db: Queryable, workerIds: readonly string[]): Promise<void> {
  await db.query({
    name: "declare-workers-dead",
    text: `
      with dead as (
        update workers set status = 'stopped', stopped_at = now(), running_tasks = 0
        where id = any($1::uuid[]) and stopped_at is null
      )
      update accounts set lease_expires_at = now() - interval '1 ms' where worker_id = any($1::uuid[])`,
    values: [workerIds],
  });
}

/** Whether a bot process gave a sign of life within `aliveSeconds`. */
export async function hasLivingWorker(db: Queryable, aliveSeconds: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "has-living-worker",
    text: `
      select from workers where stopped_at is null and heartbeat_at > now() - make_interval(secs => $1::float8) limit 1`,
    values: [aliveSeconds],
  });
  return rowCount !== 0;
}
