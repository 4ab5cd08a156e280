import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { insertSession } from "../core/database/auth/sessions.ts";
import { freePort } from "../scripts/lib/ports.js";
import { useTestDatabase } from "../test/support/database.ts";
import { eventually, waitForHttp } from "../test/support/eventually.ts";
import { type TestProcess, useProcesses } from "../test/support/processes.ts";
import { drawToken, hashToken } from "./auth/sessionCookie.ts";

describe("discord-api", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const start = (port: number, env: Record<string, string> = {}): TestProcess =>
    processes.start({
      entry: "server",
      from: "source",
      env: { PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: "debug", ...env },
    });
  const passwordLines = (process: TestProcess) =>
    process.lines.filter((line) => line.code === "auth.initial_password");

  it("prints the password it generated once, at the first start only", async function () {
    const port = await freePort();
    const first = start(port);
    await first.ready;
    const line = await first.waitForLine("auth.initial_password");
    const password = String(line.initial);
    assert.match(password, /^([0-9a-hjkmnp-tv-z]{5}-){5}[0-9a-hjkmnp-tv-z]{5}$/, "150 bits");
    const login = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
    assert.equal(login.status, 200);
    await first.stop();
    assert.equal(passwordLines(first).length, 1);

    const second = start(port);
    await second.ready;
    await waitForHttp(`http://127.0.0.1:${port}/api/v1/health/ready`);
    assert.deepEqual(await second.stop(), { code: 0, signal: null });
    assert.equal(passwordLines(second).length, 0);
  });

  it("comes up without its database and serves by itself once that is there", async function () {
    const [port, databasePort] = [await freePort(), await freePort()];
    const url = new URL(database.url);
    url.port = String(databasePort);
    const process = start(port, {
      DATABASE_URL: url.href,
      TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: "correct horse battery",
    });
    await process.ready;
    await process.waitForLine("database.away");
    const origin = `http://127.0.0.1:${port}`;
    assert.equal((await fetch(`${origin}/api/v1/health/live`)).status, 200);
    assert.equal((await fetch(`${origin}/api/v1/health/ready`)).status, 503);
    assert.equal((await fetch(`${origin}/api/v1/guilds`)).status, 401, "no token: nothing to look up");

    const forwarder = await forward(databasePort, database.url);
    try {
      await waitForHttp(`${origin}/api/v1/health/ready`);
      await eventually("the password is set", async () => {
        const { rows } = await database.pool.query("select from settings where key = 'access_password'");
        return rows.length === 1;
      });
      await process.waitForLine("database.back");
      assert.equal(passwordLines(process).length, 0, "the bootstrap password is not printed");
      assert.doesNotMatch(JSON.stringify(process.lines), /correct horse battery/);
    } finally {
      await process.stop();
      forwarder.close();
    }
  });

  it("answers the requests in hand at SIGTERM, takes no new ones, and ends in good order", async function () {
    const port = await freePort();
    const process = start(port);
    await process.ready;
    const token = drawToken();
    await insertSession(database.pool, { tokenHash: hashToken(token), userAgent: null, now: new Date() });
    const blocker = await database.pool.connect();
    await blocker.query("begin; lock table guilds");
    const inHand = fetch(`http://127.0.0.1:${port}/api/v1/guilds`, { headers: { cookie: `sid=${token}` } });
    await eventually("the request waits for the table", async () => {
      const { rows } = await database.pool.query("select from pg_locks where not granted");
      return rows.length > 0;
    });
    process.send("SIGTERM");
    await process.waitForLine("process.draining");
    await assert.rejects(fetch(`http://127.0.0.1:${port}/api/v1/health/live`), "no new connections");
    await blocker.query("commit");
    blocker.release();
    assert.equal((await inHand).status, 200);
    const answeredMs = performance.now();
    assert.deepEqual(await process.exited, { code: 0, signal: null });
    assert.ok(performance.now() - answeredMs < 5_000, "the idle connection does not keep it");
    assert.ok(process.lines.some((line) => line.code === "process.stopped"));
  });

  it("ends at SIGINT while it still waits for the database", async function () {
    const port = await freePort();
    const process = start(port, { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
    await process.waitForLine("database.away");
    process.send("SIGINT");
    assert.deepEqual(await process.exited, { code: 0, signal: null });
  });

  it("says in one sentence that its port is taken", async function () {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" && address ? address.port : 0;
    try {
      const process = start(port);
      const { code } = await process.exited;
      assert.equal(code, 1);
      const fatal = process.lines.filter((line) => line.level === "fatal");
      assert.deepEqual(
        fatal.map((line) => line.msg),
        [`Port ${port} on 127.0.0.1 is taken by another program: set PORT to a free one.`],
      );
    } finally {
      taken.close();
    }
  });

  it("says which setting cannot be used", async function () {
    const wrong = start(await freePort(), { TRUSTED_PROXIES: "many" });
    assert.equal((await wrong.exited).code, 2);
    assert.match(String(wrong.lines.at(-1)?.msg), /TRUSTED_PROXIES/);
    const missing = start(await freePort(), { DATABASE_URL: "" });
    assert.equal((await missing.exited).code, 2);
    assert.match(String(missing.lines.at(-1)?.msg), /DATABASE_URL is not set/);
  });
});

/** Passes connections to a local port on to a database: a database that comes up late. */
async function forward(port: number, url: string): Promise<Server> {
  const target = new URL(url);
  const server = createServer((from) => {
    const to = connect(Number(target.port), target.hostname);
    from.pipe(to).pipe(from);
    from.on("error", () => to.destroy());
    to.on("error", () => from.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
