import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import { useDatabaseServer } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertNothingWasLost, fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("PostgreSQL killed with SIGKILL three times", function () {
  this.timeout(180_000);
  const processes = useProcesses();
  const database = useDatabaseServer({ fsync: "on" });
  let pool: Pool;
  before(function () {
    pool = createPool(database.server.url, {
      applicationName: "test",
      size: 4,
      statementTimeoutMs: 15_000,
      log,
    });
  });
  after(async function () {
    await pool?.end();
  });

  it("costs no message and no count, and the bot lives through it", async function () {
    const messages = 40_000;
    const sandbox = await startPlainSandbox(processes.start, { channels: 5, messages });
    await sandbox.control.setLatency({ ms: 40 });
    const bot = startBotProcess(processes.start, database.server.url, sandbox);
    await bot.waitForLine("account.ready", 30_000);
    const taskId = await fetchGuild(pool, sandbox);
    const answers = <T>(work: () => Promise<T>) => untilDatabaseAnswers(work, { log, waitingFor: "test" });
    const saved = () =>
      answers(
        async () =>
          (await pool.query<{ n: number }>("select coalesce(sum(message_count), 0)::int as n from channels"))
            .rows[0]?.n ?? 0,
      );
    for (let kill = 0; kill < 3; kill++) {
      const before = await saved();
      await eventually("the fetch goes on", async () => (await saved()) > before + 1_000, 60_000);
      await database.server.kill9();
      await sleep(500 * kill); // back at once, and after a while
      await database.server.restart();
    }
    assert.equal(await answers(() => isOver(pool, taskId)), false, "the fetch was over before the last kill");
    await eventually("the fetch ends", () => answers(() => isOver(pool, taskId)), 90_000);
    await assertNothingWasLost(pool, sandbox, taskId, messages);
    assert.ok(bot.lines.some((line) => line.code === "process.started"));
    assert.equal(bot.lines.filter((line) => line.code === "process.started").length, 1);
    process.kill(bot.pid, 0); // throws when it is gone
  });
});
