import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import {
  assertNothingWasLost,
  fetchGuild,
  isOver,
  leaseSeconds,
  startBotProcess,
  startPlainSandbox,
} from "./house.ts";

describe("a bot frozen for two leases while another finishes its work", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  it("is refused every write once it thaws", async function () {
    const messages = 24_000;
    const sandbox = await startPlainSandbox(processes.start, { channels: 12, messages });
    await sandbox.control.setLatency({ ms: 150 });
    const frozen = startBotProcess(processes.start, database.url, sandbox);
    await frozen.waitForLine("account.ready", 30_000);
    const taskId = await fetchGuild(database.pool, sandbox);
    const saved = async () =>
      (
        await database.pool.query<{ n: number }>(
          "select coalesce(sum(message_count), 0)::int as n from channels",
        )
      ).rows[0]?.n ?? 0;
    await eventually("some pages are stored", async () => (await saved()) > 3_000, 30_000);
    frozen.freeze(); // with a page in hand for every channel
    const other = startBotProcess(processes.start, database.url, sandbox);
    await sandbox.control.setLatency({ ms: 0 });
    await sleep(2 * leaseSeconds * 1_000);
    await eventually("the other bot finishes", () => isOver(database.pool, taskId), 60_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
    const { rows: before } = await database.pool.query(
      `select id, fence, messages_fetched, status, updated_at from history_fetch_tasks
       where id = $1 or parent_task_id = $1 order by id`, // catch-ups may come of themselves
      [taskId],
    );

    frozen.thaw();
    await eventually(
      "it notices",
      () => frozen.lines.filter((line) => line.code === "task.lease_lost").length >= 10,
      30_000,
    );
    await eventually(
      "it lets go of the account",
      () => frozen.lines.some((line) => line.code === "account.let_go"),
      30_000,
    );
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
    const { rows: after } = await database.pool.query(
      `select id, fence, messages_fetched, status, updated_at from history_fetch_tasks
       where id = $1 or parent_task_id = $1 order by id`, // catch-ups may come of themselves
      [taskId],
    );
    assert.deepEqual(after, before);
    assert.ok(other.lines.some((line) => line.code === "task.claimed"));
  });
});
