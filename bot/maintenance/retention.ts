/** Forgets tasks that ended long ago, in batches, some times a day. Killed in the middle it goes on where it was. */
import { setTimeout as sleep } from "node:timers/promises";
import { pruneTasks } from "../../core/database/tasks/pruneTasks.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

export interface RetentionDeps {
  pool: Pool;
  /** Days that a finished task is kept; 0: for ever. */
  taskDays: number;
  log: Logger;
}

/** Rows that one statement deletes: some tenths of a second. */
const batch = 5_000;
const lookEveryMs = 3_600_000;

export function retentionService(deps: RetentionDeps): Service {
  return loopService("retention", async (stop) => {
    if (deps.taskDays === 0) return;
    while (!stop.aborted) {
      await pruneAll(deps, stop).catch((error: unknown) =>
        deps.log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "retention.failed", error },
          "finished tasks could not be pruned",
        ),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}

/** Everything that is over for long enough, batch by batch. Returns how many tasks went. */
export async function pruneAll(
  { pool, taskDays, log }: RetentionDeps,
  stop: AbortSignal,
  most = batch,
): Promise<number> {
  let pruned = 0;
  while (!stop.aborted) {
    const gone = await pruneTasks(pool, taskDays, most);
    pruned += gone;
    if (gone === 0) break;
  }
  if (pruned > 0)
    log.info({ code: "retention.pruned", tasks: pruned, taskDays }, "finished tasks were pruned");
  return pruned;
}
