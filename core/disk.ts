/** How much space the file systems of an installation have left. */
import { existsSync } from "node:fs";
import { realpath, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A file system, by where it is mounted. */
export interface DiskSpace {
  mount: string;
  /** For ordinary users: what is reserved for root does not count. */
  freeBytes: number;
}

/** `low`: fetching pauses. `nearly_full`: not yet, but somebody should make room. */
export type DiskState = "enough" | "nearly_full" | "low";

/** Judged by the floor MIN_FREE_BYTES; with 0 there is always enough. Pure. */
export function diskState({ freeBytes }: DiskSpace, minFreeBytes: number): DiskState {
  if (freeBytes < minFreeBytes) return "low";
  return freeBytes < minFreeBytes * 2 ? "nearly_full" : "enough";
}

/**
 * The fullest of the file systems below `dataDir`: keys and logs, and the embedded PostgreSQL, which may lie
 * elsewhere behind a link. Null when none of them can be asked. A PostgreSQL on another machine is not seen.
 */
export async function findFullestDisk(dataDir: string): Promise<DiskSpace | null> {
  const paths = [dataDir, join(dataDir, "postgres")].filter((path) => existsSync(path));
  const asked = await Promise.all(paths.map((path) => readDisk(path).catch(() => null)));
  const known = asked.filter((disk) => disk !== null);
  return known.toSorted((a, b) => a.freeBytes - b.freeBytes)[0] ?? null;
}

/** Space for people: in GiB or MiB. Pure. */
export function shownBytes(bytes: number): string {
  return bytes >= 1024 ** 3
    ? `${(bytes / 1024 ** 3).toFixed(1)} GiB`
    : `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

async function readDisk(path: string): Promise<DiskSpace> {
  const { bavail, bsize } = await statfs(path);
  return { mount: await mountOf(await realpath(path)), freeBytes: bavail * bsize };
}

/** The topmost folder on the same device. */
async function mountOf(path: string): Promise<string> {
  const { dev } = await stat(path);
  for (let folder = path; ; folder = dirname(folder)) {
    const parent = dirname(folder);
    if (parent === folder || (await stat(parent)).dev !== dev) return folder;
  }
}

/** Whether an error says that a file could not be written for want of space, or beyond somebody's quota. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** Bytes left for ordinary users where this path lies; its folder counts when it does not exist yet. Null when that cannot be told. */
export async function findFreeBytes(path: string): Promise<number | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await statfs(folder).catch(() => null);
    if (found) return found.bavail * found.bsize;
    if (dirname(folder) === folder) return null;
  }
}
