import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";
import { useProcesses } from "../support/processes.ts";

describe("discord-bot at SIGTERM", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  let sandbox: Sandbox;

  afterEach(async function () {
    await database.pool.query(
      "drop trigger if exists slow_claim on history_fetch_tasks; drop function if exists slow_claim",
    );
    await sandbox.close();
  });

  it("hands back what it was just claiming, and ends in good order", async function () {
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 1, messages: 3_000 });
    const guildId = (await sandbox.control.truth.guilds())[0]?.id;
    await database.pool.query(`
      create function slow_claim() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return new; end $$;
      create trigger slow_claim before update of status on history_fetch_tasks
        for each row when (new.status = 'running') execute function slow_claim()`);
    const bot = processes.start({
      entry: "bot",
      from: "source",
      env: {
        DATABASE_URL: database.url,
        DISCORD_TOKEN: sandbox.tokens[0] ?? "",
        MEDIA_DOWNLOADS: "off",
        DISCORD_API_BASE: sandbox.apiBase,
        DISCORD_CDN_BASE: sandbox.cdnBase,
        DISCORD_RATE_LIMIT: "off",
      },
    });
    await bot.waitForLine("account.ready", 30_000);
    const taskId = await makeTask(database.pool, { guild_id: guildId });
    await eventually("the claim is under way", async () => {
      const { rowCount } = await database.pool.query(
        "select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
      );
      return rowCount === 1;
    });
    const sentMs = performance.now();
    assert.deepEqual(await bot.stop(), { code: 0, signal: null });
    assert.ok(performance.now() - sentMs < 25_000);
    const task = await readTask(database.pool, taskId);
    assert.deepEqual([task.status, task.status_reason, task.attempts], ["pending", "shutdown", 0]);
    const { rows } = await database.pool.query("select status from workers");
    assert.deepEqual(rows, [{ status: "stopped" }]);
  });
});
