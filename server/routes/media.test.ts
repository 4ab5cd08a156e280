import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredFile } from "../../core/database/media/media.ts";
import { contentPath } from "../../core/media/folder.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";

/** The smallest heads by which a type is known. */
const gif = Buffer.from("47494638396101000100800000000000ffffff", "hex");

describe("GET /media/:sha256", function () {
  this.timeout(60_000);
  const dataDir = join(tmpdir(), `backscroll-media-${randomUUID()}`);
  const database = useTestDatabase();
  const api = useApi(database, { blobs: createLocalBlobs(join(dataDir, "media")) });
  afterEach("remove the files", () => rm(dataDir, { recursive: true, force: true }));

  async function store(bytes: string | Buffer): Promise<StoredFile> {
    const source = async function* () {
      yield Buffer.from(bytes);
    };
    const place = { kind: "emoji", message: null, item: "1" } as const;
    return storeFile(
      { pool: database.pool, blobs: createLocalBlobs(join(dataDir, "media")) },
      source(),
      place,
      {
        mostBytes: 10_000,
      },
    );
  }
  const get = (sha256: string, headers: Record<string, string> = {}) =>
    fetch(`${api.origin}/api/v1/media/${sha256}`, { headers: { cookie: api.cookie, ...headers } });

  it("shows a picture, and lets nothing in it run or be kept", async function () {
    const { sha256 } = await store(gif);
    const answer = await get(sha256);
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), gif);
    const shown = Object.fromEntries(answer.headers);
    assert.equal(shown["content-type"], "image/gif");
    assert.equal(shown["content-disposition"], `inline; filename="${sha256}.gif"`);
    assert.equal(shown["content-security-policy"], "default-src 'none'; sandbox");
    assert.equal(shown["x-content-type-options"], "nosniff");
    assert.equal(shown["cache-control"], "no-store");
    assert.equal((await get(sha256, { "if-none-match": `"${sha256}"` })).status, 304);
  });
  for (const text of [
    "<svg onload='alert(1)'/>",
    "<?xml version='1.0'?><svg/>",
    "<!doctype html>",
    "%PDF-1.4\n",
  ]) {
    it(`only ever hands out ${JSON.stringify(text)}`, async function () {
      const answer = await get((await store(text)).sha256);
      assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; /);
      assert.doesNotMatch(answer.headers.get("content-type") ?? "", /html|svg/);
      assert.equal(await answer.text(), text);
    });
  }
  it("answers ranges", async function () {
    const { sha256 } = await store("0123456789");
    const part = await get(sha256, { range: "bytes=3-5" });
    assert.deepEqual(
      [part.status, part.headers.get("content-range"), await part.text()],
      [206, "bytes 3-5/10", "345"],
    );
    assert.equal((await get(sha256, { range: "bytes=10-" })).status, 416);
  });
  it("is closed to strangers", async function () {
    const { sha256 } = await store("words");
    assert.equal((await get(sha256, { cookie: "" })).status, 401);
  });
  it("knows no other files than those that are stored", async function () {
    const file = await store("words");
    const path = join(dataDir, "media", contentPath(file.sha256, file.extension));
    for (const name of ["..%2f..%2fsecrets.env", "%00", "a".repeat(63), `${file.sha256}.bin`])
      assert.equal((await get(name)).status, 400, name);
    assert.equal((await get("a".repeat(64))).status, 404);
    await rm(path);
    assert.equal((await get(file.sha256)).status, 404);
    await symlink("/etc/hostname", path);
    assert.equal((await get(file.sha256)).status, 404);
  });
});
