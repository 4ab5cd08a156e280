/** What the downloads need beside their tasks: tasks where files are due, and order in what was left behind. */
import { setTimeout as sleep } from "node:timers/promises";
import { noteEarlierAvatars } from "../../core/database/media/backfill.ts";
import { noteGuildFiles } from "../../core/database/media/files.ts";
import { findUnreferenced } from "../../core/database/media/media.ts";
import { openMediaTasks } from "../../core/database/media/mediaTasks.ts";
import { readMediaSettings } from "../../core/database/media/settings.ts";
import { findSetting, putSetting } from "../../core/database/settings/settings.ts";
import type { Logger } from "../../core/log.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import { removeUnreferenced } from "../../core/media/releaseFiles.ts";
import { isDatabaseAway } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

export interface MediaWatchDeps {
  store: MediaStore;
  /** How soon after a file was noted its download may begin. */
  lookEveryMs: number;
  log: Logger;
}

/** How often icons and emojis are compared, and how often files without a reference are looked for. */
const noteGuildsEveryMs = 60_000;
const tidyEveryMs = 3_600_000;
/** People whose pictures are noted at once, and files removed in one look. */
const peopleAtOnce = 5_000;
const filesAtOnce = 1_000;
const avatarsNoted = "mediaAvatarsNoted";

export function mediaWatch({ store, lookEveryMs, log }: MediaWatchDeps): Service {
  return loopService("media watch", async (stop) => {
    let [guildsAtMs, tidyAtMs] = [0, performance.now() + noteGuildsEveryMs];
    while (!stop.aborted) {
      const now = performance.now();
      try {
        if (now >= guildsAtMs) {
          await noteGuildFiles(store.pool);
          await noteAvatarsOnce(store, stop);
          guildsAtMs = now + noteGuildsEveryMs;
        }
        await openTasks(store);
        if (now >= tidyAtMs) {
          await removeUnreferenced(store, await findUnreferenced(store.pool, filesAtOnce));
          tidyAtMs = now + tidyEveryMs;
        }
      } catch (error) {
        log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "media.watch_failed", error },
          "downloads could not be looked after",
        );
      }
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}

/** Makes a task wherever files are due and none is open. */
export async function openTasks({ pool }: MediaStore): Promise<number> {
  return openMediaTasks(pool, (await readMediaSettings(pool)).kinds);
}

/** Those who were archived before their pictures were noted: once per installation. */
async function noteAvatarsOnce({ pool }: MediaStore, stop: AbortSignal): Promise<void> {
  if ((await findSetting(pool, avatarsNoted)) === true) return;
  const smallest = "-9223372036854775808";
  for (let last: string | null = smallest; last !== null; ) {
    if (stop.aborted) return;
    last = await noteEarlierAvatars(pool, last, peopleAtOnce);
  }
  await putSetting(pool, avatarsNoted, true);
}
