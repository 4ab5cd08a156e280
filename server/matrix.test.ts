import assert from "node:assert/strict";
import { useApi } from "../test/support/api.ts";
import { useTestDatabase } from "../test/support/database.ts";
import { channelId, guildId, makeChannel, makeTask } from "../test/support/factories.ts";
import { sendRaw } from "../test/support/rawHttp.ts";

/** Every operation that the API's own description names, asked in every way that must make no difference. */
describe("every route of the description", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const api = useApi(database);
  const operations: { method: string; path: string; isOpen: boolean }[] = [];
  beforeEach("read the description", async function () {
    await makeChannel(database.pool);
    await makeTask(database.pool);
    const { body } = await api.get("/openapi.json");
    operations.length = 0;
    for (const [path, methods] of Object.entries<Record<string, { security: unknown[] }>>(body.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        const filled = path.replaceAll(
          /\{(\w+)\}/g,
          (_, name: string) => ({ guildId, channelId })[name] ?? "1",
        );
        operations.push({ method: method.toUpperCase(), path: filled, isOpen: security.length === 0 });
      }
    }
    assert.ok(operations.length > 20);
  });
  const ask = ({ method, path }: { method: string; path: string }, headers = {}, signedOut = false) =>
    api.request(path, { method, signedOut, headers, ...(method === "GET" ? {} : { body: {} }) });

  it("answers as data that nothing stores, sniffs, frames or runs, whoever asks and however it ends", async function () {
    const seen = new Set<number>();
    for (const operation of operations) {
      const answers = [
        await ask(operation),
        await ask(operation, {}, true),
        await ask(operation, { origin: "https://evil.example" }),
        await ask({ ...operation, path: `${operation.path}?unknown=1` }),
      ];
      for (const { status, headers } of answers) {
        const shown = `${operation.method} ${operation.path} ${status}`;
        seen.add(status);
        assert.equal(headers.get("cache-control"), "no-store", shown);
        assert.equal(headers.get("x-content-type-options"), "nosniff", shown);
        assert.match(
          headers.get("content-security-policy") ?? "",
          /^default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'$/,
          shown,
        );
        assert.equal(headers.get("referrer-policy"), "no-referrer", shown);
        assert.equal(headers.get("x-frame-options"), "DENY", shown);
        assert.equal(headers.get("x-powered-by"), null, shown);
        assert.equal(headers.get("server"), null, shown);
        assert.equal(headers.get("access-control-allow-origin"), null, shown);
        assert.match(headers.get("x-request-id") ?? "", /^[\w-]{8,64}$/, shown);
        assert.match(headers.get("content-type") ?? "", /^application\/json; charset=utf-8$/, shown);
      }
    }
    for (const status of [200, 400, 401, 403]) assert.ok(seen.has(status), `${status} was among them`);
  });

  it("is closed to strangers unless the description says otherwise", async function () {
    for (const operation of operations) {
      const { status, body } = await ask(operation, {}, true);
      assert.equal(body?.error?.code === "unauthorized", !operation.isOpen, `${operation.path} ${status}`);
    }
  });

  it("changes nothing for pages of other sites, and grants them no look either", async function () {
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "https://evil.example", "x-forwarded-for": "127.0.0.1" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const operation of operations.filter(({ method }) => method !== "GET")) {
      for (const headers of foreign) {
        const { status, body } = await ask(operation, headers);
        const shown = `${operation.path} ${JSON.stringify(headers)}`;
        assert.deepEqual([status, body.error.code], [403, "foreign_origin"], shown);
      }
      const preflight = await fetch(`${api.origin}/api/v1${operation.path}`, {
        method: "OPTIONS",
        headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
      });
      assert.equal(preflight.headers.get("access-control-allow-origin"), null);
      assert.equal(preflight.headers.get("access-control-allow-methods"), null);
    }
    const { rows } = await database.pool.query("select from history_fetch_tasks");
    assert.equal(rows.length, 1);
  });

  it("takes no path for another by a trick", async function () {
    const port = Number(new URL(api.origin).port);
    const tricks = [
      "/api/%",
      "/api/v1/%zz",
      "/api/v1/tasks/%E0%A4%A",
      "/api/v1/..%2f..%2fetc%2fpasswd",
      "/api/v1/tasks/../guilds",
      "/api/v1//guilds",
      "//api/v1/guilds",
      "/api/v1/guilds%00",
      "/api/v1/guilds;x",
      "/api/v1/guilds/.",
      "/api/v1/%67uilds%2f",
      "http://evil.example/api/v1/guilds",
    ];
    for (const path of tricks) {
      const answer = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 401, 404].includes(answer.status), `${path} ${answer.status}`);
      assert.equal(answer.headers["cache-control"], "no-store", path);
      assert.ok(JSON.parse(answer.body).error.code, path);
      assert.doesNotMatch(answer.body, /at .*\.ts|node_modules/, path);
    }
  });
});
