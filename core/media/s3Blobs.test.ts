import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { useTestDatabase } from "../../test/support/database.ts";
import { useS3 } from "../../test/support/s3.ts";
import type { S3Config } from "../config.ts";
import { type Blobs, StorageError } from "./blobs.ts";
import { cleanUp, findDamaged } from "./checkStore.ts";
import { contentPath } from "./folder.ts";
import { releaseMessageFiles } from "./releaseFiles.ts";
import { createS3Blobs } from "./s3Blobs.ts";
import { storeFile } from "./storeFile.ts";

describe("createS3Blobs", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const s3 = useS3();
  const blobs = (more: Partial<S3Config> = {}): Blobs =>
    createS3Blobs({ ...s3.config, ...more }, join(s3.folder, "tmp"));
  const store = () => ({ pool: database.pool, blobs: blobs() });
  const place = (messageId: string) => ({
    kind: "attachment" as const,
    message: { channelId: "1", messageId },
    item: "1",
  });
  const put = (words: string, messageId: string) =>
    storeFile(
      store(),
      (async function* () {
        yield Buffer.from(words);
      })(),
      place(messageId),
      { mostBytes: 1_000 },
    );
  const textOf = async (path: string, range?: { start: number; end: number }) => {
    const parts: Buffer[] = [];
    for await (const part of await blobs().open(path, range)) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  const paths = async () => {
    const found: string[] = [];
    for await (const { path } of blobs().list()) found.push(path);
    return found.sort();
  };

  it("keeps files, gives them back in parts, and deletes them with the last reference", async function () {
    const file = await put("0123456789", "1");
    await put("0123456789", "2");
    const path = contentPath(file.sha256, file.extension);
    assert.deepEqual(await paths(), [path]);
    assert.equal(await blobs().findSize(path), 10);
    assert.equal(await textOf(path), "0123456789");
    assert.equal(await textOf(path, { start: 3, end: 5 }), "345");
    assert.equal(await releaseMessageFiles(store(), "1", ["1"]), 0);
    assert.equal(await releaseMessageFiles(store(), "1", ["2"]), 1);
    assert.deepEqual([await paths(), await blobs().findSize(path)], [[], null]);
    await assert.rejects(blobs().open(path), StorageError);
  });
  it("is verified and cleaned up like a folder", async function () {
    const file = await put("words", "1");
    assert.deepEqual(await findDamaged(store()), { checked: 1, missing: [], damaged: [] });
    const orphan = contentPath("a".repeat(64), "bin");
    const from = join(s3.folder, "orphan");
    await writeFile(from, "left over");
    const sha256 = createHash("sha256").update("left over").digest("hex");
    await blobs().keep(from, orphan, { sha256, sizeBytes: 9, contentType: "text/plain" });
    const report = await cleanUp(store(), { dryRun: false, graceMs: -60_000, now: new Date() });
    assert.deepEqual([report.orphans, report.missing], [[orphan], []]);
    await blobs().remove(contentPath(file.sha256, "bin"));
    assert.deepEqual((await findDamaged(store())).missing, [file.sha256]);
  });
  it("stores nothing and says so where the store refuses", async function () {
    const refused = { pool: database.pool, blobs: blobs({ accessKeyId: "unknown" }) };
    const source = async function* () {
      yield Buffer.from("words");
    };
    await assert.rejects(
      storeFile(refused, source(), place("1"), { mostBytes: 100 }),
      (error) => error instanceof StorageError && /403/.test(error.message),
    );
    assert.equal((await database.pool.query("select from media")).rowCount, 0);
  });
});
