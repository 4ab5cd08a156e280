import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { GuildListView } from "../../core/api/guilds.ts";
import type { ReadyView } from "../../core/api/health.ts";
import type { TaskDetailView } from "../../core/api/tasks.ts";
import { createLogger } from "../../core/log.ts";
import { createPool } from "../../core/postgres/pool.ts";
import { freePort } from "../../scripts/lib/ports.js";
import { useDatabaseServer, useTestDatabase } from "../support/database.ts";
import { eventually, waitForHttp } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertNothingWasLost, fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

const password = "a long enough password";

describe("each of the three away", function () {
  this.timeout(180_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const messages = 6_000;
  const openSandbox = () => startPlainSandbox(processes.start, { channels: 3, messages });
  const startApi = async (databaseUrl: string, port: number) => {
    const api = processes.start({
      entry: "server",
      env: {
        DATABASE_URL: databaseUrl,
        PORT: String(port),
        BACKSCROLL_DEMO: "off",
        TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: password,
        TASK_LEASE_SECONDS: "3",
      },
    });
    await waitForHttp(`http://127.0.0.1:${port}/api/v1/health/live`);
    return api;
  };
  /** Signs in and returns a function that asks the API. */
  async function signIn(port: number) {
    const base = `http://127.0.0.1:${port}/api/v1`;
    // 503 for the moment in which a process that is alive still sets up its first password.
    const login = await eventually("there is a password to sign in with", async () => {
      const answer = await fetch(`${base}/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ password }),
      });
      return answer.status === 503 ? null : answer;
    });
    assert.equal(login.status, 200, await login.clone().text());
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    return async <T>(path: string) =>
      (await fetch(`${base}${path}`, { headers: { cookie } })).json() as Promise<T>;
  }

  it("API: a fetch that runs goes on to its end", async function () {
    const sandbox = await openSandbox();
    await sandbox.control.setLatency({ ms: 60 });
    const port = await freePort();
    const api = await startApi(database.url, port);
    const bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 30_000);
    const taskId = await fetchGuild(database.pool, sandbox);
    await eventually("pages are stored", async () => {
      const { rowCount } = await database.pool.query("select from messages limit 1");
      return rowCount === 1;
    });
    await api.kill9();
    assert.equal(await isOver(database.pool, taskId), false);
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 60_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
  });
  it("bot: the API works, tasks wait and say why, and run when it is back", async function () {
    const sandbox = await openSandbox();
    const port = await freePort();
    await startApi(database.url, port);
    const ask = await signIn(port);
    const first = startBotProcess(processes.start, database.url, sandbox);
    await first.waitForLine("account.ready", 30_000);
    await first.kill9();
    const taskId = await fetchGuild(database.pool, sandbox);
    await eventually("the task says why it waits", async () => {
      const { task } = await ask<TaskDetailView>(`/tasks/${taskId}`);
      return task.status === "pending" && task.waiting?.code === "no_worker";
    });
    const { guilds } = await ask<GuildListView>("/guilds");
    assert.equal(guilds.length, 1);
    const ready = await ask<ReadyView>("/health/ready");
    assert.deepEqual([ready.status, ready.checks.bot.status], ["degraded", "degraded"]);
    startBotProcess(processes.start, database.url, sandbox);
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 60_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
  });

  describe("PostgreSQL, for a minute at the start", function () {
    const own = useDatabaseServer();
    it("all come up by themselves when it arrives, without a crash and with few words", async function () {
      const sandbox = await openSandbox();
      const port = await freePort();
      await own.server.stop();
      const api = await startApi(own.server.url, port);
      const bot = startBotProcess(processes.start, own.server.url, sandbox);
      const live = async () => (await fetch(`http://127.0.0.1:${port}/api/v1/health/live`)).status;
      for (let second = 0; second < 60; second += 5) {
        await sleep(5_000);
        assert.equal(await live(), 200);
        assert.equal((await fetch(`http://127.0.0.1:${port}/api/v1/health/ready`)).status, 503);
      }
      for (const part of [api, bot]) {
        const warnings = part.lines.filter(({ level }) => level === "warn" || level === "error");
        assert.ok(warnings.length <= 20, `${part.name} wrote ${warnings.length} warnings in a minute`);
        assert.ok(warnings.length > 0, `${part.name} did not say what it waits for`);
      }
      await own.server.restart();
      await waitForHttp(`http://127.0.0.1:${port}/api/v1/health/ready`, { timeoutMs: 15_000 });
      await bot.waitForLine("account.ready", 20_000);
      const pool = createPool(own.server.url, {
        applicationName: "test",
        size: 2,
        statementTimeoutMs: 10_000,
        log: createLogger({ process: "test", level: "silent" }),
      });
      try {
        const taskId = await fetchGuild(pool, sandbox);
        await eventually("a fetch runs to its end", () => isOver(pool, taskId), 60_000);
        await assertNothingWasLost(pool, sandbox, taskId, messages);
      } finally {
        await pool.end();
      }
      process.kill(bot.pid, 0); // throws when it is gone
      process.kill(api.pid, 0);
    });
  });
});
