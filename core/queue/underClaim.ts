/** Writing under a claim: what a worker stores for a task is stored by its owner or not at all. */
import { inTransaction, type Pool, type Queryable } from "../postgres/pool.ts";
import { LeaseLostError } from "./errors.ts";
import type { TaskBase, TaskClaim, TaskTable } from "./taskTable.ts";

/**
 * Runs `work` in a transaction whose first statement is the fence. Throws LeaseLostError when the claim has ended:
 * then nothing was written. `last` as in inTransaction: statements that travel with the COMMIT.
 */
export function underClaim<T, Task extends TaskBase>(
  pool: Pool,
  table: TaskTable<Task>,
  claim: TaskClaim,
  work: (tx: Queryable) => Promise<T>,
  last?: (tx: Queryable, result: T) => Promise<unknown>,
): Promise<T> {
  return inTransaction(
    pool,
    async (tx) => {
      // The connection pipelines: the fence travels first, and what follows it is rolled back when it does not hold.
      const [, result] = await Promise.all([holdClaim(tx, table, claim), work(tx)]);
      return result;
    },
    last,
  );
}

/**
 * The fence: locks the claimed row for the rest of the transaction, or throws LeaseLostError when it is no longer
 * ours. Until commit nobody can cancel, reap or claim the task.
 */
async function holdClaim<Task extends TaskBase>(
  tx: Queryable,
  table: TaskTable<Task>,
  claim: TaskClaim,
): Promise<void> {
  const { rowCount } = await tx.query({
    name: `hold-claim-${table.name}`,
    text: `
      select from ${table.name}
      where id = $1 and fence = $2 and status = 'running'
      for no key update`,
    values: [claim.id, claim.fence],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}
