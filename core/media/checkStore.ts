/** Compares the rows of stored files with the folder, in both directions. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { basename, join } from "node:path";
import { findFile, listFiles, lockContent, type StoredFile } from "../database/media/media.ts";
import { inTransaction } from "../postgres/pool.ts";
import { contentPath, findSize, removeFile } from "./folder.ts";
import type { MediaStore } from "./mediaStore.ts";
import { removeUnreferenced } from "./releaseFiles.ts";

/** Rows read at a time: more holds memory, fewer costs round trips. */
const pageSize = 500;

/** What the store itself puts into its folder; what else lies there is somebody's. */
const ours = /^(?:([0-9a-f]{2})\/([0-9a-f]{2})\/\1\2[0-9a-f]{60}\.[0-9a-z]{1,10}|tmp\/[0-9a-f-]{36})$/;

export interface CleanupReport {
  /** Stored files that the database knows. */
  known: number;
  /** Files without a row, and leftovers of what never arrived whole: paths below the folder. */
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
    else if ((await findSize(pathOf(store, file))) !== file.sizeBytes) report.missing.push(file.sha256);
  }
  for await (const path of eachPath(store.root)) {
    if (!ours.test(path)) continue;
    const { mtimeMs } = await lstat(join(store.root, path)).catch(() => ({
      mtimeMs: Number.POSITIVE_INFINITY,
    }));
    if (now.getTime() - mtimeMs < graceMs) continue;
    if (!(await isOrphan(store, path, !dryRun && report.known > 0))) continue;
    report.orphans.push(path);
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
    if ((await findSize(pathOf(store, file))) === null) found.missing.push(file.sha256);
    else if ((await hashOf(pathOf(store, file))) !== file.sha256) found.damaged.push(file.sha256);
  }
  return found;
}

const pathOf = ({ root }: MediaStore, file: StoredFile) =>
  join(root, contentPath(file.sha256, file.extension));

async function* eachFile({ pool }: MediaStore) {
  for (let after = ""; ; ) {
    const page = await listFiles(pool, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.sha256;
  }
}

/** Every path below the folder that is no folder itself. Links are not followed. */
async function* eachPath(root: string, below = ""): AsyncGenerator<string> {
  const folder = await opendir(join(root, below)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for await (const entry of folder) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) yield* eachPath(root, path);
    else yield path;
  }
}

/** True when the path belongs to no row; then it is removed if asked to. Asked under the content's lock: it may be about to get its row. */
async function isOrphan({ pool, root }: MediaStore, path: string, remove: boolean): Promise<boolean> {
  const sha256 = basename(path).split(".")[0] ?? "";
  return inTransaction(pool, async (tx) => {
    await lockContent(tx, sha256);
    const file = await findFile(tx, sha256);
    if (file && contentPath(file.sha256, file.extension) === path) return false;
    if (remove) await removeFile(join(root, path));
    return true;
  });
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
