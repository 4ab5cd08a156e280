/** The pulse of a bot process: signs of life, leases, reaping, and the sums of guild tasks. */
import { setTimeout as sleep } from "node:timers/promises";
import { refreshGuildTasks } from "../../core/database/tasks/historyTasks.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { reapTasks } from "../../core/queue/lease.ts";
import type { TaskBase, TaskTable } from "../../core/queue/taskTable.ts";
import type { LeaseKeeper } from "./leases.ts";
import type { Wake } from "./wake.ts";

export interface PulseDeps<Task extends TaskBase> {
  pool: Pool;
  table: TaskTable<Task>;
  leases: LeaseKeeper<Task>;
  /** Writes the sign of life of the process. */
  recordAlive: () => Promise<void>;
  /** Keeps the leases of accounts. */
  tickAccounts: () => Promise<void>;
  /** Milliseconds between two beats; asked anew before each. */
  intervalMs: () => number;
  /** Rings when a beat is wanted now: somebody cancelled or paused a task. */
  wake: Wake;
  log: Logger;
}

/** Beats until `stop` aborts. While the database is away, leases run out by our own clock. */
export async function keepBeating<Task extends TaskBase>(
  deps: PulseDeps<Task>,
  stop: AbortSignal,
): Promise<void> {
  let lastLogMs = Number.NEGATIVE_INFINITY;
  while (!stop.aborted) {
    try {
      await beatOnce(deps);
      if (lastLogMs > 0) deps.log.info({ code: "database.back" }, "database answers again");
      lastLogMs = Number.NEGATIVE_INFINITY;
    } catch (error) {
      if (performance.now() - lastLogMs > 10_000) {
        lastLogMs = performance.now();
        const level = isDatabaseAway(error) ? "warn" : "error";
        deps.log[level](
          { code: "worker.heartbeat_failed", error },
          "heartbeat failed: waiting for the database",
        );
      }
    }
    deps.leases.abortExpired();
    await deps.wake.wait(deps.intervalMs(), stop);
  }
}

/** One beat. Throws when the database is away. */
export async function beatOnce<Task extends TaskBase>(deps: PulseDeps<Task>): Promise<void> {
  await deps.leases.extend(deps.pool); // first: everything else can wait
  await deps.recordAlive();
  await deps.tickAccounts();
  for (const task of await reapTasks(deps.pool, deps.table)) {
    deps.log.warn(
      { code: "task.reaped", taskId: task.id, crashCount: task.crashCount, status: task.status },
      "a task whose worker vanished was taken back",
    );
  }
  await refreshGuildTasks(deps.pool);
}

/** How soon a guild task shows that one of its children ended; also the most often its sums are taken. */
const refreshAtMostEveryMs = 1_000;
/** How old the sums of a guild task may be while its children run. */
const refreshAtLeastEveryMs = 5_000;

/** Refreshes guild tasks while children of them end (`wake` rings for each) or run in this process. */
export async function keepGuildTasksFresh(
  deps: { pool: Pool; wake: Wake; isWorking: () => boolean; log: Logger },
  stop: AbortSignal,
): Promise<void> {
  let wasWorking = false;
  while (!stop.aborted) {
    const woken = await deps.wake.wait(refreshAtLeastEveryMs, stop);
    if (stop.aborted) return;
    if (!woken && !wasWorking) {
      wasWorking = deps.isWorking();
      continue;
    }
    wasWorking = deps.isWorking();
    await refreshGuildTasks(deps.pool).catch((error: unknown) =>
      deps.log.debug(
        { code: "worker.refresh_failed", error },
        "guild tasks not refreshed; the heartbeat will",
      ),
    );
    await sleep(refreshAtMostEveryMs, undefined, { signal: stop }).catch(() => undefined); // abort ends the wait
  }
}
