/** Sees to it that every message is indexed by the rules of this version, and that searches find a tidy index. */
import { setTimeout as sleep } from "node:timers/promises";
import { ensureIndexed } from "../../core/database/search/indexTasks.ts";
import { mergePendingTokens } from "../../core/database/search/pendingTokens.ts";
import type { Logger } from "../../core/log.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

/**
 * Rare: after an upgrade it is looked for once, and then the answer stands in a table. A minute of live messages makes the
 * pending list no longer than a search reads in a few milliseconds.
 */
const lookEveryMs = 60_000;

export function searchIndexWatch({ db, log }: { db: Queryable; log: Logger }): Service {
  return loopService("search index watch", async (stop) => {
    while (!stop.aborted) {
      await ensureIndexed(db).catch((error: unknown) =>
        log.debug({ code: "search.unwatched", error }, "not looked whether all messages are indexed"),
      );
      await mergePendingTokens(db).catch((error: unknown) =>
        log.debug({ code: "search.unmerged", error }, "the search index was not tidied"),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
