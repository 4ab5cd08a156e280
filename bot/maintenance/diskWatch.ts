/** Keeps an eye on the space that is left: while there is too little, nothing is claimed and nothing stays in hand. */
import { setTimeout as sleep } from "node:timers/promises";
import { type DiskSpace, shownBytes } from "../../core/disk.ts";
import type { Logger } from "../../core/log.ts";
import { loopService, type Service } from "../services/service.ts";

export interface DiskWatchDeps {
  /** Below it fetching pauses; 0: never. */
  minFreeBytes: number;
  /** The fullest file system; null while that cannot be told, which changes nothing. */
  findDisk: () => Promise<DiskSpace | null>;
  /** Called at every look while there is too little: also hands back what was claimed in between. */
  onLow: () => void;
  /** Called once there is enough again. */
  onEnough: () => void;
  log: Logger;
}

export interface DiskWatch {
  readonly isLow: boolean;
  /** One look, for tests without timers. */
  look(): Promise<void>;
  service: Service;
}

/** A fetch at full speed writes some tens of megabytes in this time, far less than the floor. */
const lookEveryMs = 5_000;
/** So much above the floor fetching goes on: at the floor itself it would begin and pause in turns. */
const margin = 1.05;

export function createDiskWatch({ minFreeBytes, findDisk, onLow, onEnough, log }: DiskWatchDeps): DiskWatch {
  let isLow = false;
  const look = async () => {
    const disk = await findDisk();
    if (disk === null) return;
    const about = { ...disk, minFreeBytes };
    const left = `${disk.mount} has ${shownBytes(disk.freeBytes)} left`;
    if (disk.freeBytes < minFreeBytes) {
      if (!isLow) log.warn({ code: "disk.low", ...about }, `${left}: fetching pauses until there is more`);
      isLow = true;
      onLow();
    } else if (isLow && disk.freeBytes >= minFreeBytes * margin) {
      log.info({ code: "disk.enough", ...about }, `${left}: fetching goes on`);
      isLow = false;
      onEnough();
    }
  };
  return {
    get isLow() {
      return isLow;
    },
    look,
    service: loopService("disk watch", async (stop) => {
      if (minFreeBytes === 0) return;
      while (!stop.aborted) {
        await look().catch((error: unknown) =>
          log.debug({ code: "disk.unknown", error }, "the space left is not known"),
        );
        await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
      }
    }),
  };
}
