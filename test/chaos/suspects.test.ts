import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";
import { startBotProcess, startPlainSandbox } from "./house.ts";

const poisonBot = fileURLToPath(new URL("poisonBot.ts", import.meta.url));

describe("tasks in hand when the process dies", function () {
  const database = useTestDatabase();
  const processes = useProcesses();

  /** One task per channel, all due at once. */
  const fetchEachChannel = () =>
    database.pool.query(
      "insert into history_fetch_tasks (guild_id, channel_id) select guild_id, id from channels",
    );
  const countByStatus = async () => {
    const { rows } = await database.pool.query<{ status: string; tasks: number }>(
      "select status, count(*)::int as tasks from history_fetch_tasks group by status",
    );
    return Object.fromEntries(rows.map(({ status, tasks }) => [status, tasks]));
  };

  // Five deaths, and before each of the last three a process has to live for ten seconds to be believed.
  it("complete, all 128, but the one that kills it, which fails with what it died of", async function () {
    this.timeout(480_000);
    const sandbox = await startPlainSandbox(processes.start, { channels: 129, messages: 129 * 20 });
    const channels = await sandbox.control.truth.channels();
    const poison = channels[64]?.id ?? "";
    await sandbox.control.setLatency({ ms: 300 }); // no first page before the first death
    const startBot = () =>
      startBotProcess(
        processes.start,
        database.url,
        sandbox,
        { POISON_CHANNEL: poison, TASK_CONCURRENCY: "129" },
        { entry: poisonBot, from: "source" },
      );
    let bot = startBot();
    await bot.waitForLine("account.ready", 30_000);
    await fetchEachChannel();
    const deaths: number[] = [];
    while (!(await countByStatus()).failed) {
      const exit = await Promise.race([bot.exited, sleep(500)]);
      // An impatient operator: no pause is waited for.
      await database.pool.query("update history_fetch_tasks set run_at = now() where status = 'pending'");
      if (!exit) continue;
      deaths.push(exit.code ?? -1);
      assert.ok(deaths.length <= 8, "it goes on dying");
      bot = startBot();
    }
    await eventually("the innocent complete", async () => (await countByStatus()).completed === 128, 60_000);
    assert.deepEqual(await countByStatus(), { completed: 128, failed: 1 });
    const { rows } = await database.pool.query(
      "select channel_id, status_reason, error_message from history_fetch_tasks where status = 'failed'",
    );
    assert.deepEqual(rows, [
      {
        channel_id: poison,
        status_reason: "worker_lost_repeatedly",
        error_message:
          "The bot crashed while it ran this task and nothing else that was suspect: Error: a message that nobody thought of",
      },
    ]);
    assert.equal(new Set(deaths).size, 1);
  });

  // Four times the deaths that a task survives without progress.
  it("all complete after 20 kills that left them no time for a page", async function () {
    this.timeout(300_000);
    const sandbox = await startPlainSandbox(processes.start, { channels: 20, messages: 2_000 });
    let bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 30_000);
    await sandbox.control.setLatency({ ms: 400 });
    await fetchEachChannel();
    for (let kill = 1; kill <= 20; kill++) {
      await bot.waitForLine(kill <= 2 ? "task.claimed" : "process.started", 30_000);
      await bot.kill9();
      await database.pool.query("update history_fetch_tasks set run_at = now() where status = 'pending'");
      bot = startBotProcess(processes.start, database.url, sandbox);
    }
    await sandbox.control.setLatency({ ms: 0 });
    await eventually("all complete", async () => (await countByStatus()).completed === 20, 60_000);
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
});
