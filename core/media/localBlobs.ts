/** Stored files in a folder of this machine. */
import { createReadStream } from "node:fs";
import { lstat, open, opendir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type { Blobs } from "./blobs.ts";
import { findSize, flushFolder, makeFolderOf, removeFile } from "./folder.ts";

/** `root`: absolute path; it is made when the first file comes. Arrivals share its file system: they are renamed into place. */
export function createLocalBlobs(root: string): Blobs {
  return {
    arrivals: join(root, "tmp"),
    isRemote: false,
    findSize: (path) => findSize(join(root, path)),
    async keep(from, path) {
      const to = join(root, path);
      await makeFolderOf(to);
      await rename(from, to);
      await flushFolder(dirname(to));
    },
    remove: (path) => removeFile(join(root, path)),
    async open(path, range): Promise<Readable> {
      const handle = await open(join(root, path), "r"); // here, so that what is not there rejects
      return createReadStream("", { fd: handle, ...range });
    },
    async *list() {
      for await (const path of eachPath(root)) {
        const found = await lstat(join(root, path)).catch(() => null); // it may be gone by now
        if (found) yield { path, changedAt: found.mtime };
      }
    },
  };
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
