/** Keeps tasks that run through children up to date while something happens to their children. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { TaskKind } from "./taskKind.ts";
import type { Wake } from "./wake.ts";

interface ParentsDeps {
  pool: Pool;
  kinds: readonly TaskKind[];
  /** Rings for each change that a parent shows. */
  wake: Wake;
  /** True while tasks run in this process. */
  isWorking: () => boolean;
  log: Logger;
}

/** How soon a parent shows that one of its children ended; also the most often its sums are taken. */
const refreshAtMostEveryMs = 1_000;
/** How old the sums of a parent may be while its children run. */
const refreshAtLeastEveryMs = 5_000;

/** Refreshes parents until `stop` aborts. What it misses, the pulse makes up for. */
export async function keepParentsFresh(deps: ParentsDeps, stop: AbortSignal): Promise<void> {
  let wasWorking = false;
  while (!stop.aborted) {
    const woken = await deps.wake.wait(refreshAtLeastEveryMs, stop);
    if (stop.aborted) return;
    if (!woken && !wasWorking) {
      wasWorking = deps.isWorking();
      continue;
    }
    wasWorking = deps.isWorking();
    for (const kind of deps.kinds) {
      await kind.parents
        ?.refresh(deps.pool)
        .catch((error: unknown) =>
          deps.log.debug(
            { code: "worker.refresh_failed", kind: kind.table.kind, error },
            "parents not refreshed; the pulse will",
          ),
        );
    }
    await sleep(refreshAtMostEveryMs, undefined, { signal: stop }).catch(() => undefined); // abort ends the wait
  }
}
