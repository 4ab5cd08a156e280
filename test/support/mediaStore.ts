/** A store of files in a folder of its own, beside a test's database. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import type { TestDatabase } from "./database.ts";

/** Its fields may be read inside hooks and tests only; `paths` lists what lies in the folder, sorted. */
export function useMediaStore(database: TestDatabase): {
  store: MediaStore & { root: string };
  paths: () => Promise<string[]>;
} {
  let root = "";
  beforeEach("make the folder of stored files", async function () {
    root = await mkdtemp(join(tmpdir(), "backscroll-media-"));
  });
  afterEach("remove the folder of stored files", () => rm(root, { recursive: true, force: true }));
  return {
    get store() {
      return { pool: database.pool, root, blobs: createLocalBlobs(root) };
    },
    async paths() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort();
    },
  };
}
