/** Writes down how tasks ended. Completed ones that end at about the same time share a statement. */

import type { Logger } from "../../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import { completeTasks, releaseFannedOut, type Settlement, settleTask } from "../../core/queue/settle.ts";
import type { TaskBase, TaskClaim, TaskTable } from "../../core/queue/taskTable.ts";

export interface Settler {
  /**
   * Resolves once the outcome is written. Waits for a database that is away, but not longer than a claim is worth
   * keeping. Rejects with LeaseLostError when the claim had ended: then nothing was written.
   */
  settle(
    claim: TaskClaim,
    settlement: Settlement | { kind: "fannedOut"; note: string | null },
  ): Promise<void>;
  /** Nothing more is about to end: what has ended is written at once. */
  flush(): void;
}

/**
 * Tasks that end within this time share a statement: small threads end by the dozen. Much more would hold back the
 * next task of a channel whose last one is over.
 */
const gatherMs = 2;
/** Longest time a settlement waits for a database that is away. Then the lease runs out and the task is reaped. */
const settleWithinMs = 20_000;

interface Ended {
  claim: TaskClaim;
  written: () => void;
  failed: (reason: unknown) => void;
}

export function createSettler<Task extends TaskBase>(
  pool: Pool,
  table: TaskTable<Task>,
  log: Logger,
): Settler {
  let ended: Ended[] = [];
  let isWriting = false;
  let endGathering: () => void = () => undefined;

  const gather = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const persistently = <T>(work: () => Promise<T>) =>
    untilDatabaseAnswers(work, {
      log,
      waitingFor: "settling tasks",
      signal: AbortSignal.timeout(settleWithinMs),
    });

  /** Writes all that ended; what ends while a statement is gathered or on its way goes with it or the next one. */
  async function writeCompleted(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    while (ended.length > 0) {
      await gather();
      const batch = ended;
      ended = [];
      try {
        const completed = await persistently(() =>
          completeTasks(
            pool,
            table,
            batch.map(({ claim }) => claim),
          ),
        );
        for (const { claim, written, failed } of batch) {
          if (completed.has(claim.id)) written();
          else failed(new LeaseLostError(claim.id));
        }
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    isWriting = false;
  }

  return {
    flush: () => endGathering(),
    async settle(claim, settlement) {
      if (settlement.kind === "fannedOut") {
        return persistently(() => releaseFannedOut(pool, table, claim, settlement.note));
      }
      if (settlement.kind !== "completed" || settlement.note)
        return persistently(() => settleTask(pool, table, claim, settlement));
      return new Promise((written, failed) => {
        ended.push({ claim, written, failed });
        void writeCompleted(); // never rejects: failures go to those who wait
      });
    },
  };
}
