import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type TestProcess, useProcesses } from "../support/processes.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { assertNothingWasLost, fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

const messages = 12_000;

describe("a platform in trouble", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  async function open(): Promise<{ sandbox: TestSandbox; bot: TestProcess }> {
    const sandbox = await startPlainSandbox(processes.start, { channels: 6, messages });
    const bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 30_000);
    return { sandbox, bot };
  }
  /** Retried tasks wait for some seconds in the queue; a test need not. */
  const hurry = () =>
    database.pool.query(
      "update history_fetch_tasks set run_at = now() where status = 'pending' and run_at > now()",
    );

  async function fetchThrough(sandbox: TestSandbox, disturb: () => Promise<void>): Promise<string> {
    const taskId = await fetchGuild(database.pool, sandbox);
    await disturb();
    await eventually(
      "the fetch ends",
      async () => {
        await hurry();
        return isOver(database.pool, taskId);
      },
      90_000,
    );
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
    return taskId;
  }

  it("that answers 429 to a fifth of the requests is waited for, not earlier than it said", async function () {
    const { sandbox } = await open();
    await sandbox.control.addFault({
      match: { path: "/messages" },
      action: "429",
      probability: 0.2,
      seed: 5,
      retryAfterSeconds: 0.2,
    });
    await fetchThrough(sandbox, async () => undefined);
    const requests = await sandbox.control.requests();
    assert.ok(requests.filter(({ status }) => status === 429).length >= 10);
  });
  it("that asks for a long pause gets it, with the attempt given back", async function () {
    const { sandbox } = await open();
    await sandbox.control.addFault({
      match: { path: "/messages" },
      action: "429",
      times: 3,
      skip: 5,
      retryAfterSeconds: 32, // just too long to be waited out; kept to its end, however often a task is hurried
    });
    const taskId = await fetchGuild(database.pool, sandbox);
    await eventually("a task is snoozed", async () => {
      const { rows } = await database.pool.query(
        "select attempts from history_fetch_tasks where status = 'pending' and status_reason = 'rate_limited' and run_at > now() + interval '15 s'",
      );
      return (
        rows.length > 0 && rows.every((row: { attempts: number }) => row.attempts === 0 || row.attempts === 1)
      );
    });
    await sandbox.control.clearFaults({});
    await eventually(
      "the fetch ends",
      async () => {
        await hurry();
        return isOver(database.pool, taskId);
      },
      90_000,
    );
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
  });
  it("that fails, hangs up, stalls and answers nonsense costs nothing", async function () {
    const { sandbox } = await open();
    for (const [index, action] of (
      ["500", "502", "503", "cut", "slow", "malformed-json"] as const
    ).entries()) {
      await sandbox.control.addFault({
        match: { path: "/messages" },
        action,
        probability: 0.06,
        seed: index,
        delayMs: 300,
      });
    }
    await fetchThrough(sandbox, async () => {
      await sleep(4_000);
      await sandbox.control.clearFaults({});
    });
  });
  it("that answers empty lists where messages are is not believed", async function () {
    const { sandbox } = await open();
    await sandbox.control.addFault({
      match: { path: "/messages" },
      action: "empty-list",
      probability: 0.1,
      seed: 9,
    });
    await fetchThrough(sandbox, async () => {
      await sleep(3_000);
      await sandbox.control.clearFaults({});
    });
  });
  it("whose gateway asks for reconnects, ends sessions and cuts sockets does not stop the fetch", async function () {
    const { sandbox, bot } = await open();
    await sandbox.control.setLatency({ ms: 40 });
    await fetchThrough(sandbox, async () => {
      await sandbox.control.reconnect({}); // op 7
      await sleep(500);
      await sandbox.control.invalidateSessions({ resumable: true }); // op 9
      await sleep(500);
      await sandbox.control.cut({});
      await sleep(500);
      await sandbox.control.invalidateSessions({ resumable: false });
      await sandbox.control.forgetSessions({});
      await sandbox.control.disconnect({ code: 4000 });
    });
    await eventually(
      "the gateway is connected again",
      async () => (await sandbox.control.state()).sessions.some(({ connected }) => connected),
      30_000,
    );
    process.kill(bot.pid, 0); // throws when it is gone
  });
  it("that refuses the token for a while gets its account back, and the fetch its end", async function () {
    const { sandbox, bot } = await open();
    await sandbox.control.setLatency({ ms: 30 });
    await fetchThrough(sandbox, async () => {
      await sleep(300);
      await sandbox.control.setApplication({ revoked: true });
      await eventually(
        "the account is refused",
        async () => {
          const { rows } = await database.pool.query("select status from accounts");
          return rows.some((row: { status: string }) => row.status === "refused");
        },
        30_000,
      );
      await sandbox.control.setApplication({ revoked: false });
    });
    assert.ok(bot.lines.some((line) => line.code === "account.lost" || line.code === "account.refused"));
  });
});
