/**
 * Sends weekly digests as they come due, by the clock of each server's statistics. Any number of bot processes look at the same
 * rows: the statement that queues one lets one of them through. What was missed while no bot ran is told once, late.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { describeDigest } from "../../core/console/stats/digest.ts";
import { findDueDigests, queueDueDigest } from "../../core/database/stats/digests.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Queryable } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

const lookEveryMs = 60_000;
/** In one pass; others wait for the next. */
const mostAtOnce = 50;

export function digestService({ db, log }: { db: Queryable; log: Logger }): Service {
  return loopService("digests", async (stop) => {
    while (!stop.aborted) {
      await sendDueDigests(db, new Date()).catch((error: unknown) =>
        log[isDatabaseAway(error) ? "debug" : "warn"](
          { code: "digests.not_sent", error },
          "weekly digests could not be made; tried again",
        ),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}

/** One pass: queues what is due. Returns how many were queued here. */
export async function sendDueDigests(db: Queryable, now: Date): Promise<number> {
  let queued = 0;
  for (const due of await findDueDigests(db, mostAtOnce)) {
    const guild = { id: due.guildId, platform: due.platform, name: due.guildName };
    if (await queueDueDigest(db, due, await describeDigest(db, guild, due.day, now))) queued++;
  }
  return queued;
}
