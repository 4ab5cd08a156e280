/**
 * The worker: claim → run → settle, for as many tasks at once as it has places. It knows tasks and no platform;
 * what a task means is `runTask`'s business.
 */
import type { Pool } from "../../core/database/pool.ts";
import { isDatabaseAway, untilDatabaseAnswers } from "../../core/database/pool.ts";
import type { Logger } from "../../core/log.ts";
import { claimTasks, findNextDue } from "../../core/queue/claim.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import { releaseFannedOut, settleTask } from "../../core/queue/settle.ts";
import type { TaskBase, TaskTable } from "../../core/queue/taskTable.ts";
import type { JobOutcome } from "../jobs/outcome.ts";
import type { LogTexts } from "../logTexts.ts";
import type { LeaseKeeper } from "./leases.ts";
import { type Attempt, toSettlement } from "./settlement.ts";
import type { Wake } from "./wake.ts";

export interface WorkerDeps<Task extends TaskBase> {
  pool: Pool;
  table: TaskTable<Task>;
  workerId: string;
  /** Tasks run at once. */
  concurrency: number;
  leaseSeconds: number;
  pollIntervalMs: number;
  /** Guilds whose tasks can be done now. */
  lanes: () => readonly string[];
  leases: LeaseKeeper<Task>;
  wake: Wake;
  /** Does the work. Throws the taxonomy of platforms/errors.ts, LeaseLostError, or the abort reason. */
  runTask: (task: Task, signal: AbortSignal) => Promise<JobOutcome>;
  /** Called after each task that ended, waits again, or fanned out. */
  onSettled: (task: Task) => void;
  log: Logger;
  texts: LogTexts;
}

/** Longest time a settlement waits for a database that is away. Then the lease runs out and the task is reaped. */
const settleWithinMs = 20_000;

/**
 * Works tasks until `stop` aborts, then returns once every task in hand is settled. A failing pass (the database is
 * away) is logged and counts as "nothing due".
 */
export async function runWorker<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  stop: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!stop.aborted) {
    const claimed = await claimInto(running, deps).catch((error: unknown) => {
      const level = isDatabaseAway(error) ? "debug" : "error"; // the heartbeat already reports the database
      deps.log[level]({ code: "worker.claim_failed", error }, "claiming failed");
      return 0;
    });
    const mayHaveMore = claimed > 0 && running.size < deps.concurrency;
    if (!mayHaveMore) await deps.wake.wait(await idleMs(deps, running.size), stop);
  }
  await Promise.all(running);
}

/** One pass: fills the free places. Returns how many tasks were claimed. */
async function claimInto<Task extends TaskBase>(
  running: Set<Promise<void>>,
  deps: WorkerDeps<Task>,
): Promise<number> {
  const claimedAtMs = performance.now();
  const tasks = await claimTasks(deps.pool, deps.table, {
    workerId: deps.workerId,
    lanes: deps.lanes(),
    limit: deps.concurrency - running.size,
    leaseSeconds: deps.leaseSeconds,
  });
  for (const task of tasks) {
    const work = workTask(deps, task, claimedAtMs).finally(() => {
      running.delete(work);
      deps.wake.ring(); // a place is free
    });
    running.add(work);
  }
  return tasks.length;
}

/** Until the next poll, or until a snoozed task is due. With all places taken only a free place matters. */
async function idleMs<Task extends TaskBase>(deps: WorkerDeps<Task>, running: number): Promise<number> {
  if (running >= deps.concurrency) return deps.pollIntervalMs;
  const due = await findNextDue(deps.pool, deps.table, deps.lanes()).catch(() => null); // polling covers for it
  return due ? Math.min(deps.pollIntervalMs, due.getTime() - Date.now()) : deps.pollIntervalMs;
}

/** Sees one claimed task through. Never rejects. */
async function workTask<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  task: Task,
  claimedAtMs: number,
): Promise<void> {
  const lease = deps.leases.hold(task, claimedAtMs);
  const log = deps.log.child({ taskId: task.id, guildId: task.guildId, channelId: task.channelId });
  log.info({ code: "task.claimed", attempt: task.attempts }, deps.texts.taskClaimed(task.id));
  const attempt: Attempt = await deps.runTask(task, lease.signal).then(
    (outcome) => ({ outcome }),
    // The job may fail in many ways because it was told to stop; the reason for that is what counts.
    (error: unknown) => ({ error: lease.signal.aborted ? lease.signal.reason : error }),
  );
  try {
    await settle(deps, task, attempt, log);
  } catch (error) {
    if (error instanceof LeaseLostError) log.info({ code: "task.lease_lost" }, deps.texts.taskLost(task.id));
    else
      log.error(
        { code: "task.settle_failed", error },
        "the outcome could not be written; the task will be reaped",
      );
  } finally {
    lease.end();
    deps.onSettled(task);
  }
}

async function settle<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  task: Task,
  attempt: Attempt,
  log: Logger,
): Promise<void> {
  const settlement = toSettlement(attempt);
  if (settlement === null) throw new LeaseLostError(task.id);
  await untilDatabaseAnswers(
    () =>
      settlement.kind === "fannedOut"
        ? releaseFannedOut(deps.pool, deps.table, task, settlement.note)
        : settleTask(deps.pool, deps.table, task, settlement),
    { log: deps.log, waitingFor: "settling tasks", signal: AbortSignal.timeout(settleWithinMs) },
  );
  const error = "error" in attempt ? { error: attempt.error } : {};
  const level = settlement.kind === "retry" || settlement.kind === "failed" ? "warn" : "info";
  log[level](
    {
      code: `task.${settlement.kind}`,
      ...("reason" in settlement ? { reason: settlement.reason } : {}),
      ...error,
    },
    deps.texts.taskSettled(task.id, settlement.kind),
  );
}
