import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";

describe("a bot whose Discord is in trouble", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;

  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 30, messages: 6_000, limits: "off" });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox);
  });
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const spoil = (rule: Omit<Parameters<typeof sandbox.control.addFault>[0], "match">) =>
    sandbox.control.addFault({ match: { path: "/messages" }, ...rule });
  const tasks = async (where: string) =>
    (await database.pool.query<Record<string, unknown>>(`select * from history_fetch_tasks where ${where}`))
      .rows;
  const hurry = () =>
    database.pool.query("update history_fetch_tasks set run_at = now() where status = 'pending'");

  it("loses its account once after a 401, says so, and lets the tasks wait", async function () {
    await spoil({ action: "unauthorized" });
    await makeTask(database.pool, { guild_id: guildId });
    const [account] = await eventually("the account is refused", async () => {
      const { rows } = await database.pool.query<Record<string, unknown>>(
        "select status_detail, gateway_heartbeat_at from accounts where status = 'refused'",
      );
      return rows.length > 0 ? rows : null;
    });
    assert.equal(account?.status_detail, "Discord refuses the bot token");
    await eventually(
      "everything is handed back",
      async () => (await tasks("worker_id is not null")).length === 0,
    );
    const fences = async () =>
      (await tasks("true")).map(({ id, fence }) => `${String(id)}:${String(fence)}`).sort();
    const before = await fences();
    await sleep(3_000); // a bot that goes on claiming does it many times a second
    assert.deepEqual(await fences(), before);
    assert.ok(((await sandbox.control.counters()).byStatus["401"] ?? 0) <= 30);
    assert.ok((await tasks("status_reason = 'account_lost'")).length > 0);
    assert.equal((await sandbox.control.state()).connections, 0);
  });
  it("snoozes every task through a global limit of an hour, and shows until when", async function () {
    // Two limits at once, of which the shorter one came last.
    await spoil({ action: "429", scope: "global", retryAfterSeconds: 3_600, times: 1 });
    await spoil({ action: "429", scope: "global", retryAfterSeconds: 2, times: 5 });
    const id = await makeTask(database.pool, { guild_id: guildId });
    await eventually("all wait", async () => {
      const waiting = await tasks(
        `parent_task_id = ${id} and status = 'pending' and status_reason = 'rate_limited' and run_at > now() + interval '50 min'`,
      );
      return waiting.length === 30;
    });
    assert.deepEqual(await tasks("status = 'running' and worker_id is not null"), []);
    assert.ok((await sandbox.control.counters()).rateLimited.total <= 6);
  });
  it("fails no task for pages that are not Discord's, and is whole once they end", async function () {
    for (const [seed, status] of [403, 404, 502].entries())
      await spoil({ action: "html", status, probability: 0.3, seed });
    await spoil({ action: "cut-body", status: 502, probability: 0.2, seed: 7 });
    const id = await makeTask(database.pool, { guild_id: guildId });
    await eventually("many were tried again", async () => {
      await hurry();
      return (await tasks("status_reason = 'discord_unavailable'")).length > 5;
    });
    await sandbox.control.clearFaults({});
    await hurry();
    const task = await untilOver(database.pool, id);
    assert.deepEqual([task.status, await tasks("status = 'failed'")], ["completed", []]);
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
  it("waits before it tries a Discord again that refuses connections", async function () {
    await spoil({ action: "cut" });
    const [channel] = await sandbox.control.truth.channels();
    const id = await makeTask(database.pool, { guild_id: guildId, channel_id: channel?.id });
    await eventually("it waits", async () => {
      const { status, status_reason, attempts, run_at } = await readTask(database.pool, id);
      if (status !== "pending" || status_reason === null) return false;
      assert.deepEqual([status_reason, attempts], ["discord_unreachable", 1]);
      return (run_at as Date).getTime() > Date.now() + 1_000;
    });
  });
});
