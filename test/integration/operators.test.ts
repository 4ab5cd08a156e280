import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";

describe("an operator at psql", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;

  beforeEach(async function () {
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 1, messages: 3_000 });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox);
  });
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const startFetch = async () => {
    const [channel] = await sandbox.control.truth.channels();
    return makeTask(database.pool, { guild_id: guildId, channel_id: channel?.id });
  };
  const statusOf = async (id: string) => {
    const row = await readTask(database.pool, id);
    return [row.status, row.status_reason];
  };

  it("drains a bot: it finishes what it has, takes nothing new, and goes on when told", async function () {
    await sandbox.control.setLatency({ ms: 100 });
    const running = await startFetch();
    await eventually("it runs", async () => (await statusOf(running))[0] === "running");
    await database.pool.query("update workers set status = 'draining'");
    assert.equal((await untilOver(database.pool, running)).status, "completed");
    const [accounts, later] = [
      async () => (await database.pool.query("select from accounts where worker_id is not null")).rowCount,
      await makeTask(database.pool, { guild_id: guildId }),
    ];
    await eventually("it gives its accounts to others", async () => (await accounts()) === 0);
    const { rows } = await database.pool.query("select status, stopped_at from workers");
    assert.deepEqual(rows, [{ status: "draining", stopped_at: null }]);
    assert.equal((await statusOf(later))[0], "pending");
    await database.pool.query("update workers set status = 'running'");
    assert.equal((await untilOver(database.pool, later)).status, "completed");
  });
  it("pauses a server: its tasks go back to their places, and go on when told", async function () {
    await sandbox.control.setLatency({ ms: 200 });
    const task = await startFetch();
    await eventually("it runs", async () => (await statusOf(task))[0] === "running");
    await database.pool.query("update guilds set work_paused_at = now() where id = $1", [guildId]);
    await eventually("it is handed back", async () => (await statusOf(task))[1] === "guild_paused", 5_000);
    const [row, { rows: workers }] = await Promise.all([
      readTask(database.pool, task),
      database.pool.query("select status from workers where stopped_at is null"), // an earlier test's bot said its farewell
    ]);
    assert.deepEqual([row.status, row.attempts], ["pending", 0]);
    assert.deepEqual(workers, [{ status: "running" }]);
    await sandbox.control.setLatency({ ms: 0 });
    await database.pool.query("update guilds set work_paused_at = null where id = $1", [guildId]);
    assert.equal((await untilOver(database.pool, task)).status, "completed");
  });
});
