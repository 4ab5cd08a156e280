import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentPath } from "../../core/media/folder.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { useTestDatabase } from "../support/database.ts";
import { useMediaStore } from "../support/mediaStore.ts";
import { useProcesses } from "../support/processes.ts";

describe("npm run media:cleanup and media:verify", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const processes = useProcesses();
  /** The store below the folder that stands for DATA_DIR. */
  const root = () => join(media.store.root, "media");
  const store = (): MediaStore => ({ pool: database.pool, blobs: createLocalBlobs(root()) });

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    const script = processes.start({
      entry: fileURLToPath(new URL("../../scripts/media.js", import.meta.url)),
      args,
      env: { DATABASE_URL: database.url, DATA_DIR: media.store.root },
    });
    const { code } = await script.exited;
    return { code, output: script.lines.map((line) => line.text).join("\n") };
  }

  it("removes what nothing needs and finds what is damaged", async function () {
    const source = async function* () {
      yield Buffer.from("words");
    };
    const file = await storeFile(
      store(),
      source(),
      { kind: "emoji", message: null, item: "1" },
      { mostBytes: 100 },
    );
    const bytes = Buffer.from("left over");
    const orphan = contentPath(createHash("sha256").update(bytes).digest("hex"), "bin");
    const path = join(root(), orphan);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    const then = new Date(Date.now() - 2 * 86_400_000);
    await utimes(path, then, then);

    const told = await run("cleanup", "--dry-run");
    assert.deepEqual(
      [told.code, told.output.includes("To be removed: 1. Missing: 0.")],
      [0, true],
      told.output,
    );
    const done = await run("cleanup");
    assert.deepEqual([done.code, done.output.includes("Removed: 1. Missing: 0.")], [0, true], done.output);
    assert.deepEqual(await media.paths(), [join("media", contentPath(file.sha256, "bin"))]);

    await writeFile(join(root(), contentPath(file.sha256, "bin")), "WORDS");
    const damaged = await run("verify");
    assert.deepEqual(
      [damaged.code, damaged.output.includes(`damaged: ${file.sha256}`)],
      [1, true],
      damaged.output,
    );
    assert.equal((await run("verify", "--fast")).code, 1);
  });
});
