/** Room on the disk for what is exported. Where there is none an export waits: what is whole stays, and nothing half is left. */
import { findFreeBytes, isDiskFull } from "../../core/disk.ts";
import { SnoozeError } from "../../core/queue/errors.ts";

export interface RoomDeps {
  /** Where the files lie. */
  dataDir: string;
  /** Bytes that stay free; 0: no matter. */
  minFreeBytes: number;
  /** Null when that cannot be told. Another one in tests. */
  findFreeBytes?: (path: string) => Promise<number | null>;
}

/** Sooner finds room earlier, later asks less. */
const lookAgainMs = 60_000;

const diskLow = (cause?: unknown) =>
  new SnoozeError("export_disk_low", new Date(Date.now() + lookAgainMs), { cause });

/** Throws SnoozeError where so many bytes would leave less than the floor. */
export async function needRoom(deps: RoomDeps, bytes = 0): Promise<void> {
  if (deps.minFreeBytes === 0) return;
  const free = await (deps.findFreeBytes ?? findFreeBytes)(deps.dataDir);
  if (free !== null && free - bytes < deps.minFreeBytes) throw diskLow();
}

/** Throws SnoozeError for a disk that is full, or a quota that is used up; every other error as it is. */
export async function waitingForRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDiskFull(error) ? diskLow(error) : error;
  }
}
