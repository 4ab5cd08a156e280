/** Indexing for search what was archived before, stretch by stretch; each is one transaction with how far it is. */
import {
  countUpTo,
  indexStretch,
  recordIndexed,
  reportStretch,
  type SearchIndexTask,
  searchIndexTasks,
} from "../../core/database/search/indexTasks.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";

/** More holds rows for longer, which edits of them wait for; fewer commits more often. */
const stretch = 500;
/** The sum over all channels is asked for this often only. */
const stretchesPerCount = 40;

/** Works until nothing is left. Throws the reason of `signal`, and then goes on from there another time. */
export async function indexMessages(
  pool: Pool,
  task: SearchIndexTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  let { after } = task;
  let progress = 0;
  for (let round = 0; ; round++) {
    signal.throwIfAborted();
    if (round % stretchesPerCount === 0) {
      const { total, before } = await countUpTo(pool, after?.channelId ?? null);
      progress = total === 0 ? 0 : Math.min(before / total, 0.99);
    }
    const done = await underClaim(pool, searchIndexTasks, task, async (tx) => {
      const indexed = await indexStretch(tx, after, stretch);
      await reportStretch(tx, task, indexed, progress);
      if (indexed.last === null) await recordIndexed(tx);
      return indexed;
    });
    if (done.last === null) return { kind: "completed" };
    after = done.last;
  }
}
