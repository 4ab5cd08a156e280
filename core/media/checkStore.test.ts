import assert from "node:assert/strict";
import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { useTestDatabase } from "../../test/support/database.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import { deleteReference, type MediaPlace, type StoredFile } from "../database/media/media.ts";
import { cleanUp, findDamaged, UnknownFilesError } from "./checkStore.ts";
import { contentPath } from "./folder.ts";
import { storeFile } from "./storeFile.ts";

const place: MediaPlace = { kind: "emoji", message: null, item: "1" };
const dayMs = 86_400_000;
const arrived = "tmp/0b0e7a52-6f4e-4d7b-9a57-3d0a4c1b2e11";

describe("the check of stored files", function () {
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const store = (text: string, item: string) =>
    storeFile(
      media.store,
      (async function* () {
        yield Buffer.from(text);
      })(),
      { ...place, item },
      { mostBytes: 1_000 },
    );
  const pathOf = (file: StoredFile) => contentPath(file.sha256, file.extension);
  const absolute = (file: StoredFile) => join(media.store.root, pathOf(file));
  const clean = (dryRun: boolean) => cleanUp(media.store, { dryRun, graceMs: dayMs, now: new Date() });
  async function leave(path: string, ageMs: number): Promise<void> {
    const full = join(media.store.root, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, "left over");
    const then = new Date(Date.now() - ageMs);
    await utimes(full, then, then);
  }

  it("removes old leftovers and what nothing refers to, after telling so", async function () {
    const kept = await store("kept", "1");
    const old = new Date(Date.now() - 2 * dayMs);
    await utimes(absolute(kept), old, old);
    const loose = await store("loose", "2");
    await deleteReference(database.pool, { ...place, item: "2" }); // as a process killed in between leaves it
    const orphan = contentPath("a".repeat(64), "png");
    const young = contentPath("b".repeat(64), "png");
    await leave(orphan, 2 * dayMs);
    await leave(young, dayMs / 2);
    await leave(arrived, 2 * dayMs);
    await leave("notes.txt", 2 * dayMs);
    const expected = { known: 2, orphans: [orphan, arrived], unreferenced: [loose.sha256], missing: [] };
    const all = await media.paths();
    const told = await clean(true);
    assert.deepEqual({ ...told, orphans: told.orphans.sort() }, expected);
    assert.deepEqual(await media.paths(), all);
    const done = await clean(false);
    assert.deepEqual({ ...done, orphans: done.orphans.sort() }, expected);
    assert.deepEqual(await media.paths(), [pathOf(kept), young, "notes.txt"].sort());
    assert.deepEqual(await clean(false), { known: 1, orphans: [], unreferenced: [], missing: [] });
  });
  it("tells what is missing, and what is another content by now", async function () {
    const [lost, changed] = [await store("lost", "1"), await store("changed", "2")];
    await store("fine", "3");
    assert.deepEqual(await findDamaged(media.store), { checked: 3, missing: [], damaged: [] });
    await rm(absolute(lost));
    await writeFile(absolute(changed), "CHANGED");
    assert.deepEqual(await findDamaged(media.store), {
      checked: 3,
      missing: [lost.sha256],
      damaged: [changed.sha256],
    });
    assert.deepEqual((await clean(false)).missing, [lost.sha256]);
  });
  it("finds nothing where nothing was ever stored", async function () {
    await rm(media.store.root, { recursive: true });
    assert.deepEqual(await clean(false), { known: 0, orphans: [], unreferenced: [], missing: [] });
  });
  it("removes nothing on behalf of a database that knows none of the files", async function () {
    await leave(contentPath("a".repeat(64), "png"), 2 * dayMs);
    assert.equal((await clean(true)).orphans.length, 1);
    await assert.rejects(clean(false), UnknownFilesError);
    assert.equal((await media.paths()).length, 1);
  });
});
