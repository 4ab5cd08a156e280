/** Makes a task wherever it is kept who reacted and voted, and something of that is to be read. */
import { setTimeout as sleep } from "node:timers/promises";
import { openResponseTasks } from "../../core/database/responses/responseTasks.ts";
import type { Logger } from "../../core/log.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

interface ResponseWatchDeps {
  db: Queryable;
  /** How soon after a list was noted it may be read. */
  lookEveryMs: number;
  log: Logger;
}

export function responseWatch({ db, lookEveryMs, log }: ResponseWatchDeps): Service {
  return loopService("response watch", async (stop) => {
    while (!stop.aborted) {
      await openResponseTasks(db).catch((error: unknown) =>
        log.debug({ code: "responses.unwatched", error }, "not looked for lists that are to be read"),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
