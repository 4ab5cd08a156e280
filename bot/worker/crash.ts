/** The last words of a process that dies of an error it did not expect. */
import { declareWorkersDead } from "../../core/database/workers/workers.ts";
import { type Logger, withoutSecrets } from "../../core/log.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { judgeCrash, settleCrash } from "../../core/queue/crash.ts";
import type { TaskKind } from "./taskKind.ts";

/**
 * Gives back all that the process holds and charges the task that is known to have killed it, so that the next process
 * goes on at once. Throws when the database is away: then leases run out, and nothing is charged.
 */
export async function recordCrash(
  {
    pool,
    kinds,
    workerId,
    log,
  }: { pool: Queryable; kinds: readonly TaskKind[]; workerId: string; log: Logger },
  error: unknown,
): Promise<void> {
  const judgement = await judgeCrash(pool, workerId);
  const words = withoutSecrets(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  for (const { table } of kinds) {
    const tasks = await settleCrash(pool, table, { workerId, ...judgement, error: words });
    const culprit = tasks.find(({ id }) => id === judgement.culpritId);
    if (culprit)
      log.error(
        { code: "task.crashed_worker", kind: table.kind, taskId: culprit.id, ...culprit },
        "this task made the process crash",
      );
  }
  await declareWorkersDead(pool, [workerId]);
}
