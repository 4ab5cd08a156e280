import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { useTestDatabase } from "../../test/support/database.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import { arrivalName } from "./arrivals.ts";
import { contentPath } from "./folder.ts";
import { removeLeftovers } from "./leftovers.ts";
import { storeFile } from "./storeFile.ts";

const place = { kind: "attachment", message: { channelId: "1", messageId: "2" }, item: "3" } as const;
async function* words(text: string) {
  yield Buffer.from(text);
}

describe("removeLeftovers", function () {
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const hash = "a".repeat(64);

  it("removes what a killed process was writing and what it had placed without a row, and nothing else", async function () {
    const { store } = media;
    const { root } = store;
    const stored = await storeFile(store, words("kept"), place, { mostBytes: 100 });
    const own = arrivalName();
    const [host = "", , token = ""] = own.split("~");
    const rest = own.slice(own.lastIndexOf("~"));
    const { pid: gone } = spawnSync(process.execPath, ["-e", ""]);
    const left = [`${host}~${gone}~${token}${rest}`, `${host}~${process.pid}~00000000${rest}`];
    const others = [own, `elsewhere~${gone}~${token}${rest}`, "notes.txt"];
    await mkdir(store.blobs.arrivals, { recursive: true });
    for (const name of [...left, ...others]) await writeFile(join(store.blobs.arrivals, name), "x");
    const orphan = join(root, contentPath(hash, "bin"));
    await mkdir(join(orphan, ".."), { recursive: true });
    await writeFile(orphan, "x");

    assert.equal(await removeLeftovers(store), 3);
    assert.deepEqual((await readdir(store.blobs.arrivals)).sort(), others.sort());
    const files = (await readdir(root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(store.blobs.arrivals))
      .map(({ name }) => name);
    assert.deepEqual(files, [`${stored.sha256}.${stored.extension}`]);
    assert.equal(await removeLeftovers(store), 0);
  });

  it("leaves a folder alone of which the database knows nothing", async function () {
    const { store } = media;
    const { root } = store;
    for (let number = 0; number <= 100; number++) {
      const path = join(root, contentPath(String(number).padStart(64, "0"), "bin"));
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, "x");
    }
    assert.equal(await removeLeftovers(store), 0);
  });
});
