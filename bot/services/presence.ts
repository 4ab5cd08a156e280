/** This process's row in `workers`. */
import { pruneWorkers, recordWorkerAlive, recordWorkerStopped } from "../../core/database/workers/workers.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { pruneAttempts } from "../../core/queue/attempts.ts";
import { version } from "../../core/version.ts";
import { buryDeadSiblings, findProcessSpace } from "../worker/siblings.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { Service } from "./service.ts";

interface PresenceDeps {
  pool: Pool;
  kinds: readonly TaskKind[];
  worker: { id: string; host: string; pid: number; concurrency: number };
  runningTasks: () => number;
  isStopping: () => boolean;
  onDrainingChanged: () => void;
  log: Logger;
}

interface Presence {
  /** True while it takes no new tasks because an operator said so, or because it is stopping. */
  readonly isDraining: boolean;
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
  onDrainingChanged,
  log,
}: PresenceDeps): Presence {
  const processSpace = findProcessSpace();
  let isDraining = false;
  const noteDraining = (now: boolean) => {
    if (now === isDraining) return;
    isDraining = now;
    if (isStopping()) return;
    const [code, words] = now
      ? ["worker.draining", "drained by an operator: takes no new tasks, finishes what it has"]
      : ["worker.undrained", "takes tasks again"];
    log.info({ code, workerId: worker.id }, words);
    onDrainingChanged();
  };
  return {
    get isDraining() {
      return isDraining;
    },
    async recordAlive() {
      await buryDeadSiblings(pool, { ...worker, processSpace }, kinds, log);
      const told = await recordWorkerAlive(pool, {
        ...worker,
        processSpace,
        version,
        status: isStopping() ? "draining" : "running",
        runningTasks: runningTasks(),
        rssBytes: process.memoryUsage.rss(),
      });
      noteDraining(told.isDraining);
    },
    service: {
      name: "presence",
      start() {
        // What cannot be pruned now is at the next start.
        void Promise.all([pruneWorkers(pool), pruneAttempts(pool)]).catch(() => undefined);
      },
      async stop() {
        await recordWorkerStopped(pool, worker.id).catch(() => undefined); // the heartbeat runs out instead
      },
    },
  };
}
