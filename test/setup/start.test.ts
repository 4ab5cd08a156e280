/** `npm start`, `npm stop` and `npm run status` as an operator runs them. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { Client } from "pg";
import { readEnvFile } from "../../scripts/lib/environment.js";
import { useCheckout } from "../support/checkout.ts";
import { eventually, waitForHttp } from "../support/eventually.ts";

const apps = ["discord-api", "discord-bot", "discord-client"];

describe("npm start", function () {
  this.timeout(180_000);
  const checkout = useCheckout();
  const { run } = checkout;
  const data = (...parts: string[]) => checkout.path("data", ...parts);
  /** Process ids of everything that runs for this checkout, by name. */
  const pids = (): Record<"pm2" | "sandbox" | "postgres", number> & Record<string, number> => ({
    ...Object.fromEntries(
      readdirSync(data("pm2", "pids")).map((file) => [
        file,
        Number(readFileSync(data("pm2", "pids", file), "utf8")),
      ]),
    ),
    pm2: Number(readFileSync(data("pm2", "pm2.pid"), "utf8")),
    sandbox: (JSON.parse(readFileSync(data("sandbox.json"), "utf8")) as { pid: number }).pid,
    postgres: Number(readFileSync(data("postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]),
  });
  const isGone = (pid: number) => {
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || /\) Z /.test(readFileSync(stat, "utf8"));
  };

  /** Waits until the bot reads both made-up platforms; answers how many servers and chats it shows of each. */
  async function shown(): Promise<Record<string, number>> {
    const client = new Client(readEnvFile(data("services.env")).DATABASE_URL);
    await client.connect();
    try {
      return await eventually("both platforms are read", async () => {
        const { rows } = await client.query<{ platform: string; guilds: number }>(`
          select a.platform, count(*)::int as guilds from accounts a join account_guilds on account_id = a.id
          where a.is_demo and a.status = 'ready' and a.lease_expires_at > now() group by 1`);
        const counts = Object.fromEntries(rows.map(({ platform, guilds }) => [platform, guilds]));
        return (counts.discord ?? 0) >= 3 && (counts.telegram ?? 0) >= 7 ? counts : null;
      });
    } finally {
      await client.end();
    }
  }

  let firstMs = 0;
  it("brings up the three processes on a demonstration and tells the password once", async function () {
    const startedMs = Date.now();
    const { code, output } = await run("start");
    firstMs = Date.now() - startedMs;
    assert.equal(code, 0, output);
    assert.match(output, /access password/);
    assert.match(output, new RegExp(`http://localhost:${checkout.ports.CLIENT_PORT}\\n`));
    assert.match(output, /demonstration.*\n.*DISCORD_TOKEN/);
    await waitForHttp(`http://127.0.0.1:${checkout.ports.CLIENT_PORT}/`);
    const ready = await waitForHttp(`http://127.0.0.1:${checkout.ports.PORT}/api/v1/health/ready`);
    const { checks } = (await ready.json()) as { checks: { bot: { status: string } } };
    assert.equal(checks.bot.status, "healthy");
  });

  it("shows a Discord and a Telegram with their servers and chats", async function () {
    assert.deepEqual(Object.keys(await shown()).sort(), ["discord", "telegram"]);
  });

  it("is quick and harmless the second time", async function () {
    const before = pids();
    const startedMs = Date.now();
    const { code, output } = await run("start");
    assert.equal(code, 0, output);
    assert.match(output, /Already running/);
    assert.doesNotMatch(output, /password/);
    assert.deepEqual(pids(), before);
    const ms = Date.now() - startedMs;
    assert.ok(ms < firstMs, `${ms} ms, the first time ${firstMs}`); // on a quiet machine a fifth
  });

  it("gives a new access password to who forgot it, while everything runs", async function () {
    const before = pids();
    const { code, output } = await run("password");
    assert.equal(code, 0, output);
    const password = /access password[^\n]*\n\W*\n\W*(\S+)/.exec(output)?.[1] ?? "";
    const login = await fetch(`http://127.0.0.1:${checkout.ports.CLIENT_PORT}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
    const { session } = (await login.json()) as { session: { mustChangePassword: boolean } };
    assert.deepEqual([login.status, session.mustChangePassword], [200, true]);
    assert.deepEqual(pids(), before);
  });

  it("is shown by status, also from a shell with other settings", async function () {
    const { code, output } = await run("status", { PORT: "1", CLIENT_PORT: "2" });
    assert.equal(code, 0, output);
    for (const name of apps) assert.match(output, new RegExp(`${name} +healthy`));
    assert.match(output, /PostgreSQL +port \d+/);
    assert.match(output, /sandbox +port \d+/);
  });

  it("keeps secrets out of PM2's environment and closed to others", async function () {
    const secrets = readFileSync(data("secrets.env"), "utf8").matchAll(/^\w+=(.+)$/gm);
    const environment = readFileSync(`/proc/${pids().pm2}/environ`, "utf8");
    const listing = (await run("pm2", {}, ["jlist"])).output;
    assert.match(listing, /discord-bot/);
    for (const [, secret = ""] of secrets) {
      assert.ok(!environment.includes(secret));
      assert.ok(!listing.includes(secret));
    }
  });

  it("comes back after everything was killed", async function () {
    const before = pids();
    for (const pid of Object.values(before)) process.kill(pid, "SIGKILL");
    const { code, output } = await run("start");
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /password/);
    const after = pids();
    for (const [name, pid] of Object.entries(before)) assert.notEqual(after[name], pid);
    await shown(); // the Telegram still knows the session
  });

  it("replaces processes whose PM2 alone was killed", async function () {
    const before = pids();
    process.kill(before.pm2, "SIGKILL");
    const { code, output } = await run("start");
    assert.equal(code, 0, output);
    const { postgres, sandbox, pm2: _, ...orphans } = before;
    assert.deepEqual({ postgres: pids().postgres, sandbox: pids().sandbox }, { postgres, sandbox });
    for (const pid of Object.values(orphans)) assert.ok(isGone(pid));
  });

  it("starts the processes anew when the settings changed, and goes live without the sandbox", async function () {
    const before = pids();
    // A server that answers nothing: the bot must come up and wait.
    writeFileSync(checkout.path(".env"), "DISCORD_API_BASE=http://127.0.0.1:1/api\nDISCORD_TOKEN=x\n");
    const { code, output } = await run("start");
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /demonstration:/);
    assert.ok(isGone(before.sandbox));
    assert.equal(pids().postgres, before.postgres);
    assert.doesNotMatch(readFileSync(data("services.env"), "utf8"), /DISCORD|DEMO/);
    rmSync(checkout.path(".env"));
  });

  it("stops everything it started", async function () {
    const before = pids();
    const { code, output } = await run("stop");
    assert.equal(code, 0, output);
    for (const [name, pid] of Object.entries(before)) assert.ok(isGone(pid), `${name} still runs`);
    assert.match((await run("stop")).output, /Nothing was running/);
    assert.equal((await run("status")).code, 1);
  });

  it("names the variable to set when a port is taken", async function () {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(checkout.ports.PORT), "127.0.0.1", resolve));
    const { code, output } = await run("start");
    await new Promise((resolve) => other.close(resolve));
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(`^✖ Port ${checkout.ports.PORT}, meant for the API, is used .* set PORT to another port`),
    );
  });

  it("refuses a setting in words, and is stopped in spite of one", async function () {
    assert.equal(
      (await run("start", { PORT: "http" })).output,
      "✖ Settings cannot be used: PORT must be a whole number from 1 to 65535, not http.",
    );
    const { code, output } = await run("stop", { PORT: "http", TASK_CONCURRENCY: "0" });
    assert.equal(code, 0, output);
    assert.match(output, /Stopped PostgreSQL|Nothing was running/);
  });
});
