/** This process's row in `workers`. */
import { pruneWorkers, recordWorkerAlive, recordWorkerStopped } from "../../core/database/workers/workers.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { version } from "../../core/version.ts";
import { buryDeadSiblings, findProcessSpace } from "../worker/siblings.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { Service } from "./service.ts";

export interface PresenceDeps {
  pool: Pool;
  kinds: readonly TaskKind[];
  worker: { id: string; host: string; pid: number; concurrency: number };
  runningTasks: () => number;
  isStopping: () => boolean;
  log: Logger;
}

export interface Presence {
  /** A sign of life; also takes note of processes on this machine that died. Throws when the database is away. */
  recordAlive(): Promise<void>;
  service: Service;
}

export function createPresence({
  pool,
  kinds,
  worker,
  runningTasks,
  isStopping,
  log,
}: PresenceDeps): Presence {
  const processSpace = findProcessSpace();
  return {
    async recordAlive() {
      await buryDeadSiblings(pool, { ...worker, processSpace }, kinds, log);
      await recordWorkerAlive(pool, {
        ...worker,
        processSpace,
        version,
        status: isStopping() ? "draining" : "running",
        runningTasks: runningTasks(),
        rssBytes: process.memoryUsage.rss(),
      });
    },
    service: {
      name: "presence",
      start() {
        void pruneWorkers(pool).catch(() => undefined); // the next start tries again
      },
      async stop() {
        await recordWorkerStopped(pool, worker.id).catch(() => undefined); // the heartbeat runs out instead
      },
    },
  };
}
