/**
 * The steps that keep statistics in step with the archive. Each is one short transaction that goes on where the last one
 * ended, whoever does it: the bot does them all the time, the commands until there is nothing left to do.
 */
import {
  beginRecount,
  clearSums,
  countStretch,
  findBacklog,
  findGuildsOfOtherZones,
  findGuildToClear,
  foldDifferences,
  hasDifferences,
  recordCounted,
} from "../database/stats/keeping.ts";
import type { Queryable } from "../postgres/pool.ts";

/** Differences added up at once: some hundred milliseconds. More makes figures wait, fewer touches the same sums more often. */
const foldedAtOnce = 50_000;
/** Messages counted in one transaction; whoever stores more of that channel waits for it. */
const countedAtOnce = 5_000;
const clearedAtOnce = 20_000;

/** Does the next step. Returns false when there was nothing to do. */
export async function keepInStep(db: Queryable): Promise<boolean> {
  for (const { guildId, zone } of await findGuildsOfOtherZones(db)) await beginRecount(db, guildId, zone);
  if ((await hasDifferences(db)) && (await foldDifferences(db, foldedAtOnce)) > 0) return true;
  return countOn(db);
}

/** The next step of counting anew. */
async function countOn(db: Queryable): Promise<boolean> {
  const toClear = await findGuildToClear(db);
  if (toClear !== null) {
    await clearSums(db, toClear, clearedAtOnce);
    return true;
  }
  const next = await findBacklog(db);
  if (next === null) return false;
  if ((await countStretch(db, next.channelId, countedAtOnce)) < countedAtOnce)
    await recordCounted(db, next.guildId);
  return true;
}
