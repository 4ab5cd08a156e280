import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exportResult } from "../../core/exports/exportFolder.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { guildId, makeChannel, restoreRows } from "../../test/support/factories.ts";
import { downloadHeaders } from "./exports.ts";

describe("routes of exports", function () {
  this.timeout(30_000);
  const dataDir = join(tmpdir(), `backscroll-exports-${randomUUID()}`);
  const database = useTestDatabase();
  const api = useApi(database, { dataDir });
  after("remove the files", () => rm(dataDir, { recursive: true, force: true }));

  /** A finished export with this content. */
  async function finished(name: string, content: string): Promise<string> {
    const [row] = await restoreRows<{ id: string }>(
      database.pool,
      `insert into export_tasks (guild_id, status, completed_at, result_name, result_bytes, expires_at)
       values ($1, 'completed', now(), $2, $3, now() + interval '1 day') returning id`,
      [guildId, name, Buffer.byteLength(content)],
    );
    const id = row?.id ?? "";
    const path = exportResult(dataDir, id, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return id;
  }
  const download = (id: string, headers: Record<string, string> = {}) =>
    fetch(`${api.origin}/api/v1/exports/${id}/file`, { headers: { cookie: api.cookie, ...headers } });

  it("ask for an export, tell how far it is, and estimate it before", async function () {
    await makeChannel(database.pool);
    const estimate = await api.post("/exports/estimate", { guildId, format: "json" });
    assert.deepEqual(estimate.body, { messages: 0, isCapped: false, channels: 0, bytes: 0, mediaBytes: 0 });
    const { status, body } = await api.post("/exports", { guildId, format: "html", files: "included" });
    assert.equal(status, 202);
    const { id } = body.export;
    assert.deepEqual(
      [body.export.status, body.export.guildName, body.export.isReady],
      ["pending", "Test server", false],
    );
    assert.equal((await api.get("/exports")).body.exports[0].id, id);
    assert.deepEqual((await api.get(`/exports/${id}`)).body.parts, []);
    assert.equal((await api.post(`/tasks/${id}/cancel`)).status, 200);
    const { rows } = await database.pool.query("select action, subject from audit_log");
    assert.deepEqual(rows, [{ action: "export.requested", subject: `task ${id}` }]);
  });
  it("refuse what chooses nothing, and searches that are not understood", async function () {
    assert.equal((await api.post("/exports", { format: "json" })).body.error.code, "invalid_input");
    const refused = await api.post("/exports", { query: "from:nobody-of-this-name", format: "json" });
    assert.deepEqual([refused.status, refused.body.error.field], [400, "query"]);
  });
  it("give out the file whole and in ranges, so that a download goes on", async function () {
    await makeChannel(database.pool);
    const id = await finished('Tea "house" 茶.zip', "0123456789");
    const whole = await download(id);
    assert.equal(await whole.text(), "0123456789");
    assert.equal(
      whole.headers.get("content-disposition"),
      "attachment; filename=\"Tea _house_ _.zip\"; filename*=UTF-8''Tea%20%22house%22%20%E8%8C%B6.zip",
    );
    assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
    const rest = await download(id, { range: "bytes=4-" });
    assert.deepEqual([rest.status, await rest.text()], [206, "456789"]);
    assert.equal((await fetch(`${api.origin}/api/v1/exports/${id}/file`)).status, 401);
  });
  it("give out nothing that expired, is stale, or leads elsewhere", async function () {
    await makeChannel(database.pool);
    const id = await finished("a.json", "{}");
    await database.pool.query("update export_tasks set stale_at = now() where id = $1", [id]);
    assert.equal((await download(id)).status, 409);
    await database.pool.query("update export_tasks set stale_at = null where id = $1", [id]);
    assert.equal((await api.request(`/exports/${id}`, { method: "DELETE" })).status, 200);
    assert.equal((await download(id)).status, 404);
    const other = await finished("b.json", "{}");
    await database.pool.query("update export_tasks set result_name = '../../etc/passwd' where id = $1", [
      other,
    ]);
    assert.ok((await download(other)).status >= 400);
  });
});

describe("downloadHeaders", function () {
  it("lets no name out of the header", function () {
    const { "Content-Disposition": header } = downloadHeaders('a"\r\nSet-Cookie: x=1;\\../b.json');
    assert.doesNotMatch(header ?? "", /[\r\n]|\.\.\/|\\/);
  });
});
