/** Compares the rows of stored files with the folder, in both directions. */
import { createHash } from "node:crypto";
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import { findFile, listFiles, lockContent, type StoredFile } from "../database/media/media.ts";
import { inTransaction } from "../postgres/pool.ts";
import { isArrival } from "./arrivals.ts";
import type { Blobs } from "./blobs.ts";
import { contentPath, hashOfPath, removeFile } from "./folder.ts";
import type { MediaStore } from "./mediaStore.ts";
import { removeUnreferenced } from "./releaseFiles.ts";

/** Rows read at a time: more holds memory, fewer costs round trips. */
const pageSize = 500;

/** What the store itself puts there; what else lies there is somebody's. */
const ours = /^([0-9a-f]{2})\/([0-9a-f]{2})\/\1\2[0-9a-f]{60}\.[0-9a-z]{1,10}$/;
export const isOurs = (path: string): boolean => ours.test(path);

export interface CleanupReport {
  /** Stored files that the database knows. */
  known: number;
  /** Files without a row, and leftovers of what never arrived whole (tmp/…). */
  orphans: string[];
  /** Hashes of rows that nothing refers to. */
  unreferenced: string[];
  /** Hashes of rows whose file is not there, or not as long as it was. */
  missing: string[];
}

/** The database knows no file at all, yet there are some: it is more likely the wrong one than that all are orphans. */
export class UnknownFilesError extends Error {
  override name = "UnknownFilesError";

  constructor(files: number) {
    super(`The database knows none of the ${files} files in the folder: is it the right one?`);
  }
}

/**
 * Removes what has no use: files without a row that are older than the grace, which spares what is just being stored,
 * and files that nothing refers to. With `dryRun` it only tells. What is missing is told, never removed, and what the
 * store did not put there is left alone. Throws UnknownFilesError, with nothing removed, when the database knows no file.
 */
export async function cleanUp(
  store: MediaStore,
  { dryRun, graceMs, now }: { dryRun: boolean; graceMs: number; now: Date },
): Promise<CleanupReport> {
  const report: CleanupReport = { known: 0, orphans: [], unreferenced: [], missing: [] };
  for await (const file of eachFile(store)) {
    report.known++;
    if (!file.isReferenced) report.unreferenced.push(file.sha256);
    else if ((await store.blobs.findSize(pathOf(file))) !== file.sizeBytes) report.missing.push(file.sha256);
  }
  const isOld = (changedAt: Date) => now.getTime() - changedAt.getTime() >= graceMs;
  for await (const { path, changedAt } of store.blobs.list()) {
    if (!ours.test(path) || !isOld(changedAt)) continue;
    if (await isOrphan(store, path, !dryRun && report.known > 0)) report.orphans.push(path);
  }
  for (const name of await leftArrivals(store.blobs, isOld)) {
    if (!dryRun && report.known > 0) await removeFile(join(store.blobs.arrivals, name));
    report.orphans.push(join("tmp", name));
  }
  if (!dryRun && report.known === 0 && report.orphans.length > 0)
    throw new UnknownFilesError(report.orphans.length);
  if (!dryRun) await removeUnreferenced(store, report.unreferenced);
  return report;
}

/** Reads every stored file. Returns the hashes of those that are gone or whose content is another one by now. */
export async function findDamaged(
  store: MediaStore,
): Promise<{ checked: number; missing: string[]; damaged: string[] }> {
  const found = { checked: 0, missing: [] as string[], damaged: [] as string[] };
  for await (const file of eachFile(store)) {
    found.checked++;
    if ((await store.blobs.findSize(pathOf(file))) === null) found.missing.push(file.sha256);
    else if ((await hashOf(store.blobs, pathOf(file))) !== file.sha256) found.damaged.push(file.sha256);
  }
  return found;
}

const pathOf = (file: StoredFile) => contentPath(file.sha256, file.extension);

async function* eachFile({ pool }: MediaStore) {
  for (let after = ""; ; ) {
    const page = await listFiles(pool, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.sha256;
  }
}

async function leftArrivals({ arrivals }: Blobs, isOld: (changedAt: Date) => boolean): Promise<string[]> {
  const left: string[] = [];
  const folder = await opendir(arrivals).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for await (const { name } of folder) {
    const found = isArrival(name) && (await lstat(join(arrivals, name)).catch(() => null)); // it may be in place by now
    if (found && isOld(found.mtime)) left.push(name);
  }
  return left;
}

/** True when the path belongs to no row; then it is removed if asked to. Asked under the content's lock: it may be about to get its row. */
export async function isOrphan({ pool, blobs }: MediaStore, path: string, remove: boolean): Promise<boolean> {
  const sha256 = hashOfPath(path);
  return inTransaction(pool, async (tx) => {
    await lockContent(tx, sha256);
    const file = await findFile(tx, sha256);
    if (file && contentPath(file.sha256, file.extension) === path) return false;
    if (remove) await blobs.remove(path);
    return true;
  });
}

async function hashOf(blobs: Blobs, path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of await blobs.open(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
