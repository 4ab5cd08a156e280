import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import {
  deleteReference,
  deleteUnreferencedFile,
  lockContent,
  type MediaPlace,
} from "../database/media/media.ts";
import { inTransaction } from "../postgres/pool.ts";
import { contentPath, findSize, removeFile } from "./folder.ts";
import { RefusedFileError } from "./receive.ts";
import { releaseFile, releaseMessageFiles } from "./releaseFiles.ts";
import { storeFile } from "./storeFile.ts";

const channelId = "9007199254740993";
const inMessage = (messageId: string, item = "1"): MediaPlace => ({
  kind: "attachment",
  message: { channelId, messageId },
  item,
});
const facts = { mostBytes: 1_000_000 };
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
async function* pieces(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield Buffer.from(part);
}
/** The smallest head that says "PNG, this wide and this high". */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("89504e470d0a1a0a0000000d49484452", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.write("0806000000", 24, "hex");
  bytes.write("IDAT", 37, "latin1");
  return bytes;
}

describe("storeFile", function () {
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const rows = async (table: "media" | "media_references") =>
    (await database.pool.query(`select * from ${table} order by created_at`)).rows;

  it("names a file by its content, and says what the content is", async function () {
    const bytes = png(640, 480);
    const file = await storeFile(
      media.store,
      pieces(bytes.subarray(0, 10), bytes.subarray(10)),
      inMessage("1"),
      facts,
    );
    assert.deepEqual(file, {
      sha256: sha256Of(bytes),
      extension: "png",
      contentType: "image/png",
      sizeBytes: 64,
      width: 640,
      height: 480,
    });
    assert.deepEqual(await media.paths(), [contentPath(file.sha256, "png")]);
  });
  it("keeps each content once, however many bring it at the same time", async function () {
    const work = Array.from({ length: 20 }, (_, i) =>
      storeFile(media.store, pieces("the same ", "words"), inMessage(String(i + 1)), facts),
    );
    await Promise.all(work);
    assert.equal((await media.paths()).length, 1);
    assert.deepEqual([(await rows("media")).length, (await rows("media_references")).length], [1, 20]);
  });
  it("takes what claims to be a picture for what it is", async function () {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      "<!doctype html><p>",
    ]) {
      const file = await storeFile(media.store, pieces(text), inMessage("1"), facts);
      assert.deepEqual([file.contentType, file.extension], ["application/octet-stream", "bin"]);
    }
  });
  it("takes a file by its path, and an empty one", async function () {
    const path = join(media.store.root, "given");
    await writeFile(path, "words");
    const file = await storeFile(media.store, path, inMessage("1"), facts);
    assert.equal(file.sha256, sha256Of(Buffer.from("words")));
    assert.equal((await storeFile(media.store, pieces(), inMessage("2"), facts)).sizeBytes, 0);
    await assert.rejects(storeFile(media.store, join(path, "no"), inMessage("3"), facts), /ENOTDIR/);
  });
  it("refuses what is too large or not as long as announced, and leaves nothing", async function () {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken++;
        yield Buffer.alloc(1_000);
      }
    }
    await assert.rejects(
      storeFile(media.store, endless(), inMessage("1"), { mostBytes: 10_500 }),
      (error) => error instanceof RefusedFileError && error.code === "too_large",
    );
    assert.equal(taken, 11);
    await assert.rejects(
      storeFile(media.store, pieces("half"), inMessage("1"), { ...facts, expectedBytes: 8 }),
      (error) => error instanceof RefusedFileError && error.code === "wrong_length",
    );
    assert.deepEqual([await media.paths(), await rows("media")], [[], []]);
  });
  it("leaves nothing of what breaks off or is stopped", async function () {
    async function* broken() {
      yield Buffer.from("half");
      throw new Error("connection lost");
    }
    await assert.rejects(storeFile(media.store, broken(), inMessage("1"), facts), /connection lost/);
    const signal = AbortSignal.abort(new Error("shutdown"));
    await assert.rejects(
      storeFile(media.store, pieces("a"), inMessage("1"), { ...facts, signal }),
      /shutdown/,
    );
    assert.deepEqual([await media.paths(), await rows("media")], [[], []]);
  });
  it("brings back a file that was cut off or lost", async function () {
    const file = await storeFile(media.store, pieces("words"), inMessage("1"), facts);
    await truncate(join(media.store.root, contentPath(file.sha256, "bin")), 2);
    await storeFile(media.store, pieces("words"), inMessage("2"), facts);
    assert.deepEqual(await media.paths(), [contentPath(file.sha256, "bin")]);
  });
  it("deletes what its place referred to before, once nothing else does", async function () {
    await storeFile(media.store, pieces("old"), inMessage("1"), facts);
    const file = await storeFile(media.store, pieces("new"), inMessage("1"), facts);
    assert.deepEqual(await media.paths(), [contentPath(file.sha256, "bin")]);
  });
});

describe("releaseMessageFiles", function () {
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const store = (text: string, place: MediaPlace) => storeFile(media.store, pieces(text), place, facts);

  it("deletes a file with its last reference, and no other", async function () {
    const shared = await store("shared", inMessage("1"));
    await store("own", inMessage("1", "2"));
    await store("shared", inMessage("2"));
    assert.equal(await releaseMessageFiles(media.store, channelId, ["1"]), 1);
    assert.deepEqual(await media.paths(), [contentPath(shared.sha256, "bin")]);
    assert.equal(await releaseMessageFiles(media.store, channelId, ["1"]), 0);
    assert.equal(await releaseMessageFiles(media.store, channelId, ["2"]), 1);
    assert.deepEqual(await media.paths(), []);
  });
  it("knows places that no message carries", async function () {
    const avatar: MediaPlace = { kind: "avatar", message: null, item: "42" };
    await store("face", avatar);
    assert.equal(await releaseFile(media.store, { ...avatar, item: "43" }), 0);
    assert.equal(await releaseFile(media.store, avatar), 1);
    assert.deepEqual(await media.paths(), []);
  });
  it("never takes a file away from who stores it again meanwhile", async function () {
    this.timeout(60_000);
    const file = await store("words", inMessage("1"));
    await deleteReference(database.pool, inMessage("1"));
    const path = join(media.store.root, contentPath(file.sha256, "bin"));
    // As removeUnreferenced does it, held between its row and its bytes.
    const again = await inTransaction(database.pool, async (tx) => {
      await tx.query("set local idle_in_transaction_session_timeout = 0"); // however slow the machine is
      await lockContent(tx, file.sha256);
      await deleteUnreferencedFile(tx, file.sha256);
      const storing = store("words", inMessage("2"));
      await eventually("the other waits", async () => {
        const { rows } = await database.pool.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows.length === 1;
      });
      await removeFile(path);
      return { storing };
    });
    await again.storing;
    assert.equal(await findSize(path), file.sizeBytes);
  });
});

describe("contentPath", function () {
  for (const hash of ["", "../../etc/passwd", "a".repeat(63), `${"a".repeat(63)}/`, "A".repeat(64)]) {
    it(`makes no path of ${JSON.stringify(hash)}`, function () {
      assert.throws(() => contentPath(hash, "png"), TypeError);
    });
  }
  it("takes no extension with a path in it", function () {
    assert.throws(() => contentPath("a".repeat(64), "../x"), TypeError);
  });
});
