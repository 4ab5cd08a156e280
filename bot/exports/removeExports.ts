/** Removes the files of exports that have expired, that hold what was erased, or whose task is gone. */
import { readdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  findKeptExports,
  findOverDelivered,
  recordRemoved,
  recordUndelivered,
} from "../../core/database/exports/expiry.ts";
import { exportFolder, exportsRoot, isExportId } from "../../core/exports/exportFolder.ts";
import { type ExportPlaces, placeOf } from "../../core/exports/exportPlaces.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

interface RemovalDeps {
  pool: Pool;
  dataDir: string;
  places: ExportPlaces;
  log: Logger;
}

/**
 * Removes what is not to be kept; returns how many exports lost their files. What belongs to a task that is open, paused or may
 * be tried again stays. Exports lie on one machine: rows of which nothing lies here are marked all the same once they are over.
 */
export async function removeExports(deps: RemovalDeps): Promise<number> {
  const { pool, dataDir, log } = deps;
  await removeDelivered(deps);
  const folders = (await readdir(exportsRoot(dataDir)).catch(() => [])).filter(isExportId);
  const kept = await findKeptExports(pool, folders);
  const removed = folders.filter((taskId) => !kept.has(taskId));
  for (const taskId of removed) await rm(exportFolder(dataDir, taskId), { recursive: true, force: true });
  await recordRemoved(pool);
  if (removed.length > 0)
    log.info({ code: "exports.removed", removed: removed.length }, "files of exports were removed");
  return removed.length;
}

/** Of those that lie at a destination. What cannot be reached now is tried with the next look. */
async function removeDelivered({ pool, places, log }: RemovalDeps): Promise<void> {
  for (const { id, destination, path } of await findOverDelivered(pool)) {
    const place = placeOf(places, destination);
    try {
      if (!place) throw new Error("The bucket that it was exported to is not configured any more");
      await place.remove(path);
      await recordUndelivered(pool, id);
      log.info(
        { code: "exports.undelivered", taskId: id, destination },
        "an export was removed from its place",
      );
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.warn(
        { code: "exports.unreachable", taskId: id, destination, error },
        "an export cannot be removed",
      );
    }
  }
}

/** An export that holds somebody who was erased should not lie about for long. */
const lookEveryMs = 60_000;

/** Looks every minute while the bot runs. */
export function exportsService(deps: RemovalDeps): Service {
  return loopService("exports", async (stop) => {
    while (!stop.aborted) {
      await removeExports(deps).catch((error: unknown) =>
        deps.log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "exports.kept", error },
          "files of exports could not be removed",
        ),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
