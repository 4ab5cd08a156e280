/**
 * The worker: claim → run → settle, over all kinds of tasks, for as many at once as it has places. It knows tasks and
 * no platform; what a task means is its kind's business.
 */

import { describeError, type Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { isDatabaseAway } from "../../core/postgres/pool.ts";
import { recordFailedAttempt } from "../../core/queue/attempts.ts";
import { claimTasks, findNextDueMs } from "../../core/queue/claim.ts";
import { claimSuspects } from "../../core/queue/claimSuspects.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import type { Settlement } from "../../core/queue/settle.ts";
import { aloneFrom, mostTogether, suspectFrom } from "../../core/queue/suspects.ts";
import type { TaskBase } from "../../core/queue/taskTable.ts";
import type { LeaseKeeper } from "./leases.ts";
import { type Attempt, toSettlement } from "./settlement.ts";
import { createSettler, type Settler } from "./settler.ts";
import type { TaskKind } from "./taskKind.ts";
import type { Wake } from "./wake.ts";

export interface WorkerDeps {
  pool: Pool;
  kinds: readonly TaskKind[];
  workerId: string;
  /** Tasks run at once, of all kinds together. */
  concurrency: number;
  leaseSeconds: number;
  pollIntervalMs: number;
  leases: LeaseKeeper;
  /** False while nothing may be claimed; rings `wake` when that is over. */
  mayClaim: () => boolean;
  /** How long the process must have lived before it tries a suspect alone; only tests give it. */
  aloneAfterMs?: number;
  wake: Wake;
  /** Called after each task that ended, waits again, or fanned out. */
  onSettled: (kind: TaskKind, task: TaskBase) => void;
  log: Logger;
}

/**
 * Works tasks until `stop` aborts, then returns once every task in hand is settled; one whose claim was under way then
 * is handed back unworked. A failing pass (the database is away) is logged and counts as "nothing due".
 */
export async function runWorker(deps: WorkerDeps, stop: AbortSignal): Promise<void> {
  const settlers = new Map(deps.kinds.map((kind) => [kind, createSettler(deps.pool, kind.table, deps.log)]));
  const suspectsFromMs = performance.now() + suspectsAfterMs;
  const aloneFromMs = performance.now() + (deps.aloneAfterMs ?? mostFragileMs);
  const hands: Hands = {
    running: 0,
    suspects: 0,
    survived: 0,
    settling: new Set(),
    settlers,
    turn: 0,
    suspectsFromMs,
    aloneFromMs,
  };
  while (!stop.aborted) {
    const claimed = await claimInto(deps, hands).catch((error: unknown) => {
      const level = isDatabaseAway(error) ? "debug" : "error"; // the heartbeat already reports the database
      deps.log[level]({ code: "worker.claim_failed", error }, "claiming failed");
      return 0;
    });
    if (claimed === 0) for (const settler of settlers.values()) settler.flush();
    const mayHaveMore = claimed > 0 && freePlaces(deps, hands) > 0;
    if (!mayHaveMore) await deps.wake.wait(deps.wake.hasRung ? 0 : await idleMs(deps, hands), stop);
  }
  while (hands.settling.size > 0) await Promise.all(hands.settling);
}

/** What the worker has in hand. */
interface Hands {
  /** Jobs at work: they take the places. */
  running: number;
  /** Those of them that may be what kills workers. */
  suspects: number;
  /** Jobs that are over of tasks that were tried alone, or together since others were survived. */
  survived: number;
  /** Local monotonic time from which on suspects may be claimed. */
  suspectsFromMs: number;
  /** Likewise for those that are tried alone. */
  aloneFromMs: number;
  /** Tasks not settled yet, those at work included. */
  settling: Set<Promise<void>>;
  settlers: ReadonlyMap<TaskKind, Settler>;
  /** Counts passes: each begins with another kind, so that a long queue of one does not shut out the others. */
  turn: number;
}

/**
 * How long a process must have lived before it takes suspects in groups: others come first. Larger holds up the innocent
 * after two kills in a row, and for ever while the process is killed more often than this.
 */
const suspectsAfterMs = 1_000;
/**
 * So long a process must have lived before it tries a suspect alone: one that dies by itself soon after each start then
 * never has one in hand that could be blamed. Larger holds up those that were in hand at three deaths, smaller blames
 * them sooner.
 */
const mostFragileMs = 10_000;
/** How soon it is seen that a suspect has cleared itself and another may be tried. */
const suspectsAgainMs = 250;

/** Ended tasks that may wait for their settlement while others are claimed. More would be lost by a crash at once. */
const mostUnsettled = 64;

/**
 * A place is free as soon as its job has ended: the next claim does not wait for the last settlement. When settling
 * lags behind (a slow database), it does after all.
 */
function freePlaces(deps: WorkerDeps, hands: Hands): number {
  return Math.min(deps.concurrency - hands.running, deps.concurrency + mostUnsettled - hands.settling.size);
}

/** One pass over all kinds: claims for the free places and starts the work. Returns how many tasks were claimed. */
async function claimInto(deps: WorkerDeps, hands: Hands): Promise<number> {
  let claimed = 0;
  hands.turn++;
  for (let n = 0; n < deps.kinds.length && deps.mayClaim(); n++) {
    const kind = deps.kinds[(hands.turn + n) % deps.kinds.length];
    if (!kind) continue;
    claimed += await claimWith(claimTasks, deps, hands, kind);
    if (performance.now() >= hands.suspectsFromMs) {
      hands.suspectsFromMs = performance.now() + suspectsAgainMs;
      const together =
        hands.suspectsFromMs >= hands.aloneFromMs ? Math.min(mostTogether, 2 ** hands.survived) : 0;
      claimed += await claimWith(
        (db, table, request) => claimSuspects(db, table, { ...request, together }),
        deps,
        hands,
        kind,
      );
    }
  }
  return claimed;
}

async function claimWith(
  claim: typeof claimTasks,
  deps: WorkerDeps,
  hands: Hands,
  kind: TaskKind,
): Promise<number> {
  const claimedAtMs = performance.now();
  const tasks = await claim(deps.pool, kind.table, {
    workerId: deps.workerId,
    lanes: kind.lanes(),
    limit: freePlaces(deps, hands),
    leaseSeconds: deps.leaseSeconds,
  });
  for (const task of tasks) take(deps, hands, kind, task, claimedAtMs);
  return tasks.length;
}

function take(deps: WorkerDeps, hands: Hands, kind: TaskKind, task: TaskBase, claimedAtMs: number): void {
  hands.running++;
  if (task.crashCount >= suspectFrom) hands.suspects++;
  const settled = workTask(deps, hands, kind, task, claimedAtMs).finally(() => {
    hands.settling.delete(settled);
    deps.wake.ring(); // its channel is free as well
  });
  hands.settling.add(settled);
}

/**
 * Until the next poll, or until a snoozed task is due: by the database's clock, since ours may be wrong. With all places
 * taken only a free place matters.
 */
async function idleMs(deps: WorkerDeps, hands: Hands): Promise<number> {
  if (hands.suspects > 0) return suspectsAgainMs;
  if (hands.running > 0 || !deps.mayClaim()) return deps.pollIntervalMs;
  const dues = await Promise.all(
    deps.kinds.map((kind) => findNextDueMs(deps.pool, kind.table, kind.lanes())),
  ).catch(() => []); // polling covers for it
  return Math.min(deps.pollIntervalMs, ...dues.map((due) => due ?? deps.pollIntervalMs));
}

/** Sees one claimed task through. Its place is free once the job is over, before it is settled. Never rejects. */
async function workTask(
  deps: WorkerDeps,
  hands: Hands,
  kind: TaskKind,
  task: TaskBase,
  claimedAtMs: number,
): Promise<void> {
  const lease = deps.leases.hold(kind, task, claimedAtMs);
  const about = { kind: kind.table.kind, taskId: task.id, ...kind.table.toLogFields(task) };
  const claimed = { code: "task.claimed", ...about, attempt: task.attempts };
  deps.log[routineLevel(kind, task)](claimed, kind.texts.taskClaimed(task.id));
  const attempt = await attemptTask(kind, task, lease.signal);
  hands.running--;
  if (task.crashCount >= suspectFrom) hands.suspects--;
  if (task.crashCount >= aloneFrom) hands.survived++;
  deps.wake.ring(); // a place is free
  try {
    await settle(deps, hands, kind, task, attempt, about);
  } catch (error) {
    if (error instanceof LeaseLostError)
      deps.log.info({ code: "task.lease_lost", ...about }, kind.texts.taskLost(task.id));
    else
      deps.log.error(
        { code: "task.settle_failed", ...about, error },
        "the outcome could not be written; the task will be reaped",
      );
  } finally {
    lease.end();
    deps.onSettled(kind, task);
  }
}

/** One line per task that somebody asked for, not one per channel of it. */
const routineLevel = (kind: TaskKind, task: TaskBase) =>
  kind.isRoutine || kind.parents?.isChild(task) ? "debug" : "info";

async function attemptTask(kind: TaskKind, task: TaskBase, signal: AbortSignal): Promise<Attempt> {
  if (signal.aborted) return { error: signal.reason }; // the process was told to stop while it claimed
  try {
    return { outcome: await kind.run(task, signal) };
  } catch (error) {
    // The job may fail in many ways because it was told to stop; the reason for that is what counts.
    return { error: signal.aborted ? signal.reason : error };
  }
}

async function settle(
  deps: WorkerDeps,
  hands: Hands,
  kind: TaskKind,
  task: TaskBase,
  attempt: Attempt,
  about: Record<string, unknown>,
): Promise<void> {
  const settlement = toSettlement(attempt);
  if (settlement === null) throw new LeaseLostError(task.id);
  await hands.settlers.get(kind)?.settle(task, settlement);
  const details = {
    code: `task.${settlement.kind}`,
    ...about,
    ...("reason" in settlement ? { reason: settlement.reason } : {}),
    ...("error" in attempt ? { error: attempt.error } : {}),
  };
  const level =
    settlement.kind === "retry" || settlement.kind === "failed" ? "warn" : routineLevel(kind, task);
  deps.log[level](details, kind.texts.taskSettled(task.id, settlement.kind));
  if ((settlement.kind === "retry" || settlement.kind === "failed") && "error" in attempt)
    await keepAttempt(deps, task, settlement, attempt.error);
}

/** Keeps what is needed to find the cause. The outcome is written already: nothing depends on this. */
async function keepAttempt(
  deps: WorkerDeps,
  task: TaskBase,
  settlement: Settlement & { kind: "retry" | "failed" },
  error: unknown,
): Promise<void> {
  const { id, fence, attempts, status: _status, crashCount: _crashes, maxAttempts, ...asked } = task;
  const isLast = settlement.kind === "failed" || attempts >= maxAttempts;
  await recordFailedAttempt(deps.pool, {
    taskId: id,
    fence,
    attempt: attempts,
    workerId: deps.workerId,
    outcome: isLast ? "failed" : "retry",
    reason: settlement.reason,
    message: settlement.message,
    error: describeError(error),
    arguments: asked,
  }).catch((cause: unknown) =>
    deps.log.debug({ code: "task.attempt_unkept", taskId: id, error: cause }, "attempt not kept"),
  );
}
