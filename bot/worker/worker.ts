/**
 * The worker: claim → run → settle, for as many tasks at once as it has places. It knows tasks and no platform;
 * what a task means is `runTask`'s business.
 */

import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { isDatabaseAway } from "../../core/postgres/pool.ts";
import { claimTasks, findNextDueMs } from "../../core/queue/claim.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { TaskBase, TaskTable } from "../../core/queue/taskTable.ts";
import type { LogTexts } from "../logTexts.ts";
import type { LeaseKeeper } from "./leases.ts";
import { type Attempt, toSettlement } from "./settlement.ts";
import { createSettler, type Settler } from "./settler.ts";
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

/**
 * Works tasks until `stop` aborts, then returns once every task in hand is settled. A failing pass (the database is
 * away) is logged and counts as "nothing due".
 */
export async function runWorker<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  stop: AbortSignal,
): Promise<void> {
  const hands: Hands = { running: 0, settling: new Set() };
  const settler = createSettler(deps.pool, deps.table, deps.log);
  while (!stop.aborted) {
    const free = freePlaces(deps, hands);
    const claimed = await claimInto(deps, settler, hands, free).catch((error: unknown) => {
      const level = isDatabaseAway(error) ? "debug" : "error"; // the heartbeat already reports the database
      deps.log[level]({ code: "worker.claim_failed", error }, "claiming failed");
      return 0;
    });
    if (claimed === 0) settler.flush();
    const mayHaveMore = claimed > 0 && freePlaces(deps, hands) > 0;
    if (!mayHaveMore) await deps.wake.wait(deps.wake.hasRung ? 0 : await idleMs(deps, hands), stop);
  }
  while (hands.settling.size > 0) await Promise.all(hands.settling);
}

/** What the worker has in hand. */
interface Hands {
  /** Jobs at work: they take the places. */
  running: number;
  /** Tasks not settled yet, those at work included. */
  settling: Set<Promise<void>>;
}

/** Ended tasks that may wait for their settlement while others are claimed. More would be lost by a crash at once. */
const mostUnsettled = 64;

/**
 * A place is free as soon as its job has ended: the next claim does not wait for the last settlement. When settling
 * lags behind (a slow database), it does after all.
 */
function freePlaces<Task extends TaskBase>(deps: WorkerDeps<Task>, hands: Hands): number {
  return Math.min(deps.concurrency - hands.running, deps.concurrency + mostUnsettled - hands.settling.size);
}

/** One pass: claims for the free places and starts the work. Returns how many tasks were claimed. */
async function claimInto<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  settler: Settler,
  hands: Hands,
  free: number,
): Promise<number> {
  const claimedAtMs = performance.now();
  const tasks = await claimTasks(deps.pool, deps.table, {
    workerId: deps.workerId,
    lanes: deps.lanes(),
    limit: free,
    leaseSeconds: deps.leaseSeconds,
  });
  for (const task of tasks) {
    hands.running++;
    const settled = workTask(deps, settler, task, claimedAtMs, () => {
      hands.running--;
      deps.wake.ring(); // a place is free
    }).finally(() => {
      hands.settling.delete(settled);
      deps.wake.ring(); // its channel is free as well
    });
    hands.settling.add(settled);
  }
  return tasks.length;
}

/** Until the next poll, or until a snoozed task is due. With all places taken only a free place matters. */
async function idleMs<Task extends TaskBase>(deps: WorkerDeps<Task>, hands: Hands): Promise<number> {
  if (hands.running > 0) return deps.pollIntervalMs;
  const dueMs = await findNextDueMs(deps.pool, deps.table, deps.lanes()).catch(() => null); // polling covers for it
  return dueMs === null ? deps.pollIntervalMs : Math.min(deps.pollIntervalMs, dueMs);
}

/** Sees one claimed task through; calls `onEnded` when the job is over, before it is settled. Never rejects. */
async function workTask<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  settler: Settler,
  task: Task,
  claimedAtMs: number,
  onEnded: () => void,
): Promise<void> {
  const lease = deps.leases.hold(task, claimedAtMs);
  const about = { taskId: task.id, ...deps.table.toLogFields(task) };
  deps.log.info({ code: "task.claimed", ...about, attempt: task.attempts }, deps.texts.taskClaimed(task.id));
  const attempt: Attempt = await deps.runTask(task, lease.signal).then(
    (outcome) => ({ outcome }),
    // The job may fail in many ways because it was told to stop; the reason for that is what counts.
    (error: unknown) => ({ error: lease.signal.aborted ? lease.signal.reason : error }),
  );
  onEnded();
  try {
    await settle(deps, settler, task, attempt, about);
  } catch (error) {
    if (error instanceof LeaseLostError)
      deps.log.info({ code: "task.lease_lost", ...about }, deps.texts.taskLost(task.id));
    else
      deps.log.error(
        { code: "task.settle_failed", ...about, error },
        "the outcome could not be written; the task will be reaped",
      );
  } finally {
    lease.end();
    deps.onSettled(task);
  }
}

async function settle<Task extends TaskBase>(
  deps: WorkerDeps<Task>,
  settler: Settler,
  task: Task,
  attempt: Attempt,
  about: Record<string, unknown>,
): Promise<void> {
  const settlement = toSettlement(attempt);
  if (settlement === null) throw new LeaseLostError(task.id);
  await settler.settle(task, settlement);
  const details = {
    code: `task.${settlement.kind}`,
    ...about,
    ...("reason" in settlement ? { reason: settlement.reason } : {}),
    ...("error" in attempt ? { error: attempt.error } : {}),
  };
  const level = settlement.kind === "retry" || settlement.kind === "failed" ? "warn" : "info";
  deps.log[level](details, deps.texts.taskSettled(task.id, settlement.kind));
}
