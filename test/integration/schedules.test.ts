/** A schedule that is due, run by a real bot against a Discord. */
import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";

describe("a schedule", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let bot: TestBot;
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const database = useTestDatabase();

  it("that was missed while everything was down runs once, and its task completes", async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 2, messages: 400, limits: "off" });
    const guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox);
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into schedules (name, guild_id, cron, next_run_at)
       values ('nightly', $1, '30 3 * * *', now() - interval '5 days') returning id`,
      [guildId],
    );
    const taskId = await eventually("the schedule has run", async () => {
      const { rows: found } = await database.pool.query<{ last_task_id: string | null }>(
        "select last_task_id from schedules where id = $1 and next_run_at > now()",
        [rows[0]?.id],
      );
      return found[0]?.last_task_id;
    });
    const task = await untilOver(database.pool, taskId);
    assert.deepEqual([task.status, task.started_by], ["completed", "schedule nightly"]);
    await assertArchiveIsTrue(database.pool, sandbox.control);
    const { rows: made } = await database.pool.query(
      "select id from history_fetch_tasks where parent_task_id is null and schedule_id is not null",
    );
    assert.equal(made.length, 1);
  });
});
