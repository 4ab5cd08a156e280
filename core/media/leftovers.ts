/**
 * What a killed process leaves in the store: a file that was arriving, or one that has its place and no row yet. Nothing refers to
 * it, so that nobody would find it when what it shows is erased.
 */
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { findContents } from "../database/media/media.ts";
import { isLeftArrival } from "./arrivals.ts";
import { isOrphan, isOurs } from "./checkStore.ts";
import { contentPath, hashOfPath, removeFile } from "./folder.ts";
import type { MediaStore } from "./mediaStore.ts";

/** Files looked up in one statement. */
const batch = 500;
/** Of more files that are all unknown it is more likely that the database is the wrong one. */
const mostUnknown = 100;

/**
 * Removes them at once and returns how many there were. What is just being stored stays: it is written by a process that lives,
 * or its content's lock is held until its row is there (storeFile).
 */
export async function removeLeftovers(store: MediaStore): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(store.blobs.arrivals)) {
    if (!isLeftArrival(name)) continue;
    await removeFile(join(store.blobs.arrivals, name));
    removed++;
  }
  const { unknown, hasKnown } = await findUnknown(store);
  if (!hasKnown && unknown.length > mostUnknown) return removed;
  for (const path of unknown) if (await isOrphan(store, path, true)) removed++;
  return removed;
}

async function findUnknown({ pool, blobs }: MediaStore): Promise<{ unknown: string[]; hasKnown: boolean }> {
  const unknown: string[] = [];
  let hasKnown = false;
  let paths: string[] = [];
  const look = async () => {
    const contents = await findContents(pool, paths.map(hashOfPath));
    const known = new Set(contents.map(({ sha256, extension }) => contentPath(sha256, extension)));
    hasKnown ||= known.size > 0;
    unknown.push(...paths.filter((path) => !known.has(path)));
    paths = [];
  };
  for await (const { path } of blobs.list()) {
    if (!isOurs(path)) continue;
    paths.push(path);
    if (paths.length >= batch) await look();
  }
  await look();
  return { unknown, hasKnown };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names: string[] = [];
  for await (const { name } of entries) names.push(name);
  return names;
}
