/** Removes uploads that nobody needs any more. */
import { readdir, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { findNeededUploads } from "../../core/database/imports/importList.ts";
import { isUploadId, uploadFolder, uploadSource, uploadsRoot } from "../../core/imports/uploadFolder.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

/** Uploads for which no import was asked yet: somebody may still be sending the rest. */
const graceMs = 7 * 86_400_000;

/**
 * Removes the folders of imports that ended well, and of those that were given up. Dry runs and what failed keep theirs for a
 * week, so that the import can follow or be tried again. Returns how many were removed.
 */
export async function removeUploads(
  { pool, dataDir, log }: { pool: Pool; dataDir: string; log: Logger },
  now: Date,
): Promise<number> {
  const uploads = (await readdir(uploadsRoot(dataDir)).catch(() => [])).filter(isUploadId);
  if (uploads.length === 0) return 0;
  const { needed, known } = await findNeededUploads(pool);
  let removed = 0;
  for (const uploadId of uploads) {
    const source = uploadSource(uploadId);
    const folder = uploadFolder(dataDir, uploadId);
    if (needed.has(source)) continue;
    if (!known.has(source) && now.getTime() - (await stat(folder)).mtimeMs < graceMs) continue;
    await rm(folder, { recursive: true, force: true });
    removed++;
  }
  if (removed > 0)
    log.info({ code: "imports.uploads_removed", removed }, "uploads that are done were removed");
  return removed;
}

const lookEveryMs = 3_600_000;

/** Looks every hour while the bot runs. */
export function uploadsService(deps: { pool: Pool; dataDir: string; log: Logger }): Service {
  return loopService("uploads", async (stop) => {
    while (!stop.aborted) {
      await removeUploads(deps, new Date()).catch((error: unknown) =>
        deps.log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "imports.uploads_kept", error },
          "uploads that are done could not be removed",
        ),
      );
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}
