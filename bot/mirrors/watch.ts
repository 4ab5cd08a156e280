/**
 * Looks for mirrors that have something to do and nobody woke, asks for what their sources lack and for what may have changed
 * unheard, follows sources that move, and makes the mirrors of comments.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { openCommentMirrors } from "../../core/database/mirrors/comments.ts";
import { askForGaps, openMirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import { pruneMirrorEvents } from "../../core/database/mirrors/mirrorWork.ts";
import { revisitMirrored } from "../../core/database/mirrors/revisits.ts";
import { followGoneSources, followMovedSources } from "../../core/database/mirrors/sources.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

/** A message that came just as its mirror finished waits so long. */
const lookEveryMs = 1_000;
/** Chats go, come back and move seldom, and listening is seldom interrupted. */
const sourcesEveryMs = 5_000;
const pruneEveryMs = 3_600_000;

export function mirrorWatch({ pool, log }: { pool: Pool; log: Logger }): Service {
  return loopService("mirror watch", async (stop) => {
    let [sourcesAtMs, pruneAtMs] = [0, 0];
    while (!stop.aborted) {
      const now = performance.now();
      try {
        await openCommentMirrors(pool);
        await openMirrorTasks(pool);
        await askForGaps(pool);
        if (now >= sourcesAtMs) {
          await followGoneSources(pool);
          await followMovedSources(pool);
          await revisitMirrored(pool);
          sourcesAtMs = now + sourcesEveryMs;
        }
        if (now >= pruneAtMs) {
          await pruneMirrorEvents(pool);
          pruneAtMs = now + pruneEveryMs;
        }
      } catch (error) {
        log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "mirror.watch_failed", error },
          "mirrors could not be looked after",
        );
      }
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
