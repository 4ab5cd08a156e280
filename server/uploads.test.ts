import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uploadsPath } from "../core/model/uploads.ts";
import { useApi } from "../test/support/api.ts";
import { useTestDatabase } from "../test/support/database.ts";

describe("receiveUploads", function () {
  this.timeout(60_000);
  const dataDir = join(tmpdir(), `backscroll-uploads-${randomUUID()}`);
  const database = useTestDatabase();
  const api = useApi(database, { dataDir });
  afterEach("remove the files", () => rm(dataDir, { recursive: true, force: true }));

  const uploadId = "0b0e7a52-6f4e-4d7b-9a57-3d0a4c1b2e11";
  const send = (path: string, method: string, headers: Record<string, string>, body?: string) =>
    fetch(`${api.origin}${path}`, {
      method,
      headers: { cookie: api.cookie, "tus-resumable": "1.0.0", ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const metadata = (path: string) =>
    `uploadId ${Buffer.from(uploadId).toString("base64")},path ${Buffer.from(path).toString("base64")}`;
  const create = (path: string, length: number) =>
    send(uploadsPath, "POST", { "upload-length": String(length), "upload-metadata": metadata(path) });
  const patch = (location: string, offset: number, body: string) =>
    send(
      location,
      "PATCH",
      { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      body,
    );

  it("puts a file together from pieces, and moves it to its upload when it is whole", async function () {
    const location = (await create("chat/result.json", 10)).headers.get("location") ?? "";
    assert.ok(location.startsWith(`${uploadsPath}/`));
    assert.equal((await patch(location, 0, "01234")).headers.get("upload-offset"), "5");
    // The connection broke: whoever comes back is told how much has arrived.
    assert.equal((await send(location, "HEAD", {})).headers.get("upload-offset"), "5");
    assert.equal((await patch(location, 5, "56789")).status, 204);
    const path = join(dataDir, "imports", uploadId, "files", "chat", "result.json");
    assert.equal(await readFile(path, "utf8"), "0123456789");
    const { status, body } = await api.post("/imports", { uploadId, name: "chat", dryRun: true });
    assert.equal(status, 202);
    const { import: made } = body as { import: Record<string, unknown> };
    assert.deepEqual(
      [made.name, made.uploadId, made.isDryRun, made.status],
      ["chat", uploadId, true, "pending"],
    );
  });

  it("refuses strangers, paths that lead elsewhere, what is too large, and imports of nothing", async function () {
    const stranger = await fetch(`${api.origin}${uploadsPath}`, {
      method: "POST",
      headers: { "tus-resumable": "1.0.0", "upload-length": "1" },
    });
    assert.equal(stranger.status, 401);
    for (const path of ["../x.json", "/etc/passwd", "a/../../x", "a\0b", "..\\x", "C:\\x/", "", "a//b"])
      assert.equal((await create(path, 1)).status, 400, path);
    assert.equal((await create("a.json", 100_000_001)).status, 413);
    const { status, body } = await api.post("/imports", { uploadId: randomUUID(), name: "x" });
    assert.deepEqual([status, (body as { error: { field: string } }).error.field], [400, "uploadId"]);
  });

  it("refuses requests of other sites", async function () {
    const answer = await send(uploadsPath, "POST", {
      "upload-length": "1",
      "upload-metadata": metadata("a.json"),
      origin: "https://evil.example",
    });
    assert.equal(answer.status, 403);
  });
});
