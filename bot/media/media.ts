/** Puts together what downloads need. */
import type { Config } from "../../core/config.ts";
import type { Logger } from "../../core/log.ts";
import { openBlobs } from "../../core/media/openBlobs.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { Service } from "../services/service.ts";
import { Wake } from "../worker/wake.ts";
import type { DownloadDeps } from "./downloadFiles.ts";
import { Bandwidth, Places } from "./limits.ts";
import { pictureService } from "./pictures.ts";
import { mediaWatch } from "./watch.ts";

interface MediaParts {
  pool: Pool;
  config: Config;
  pollIntervalMs: number;
  /** The space left where a folder lies; null when that cannot be told. */
  findFreeBytes: (folder: string) => Promise<number | null>;
  log: Logger;
}

/** `downloads`: for the kind of task; `services`: what goes on beside the tasks. */
export function createMedia({ pool, config, pollIntervalMs, findFreeBytes, log }: MediaParts): {
  downloads: Omit<DownloadDeps, "sessions" | "log">;
  services: Service[];
} {
  const { concurrency, bytesPerSecond, mostFileBytes, mostPixels, minFreeBytes, webp } = config.media;
  const { localRoot } = config.storage;
  const store = { pool, blobs: openBlobs(config.storage) };
  const wakePictures = new Wake();
  return {
    downloads: {
      isOn: config.media.downloads,
      store,
      bandwidth: new Bandwidth(bytesPerSecond),
      mostBytes: mostFileBytes,
      places: new Places(concurrency),
      concurrency,
      // Also with S3: a file is whole on this machine before it goes there.
      async hasRoom(bytes) {
        const free = minFreeBytes === 0 ? null : await findFreeBytes(localRoot);
        return free === null || free - bytes >= minFreeBytes;
      },
      onStored: () => wakePictures.ring(),
    },
    services: config.media.downloads
      ? [
          mediaWatch({ store, lookEveryMs: pollIntervalMs, log }),
          pictureService({ store, mostPixels, webp, wake: wakePictures, log }),
        ]
      : [],
  };
}
