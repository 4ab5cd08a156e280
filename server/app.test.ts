import assert from "node:assert/strict";
import { connect } from "node:net";
import { createLogger } from "../core/log.ts";
import { createPool } from "../core/postgres/pool.ts";
import { useApi } from "../test/support/api.ts";
import { useTestDatabase } from "../test/support/database.ts";
import { channelId, guildId, makeChannel, makeTask } from "../test/support/factories.ts";
import type { Route } from "./route.ts";

/** A path of the route with valid parameters. */
const pathOf = (route: Route, values: Record<string, string> = {}) =>
  route.path.replaceAll(
    /:(\w+)/g,
    (_, name: string) => values[name] ?? { guildId, channelId, taskId: "1" }[name] ?? "1",
  );
const bodyOf = (route: Route) => {
  if (route.path === "/auth/login") return { password: "guess" };
  if (route.path === "/auth/password") return { currentPassword: "guess", newPassword: "twelve letters" };
  if (/^\/tasks\/\w+$/.test(route.path)) return { ids: ["1"] };
  return {};
};

describe("createApp", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const open = ["/auth/login", "/health/live", "/health/ready"];

  it("answers 401 on every route but sign-in and health when nobody is signed in", async function () {
    assert.ok(api.routes.length > 20);
    for (const route of api.routes) {
      const answer = await api.request(pathOf(route), {
        method: route.method.toUpperCase(),
        body: route.method === "get" ? undefined : bodyOf(route),
        signedOut: true,
      });
      if (open.includes(route.path)) {
        assert.notEqual(answer.body.error?.code, "unauthorized", route.path);
      } else {
        assert.equal(answer.status, 401, `${route.method} ${route.path}`);
        assert.equal(answer.body.error.code, "unauthorized");
      }
    }
  });

  it("answers 401 for a token that is made up, malformed or under another name", async function () {
    for (const cookie of [
      `sid=${"a".repeat(43)}`,
      "sid=short",
      "sid=",
      `__Host-sid=${"a".repeat(43)}`,
      "x",
    ]) {
      const answer = await api.request("/guilds", { signedOut: true, headers: { cookie } });
      assert.equal(answer.status, 401, cookie);
    }
  });

  it("answers 403 on every changing route for a foreign origin, signed in or not", async function () {
    const changing = api.routes.filter((route) => route.method !== "get");
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-origin" },
    ];
    for (const route of changing) {
      for (const headers of foreign) {
        const request = { method: route.method.toUpperCase(), body: bodyOf(route), headers };
        const answer = await api.request(pathOf(route), request);
        assert.equal(answer.status, 403, `${route.path} ${JSON.stringify(headers)}`);
        assert.equal(answer.body.error.code, "foreign_origin");
        assert.equal((await api.request(pathOf(route), { ...request, signedOut: true })).status, 403);
      }
    }
  });

  it("lets our own pages and programs that are no browsers through", async function () {
    await makeChannel(database.pool);
    const own: Record<string, string>[] = [
      {},
      { origin: api.origin, "sec-fetch-site": "same-origin" },
      { origin: "http://console.example:3000", "x-forwarded-host": "console.example:3000" },
    ];
    for (const headers of own) {
      const answer = await api.request(`/fetch/${guildId}/estimate`, { method: "POST", body: {}, headers });
      assert.equal(answer.status, 200, JSON.stringify(headers));
    }
  });

  it("serves the same under /api and /api/v1, and /health as the original did", async function () {
    await makeChannel(database.pool);
    for (const path of ["summary", "channels", "analyze", "tasks", `ranges/${channelId}`]) {
      assert.equal((await api.get(`/api/history/${guildId}/${path}`)).status, 200, path);
      assert.equal((await api.get(`/api/v1/history/${guildId}/${path}`)).status, 200, path);
    }
    assert.equal((await api.post(`/api/fetch/${guildId}/start`, {})).status, 202);
    const health = await api.request("/health", { signedOut: true });
    assert.equal(health.status, 200);
    assert.equal(health.body.status, "degraded");
  });

  it("refuses ids that are none, naming the field", async function () {
    await makeTask(database.pool);
    const bad = [
      "abc",
      "99999999999999999999",
      "1e5",
      "%2012",
      "12%20",
      "-",
      "1.0",
      "%00",
      "１２",
      "0x1",
      "%27%20or%201=1--",
    ];
    for (const route of api.routes.filter(({ path }) => path.includes(":"))) {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
      for (const name of names) {
        for (const id of bad) {
          const answer = await api.request(pathOf(route, { [name]: encodeURI(decodeURI(id)) }), {
            method: route.method.toUpperCase(),
            body: route.body ? bodyOf(route) : undefined,
          });
          assert.equal(answer.status, 400, `${route.path} ${id}`);
          assert.equal(answer.body.error.code, "invalid_input");
          assert.equal(answer.body.error.field, name);
        }
      }
    }
  });

  it("takes hostile texts in ids, queries and bodies as bad input, and leaves every row as it was", async function () {
    await makeChannel(database.pool);
    await makeTask(database.pool);
    const hostile = [
      "' or '1'='1",
      "1; drop table messages",
      "1) union select * from settings--",
      "$1",
      "\\",
      "\u0000",
      "%s%n",
      "{{7*7}}",
      "<script>alert(1)</script>",
      "a".repeat(5000),
    ];
    for (const text of hostile) {
      const encoded = encodeURIComponent(text);
      const answers = await Promise.all([
        api.get(`/tasks?status=${encoded}`),
        api.get(`/tasks?guildId=${encoded}`),
        api.get(`/tasks?cursor=${encoded}`),
        api.get(`/tasks?limit=${encoded}`),
        api.get(`/tasks?${encoded}=1`),
        api.get(`/guilds/${guildId}/channels?since=${encoded}`),
        api.get(`/history/${guildId}/summary?days=${encoded}`),
        api.post(`/fetch/${guildId}/start`, { channelIds: [text] }),
        api.post(`/fetch/${guildId}/start`, { range: { after: text } }),
        api.post(`/fetch/${guildId}/start`, { mode: text }),
        api.post("/tasks/cancel", { ids: [text] }),
        api.post("/tasks/cancel", { filter: { status: [text] } }),
      ]);
      for (const answer of answers)
        assert.equal(answer.status, 400, `${text} ${JSON.stringify(answer.body)}`);
    }
    const { rows } = await database.pool.query(
      "select (select count(*) from channels)::int as channels, (select count(*) from history_fetch_tasks where status = 'pending')::int as tasks",
    );
    assert.deepEqual(rows, [{ channels: 1, tasks: 1 }]);
  });

  it("refuses what it does not know: query parameters, keys, prototypes, arrays, other types", async function () {
    await makeChannel(database.pool);
    const start = `/fetch/${guildId}/start`;
    const cases: [path: string, body: unknown, field: string | undefined][] = [
      ["/guilds?x=1", undefined, "x"],
      ["/tasks?guildId=1&guildId=2", undefined, "guildId"],
      ["/tasks?cursor=a&cursor=b", undefined, "cursor"],
      ["/tasks?limit=1&limit=2", undefined, "limit"],
      ["/tasks?limit=0", undefined, "limit"],
      ["/tasks?limit=201", undefined, "limit"],
      ["/tasks?__proto__=1", undefined, "__proto__"],
      ["/tasks?cursor=bm90YW51bWJlcg", undefined, "cursor"],
      [`/guilds/${guildId}/channels?since=-1`, undefined, "since"],
      [start, { guildId }, "guildId"],
      [start, { channelIds: channelId }, "channelIds"],
      [start, { channelIds: [] }, "channelIds"],
      [start, { channelIds: [Number(channelId)] }, "channelIds.0"],
      [start, { channelIds: [channelId, "abc"] }, "channelIds.1"],
      [start, { channelIds: [[channelId]] }, "channelIds.0"],
      [start, { range: { after: "yesterday" } }, "range.after"],
      [start, { range: { since: "1" } }, "range.since"],
      [start, { range: null }, "range"],
      [start, { mode: "everything" }, "mode"],
      [start, { priority: 1.5 }, "priority"],
      [start, { priority: "1" }, "priority"],
      [start, { options: { includeThreads: "yes" } }, "options.includeThreads"],
      [start, '{"__proto__": {"mode": "fill"}}', "__proto__"],
      [start, '{"constructor": {}}', "constructor"],
      ["/tasks/cancel", {}, undefined],
      ["/tasks/cancel", { ids: ["1"], filter: { status: ["failed"] } }, undefined],
      ["/tasks/cancel", { ids: ["1", "abc"] }, "ids.1"],
      ["/tasks/cancel", { filter: { status: [] } }, "filter.status"],
      ["/tasks/cancel", { filter: { status: ["over"] } }, "filter.status.0"],
      ["/tasks/1/cancel", { force: true }, "force"],
    ];
    for (const [path, body, field] of cases) {
      const answer = body === undefined ? await api.get(path) : await api.post(path, body);
      const shown = `${path} ${JSON.stringify(body)} ${JSON.stringify(answer.body)}`;
      assert.equal(answer.status, 400, shown);
      assert.equal(answer.body.error.code, "invalid_input", shown);
      assert.equal(answer.body.error.field, field, shown);
      assert.match(
        answer.body.error.message,
        /^[A-Za-z_][^{}]* (must|is|has|should|cannot|lies)\b.*\.$/,
        shown,
      );
    }
    const { rows } = await database.pool.query("select from history_fetch_tasks");
    assert.equal(rows.length, 0, "nothing half-written");
  });

  it("refuses bodies that are no JSON, too large, compressed or of another type", async function () {
    const send = (body: string, headers: Record<string, string> = {}) =>
      api.request(`/fetch/${guildId}/start`, { method: "POST", body, headers });
    for (const text of ["{", "'a'", "1", '"text"', "{}}"]) {
      const answer = await send(text);
      assert.deepEqual([answer.status, answer.body.error.code], [400, "invalid_json"], text);
    }
    const large = await send(JSON.stringify({ channelIds: ["1".repeat(1024 * 1024)] }));
    assert.deepEqual([large.status, large.body.error.code], [413, "payload_too_large"]);
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "",
    ]) {
      assert.equal((await send("{}", { "content-type": type })).status, 415, type);
    }
    assert.equal((await send("{}", { "content-encoding": "gzip" })).status, 415);
  });

  it("answers 404 in JSON for unknown paths, methods and broken escapes", async function () {
    assert.equal((await api.get("/nothing")).body.error.code, "not_found");
    assert.equal((await api.get("/api/v1/v1/guilds")).status, 404);
    assert.equal((await api.request("/guilds", { method: "DELETE" })).status, 404);
    assert.equal((await api.get(`/history/${guildId}/channels/`)).status, 404, "no such guild");
    assert.equal((await api.get("/tasks/%E0%A4%A")).body.error.code, "invalid_input");
  });

  it("answers a repeated poll with 304 and no body, and anew once something changed", async function () {
    await makeChannel(database.pool);
    const polled = [
      "/guilds",
      `/guilds/${guildId}/channels`,
      "/tasks",
      `/history/${guildId}/tasks`,
      `/history/${guildId}/summary`,
      `/history/${guildId}/channels`,
      `/history/${guildId}/analyze`,
      "/workers",
      "/auth/me",
      "/openapi.json",
    ];
    const tags = new Map<string, string>();
    await database.pool.query(
      `insert into settings values ('access_password', '{"hash": "x", "generatedAt": null, "usedAt": null}')`,
    );
    for (const path of polled) {
      const first = await api.get(path);
      assert.equal(first.status, 200, path);
      assert.equal(first.headers.get("cache-control"), "no-store");
      const etag = first.headers.get("etag") ?? "";
      assert.match(etag, /^W\/"/, path);
      tags.set(path, etag);
      const second = await api.get(path, { "if-none-match": etag });
      assert.deepEqual([second.status, second.body], [304, undefined], path);
      assert.equal(second.headers.get("etag"), etag);
    }
    await makeTask(database.pool);
    for (const path of ["/guilds", `/guilds/${guildId}/channels`, "/tasks", `/history/${guildId}/tasks`]) {
      const third = await api.get(path, { "if-none-match": tags.get(path) ?? "" });
      assert.equal(third.status, 200, path);
    }
  });

  it("marks every answer as data: no sniffing, framing, scripts, referrers, product names", async function () {
    for (const path of ["/guilds", "/nothing", "/health/live"]) {
      const { headers } = await api.get(path);
      assert.equal(headers.get("x-powered-by"), null);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      assert.equal(headers.get("strict-transport-security"), null, "not over plain http");
      assert.equal(headers.get("access-control-allow-origin"), null);
      assert.match(
        headers.get("content-security-policy") ?? "",
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      assert.match(headers.get("content-type") ?? "", /^application\/json/);
    }
    assert.equal((await api.get("/nothing")).headers.get("cache-control"), "no-store");
  });

  it("names every request, in the header, the error and the log", async function () {
    const drawn = await api.get("/nothing");
    const id = drawn.headers.get("x-request-id");
    assert.match(id ?? "", /^[\w-]{36}$/);
    assert.equal(drawn.body.error.requestId, id);
    const given = await api.get("/nothing", { "x-request-id": "my-request_1" });
    assert.equal(given.body.error.requestId, "my-request_1");
    for (const bad of ["short", "with space in it", "x".repeat(65), 'quote"quote"']) {
      assert.notEqual((await api.get("/nothing", { "x-request-id": bad })).headers.get("x-request-id"), bad);
    }
    const line = api.log.find((each) => each.requestId === "my-request_1" && each.code === "api.request");
    assert.deepEqual(
      [line?.method, line?.path, line?.status, line?.level],
      ["GET", "/api/v1/nothing", 404, "debug"],
    );
  });

  it("logs changes at info and never what they carry", async function () {
    await makeChannel(database.pool);
    const secret = "a-very-secret-value";
    await api.request(`/fetch/${guildId}/start?token=${secret}`, {
      method: "POST",
      body: { password: secret },
      headers: { authorization: `Bearer ${secret}` },
    });
    await api.post(`/fetch/${guildId}/start`, {});
    const lines = api.log.filter((line) => line.code === "api.request");
    assert.deepEqual(
      lines.map((line) => line.level),
      ["info", "info"],
    );
    assert.doesNotMatch(JSON.stringify(api.log), new RegExp(secret));
    assert.doesNotMatch(JSON.stringify(api.log), /sid=/);
  });

  it("keeps details of its own failures to the log", async function () {
    await database.pool.query("alter table guilds rename column name to title");
    try {
      const answer = await api.get("/guilds");
      assert.equal(answer.status, 500);
      assert.equal(answer.body.error.code, "internal_error");
      assert.doesNotMatch(JSON.stringify(answer.body), /column|select|at .*\.ts/);
      const line = api.log.find((each) => each.code === "api.failed");
      assert.match(JSON.stringify(line), /column/);
      assert.equal(line?.requestId, answer.body.error.requestId);
    } finally {
      await database.pool.query("alter table guilds rename column title to name");
    }
  });

  it("answers what is no HTTP in JSON as well", async function () {
    const socket = connect(Number(new URL(api.origin).port), "127.0.0.1");
    socket.write("NONSENSE\r\n\r\n");
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    assert.match(text, /^HTTP\/1\.1 400 /);
    assert.equal(JSON.parse(text.split("\r\n\r\n")[1] ?? "").error.code, "invalid_input");
  });

  it("describes itself: every route, its inputs and its answers", async function () {
    const { body } = await api.get("/openapi.json");
    assert.equal(body.openapi, "3.1.0");
    for (const route of api.routes) {
      const operation = body.paths[route.path.replaceAll(/:(\w+)/g, "{$1}")]?.[route.method];
      assert.ok(operation, `${route.method} ${route.path}`);
      assert.equal(operation.security.length, route.access === "public" ? 0 : 1);
      for (const status of Object.keys(route.statuses)) {
        const { content } = operation.responses[status];
        if (route.answers === "file") assert.deepEqual(content, { "*/*": {} });
        else if (route.answers === "stream") assert.deepEqual(content, { "text/event-stream": {} });
        else assert.ok(content["application/json"].schema);
      }
    }
    const ids = Object.values<Record<string, { operationId: string }>>(body.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length, "operation ids are unique");
    const parameters = body.paths["/tasks"].get.parameters.map((each: { name: string }) => each.name);
    assert.deepEqual(parameters.sort(), [
      "channelId",
      "cursor",
      "guildId",
      "kind",
      "limit",
      "mode",
      "startedBy",
      "status",
    ]);
  });
});

describe("createApp while the database is away", function () {
  const log = createLogger({ process: "test", level: "silent" });
  const options = { applicationName: "test", size: 2, statementTimeoutMs: 1_000, log };
  const nowhere = createPool("postgres://nobody:secret@127.0.0.1:1/none", options); // nothing listens on port 1
  const api = useApi(useTestDatabase(), { pool: nowhere, readPool: nowhere });

  it("stays up: live 200, ready 503, everything else 503 with a hint when to come back", async function () {
    assert.equal((await api.get("/health/live")).status, 200);
    const ready = await api.get("/health/ready");
    assert.equal(ready.status, 503);
    assert.equal(ready.body.checks.database.status, "unhealthy");
    assert.doesNotMatch(JSON.stringify(ready.body), /secret|127\.0\.0\.1|nobody/);
    for (const answer of [await api.get("/guilds"), await api.post("/auth/login", { password: "guess" })]) {
      assert.equal(answer.status, 503);
      assert.equal(answer.body.error.code, "database_away");
      assert.equal(answer.headers.get("retry-after"), String(answer.body.error.retryAfterSeconds));
    }
    assert.doesNotMatch(JSON.stringify(api.log), /secret/);
  });
});

describe("createApp before the database is set up", function () {
  const database = useTestDatabase();
  const api = useApi(database, { migrations: ["0001_archive", "9999_to_come"] });

  it("is not ready and says what to do", async function () {
    const ready = await api.get("/health/ready");
    assert.equal(ready.status, 503);
    assert.equal(ready.body.checks.database.status, "healthy");
    assert.match(ready.body.checks.migrations.detail, /^1 migration is pending: run npm run db:migrate/);
  });
});
