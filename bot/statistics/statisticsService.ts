/** Keeps statistics in step as long as the bot runs. Several bots may do so at once. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Queryable } from "../../core/postgres/pool.ts";
import { keepInStep } from "../../core/stats/keepInStep.ts";
import { loopService, type Service } from "../services/service.ts";

/** How long differences may wait. Longer, and figures take longer to read; shorter, and the same sums are written more often. */
const restMs = 3_000;
/** Between steps while there is more to do: tasks want the database as well. */
const breathMs = 20;

export function statisticsService({ db, log }: { db: Queryable; log: Logger }): Service {
  return loopService("statistics", async (stop) => {
    while (!stop.aborted) {
      const isMore = await keepInStep(db).catch((error: unknown) => {
        log[isDatabaseAway(error) ? "debug" : "warn"](
          { code: "statistics.not_kept", error },
          "statistics were not brought up to date; tried again",
        );
        return false;
      });
      await sleep(isMore ? breathMs : restMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
