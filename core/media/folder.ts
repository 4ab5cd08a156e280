/** Where stored files lie: a folder whose paths are made of hashes alone, never of a name that somebody gave. */
import { lstat, mkdir, open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The path of a content below the folder: `ab/cd/<sha256>.<extension>`. Throws on anything but a hash. Pure. */
export function contentPath(sha256: string, extension: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("not a SHA-256 in lower-case hexadecimal digits");
  if (!/^[0-9a-z]{1,10}$/.test(extension)) throw new TypeError("not a plain file name extension");
  return join(sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.${extension}`);
}

/** The hash in a path that contentPath made. */
export const hashOfPath = (path: string): string => basename(path).split(".")[0] ?? "";

/** Size of a file; null when there is none. A link is none: it could lead anywhere. */
export async function findSize(path: string): Promise<number | null> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Makes the folders above a path, each recorded in its parent for good. */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made));
}

/** A rename outlives a power cut once the folder that holds the name is flushed. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a file; content that is not there is as good as removed. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
