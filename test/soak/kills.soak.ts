/** A bot that is killed 200 times while it reads half a million messages. Restarted as PM2 would, and nothing more. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  assertNothingWasLost,
  fetchGuild,
  isOver,
  startBotProcess,
  startPlainSandbox,
} from "../chaos/house.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { createChance } from "./chance.ts";
import { soakResult } from "./result.ts";

const kills = Number(process.env.SOAK_KILLS ?? 200);
const messages = Number(process.env.SOAK_MESSAGES ?? 500_000);
const channels = 100;
/** The longest a bot lives before it is killed, from its first line on. Kills meet it connecting, claiming, reading. */
const longestLifeMs = 6_000;

describe(`a bot killed with SIGKILL ${kills} times over ${messages} messages`, function () {
  this.timeout(3 * 60 * 60_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  it("completes every task: nothing missing, nothing twice, no operator", async function () {
    const chance = createChance();
    const startedMs = performance.now();
    const sandbox = await startPlainSandbox(processes.start, { channels, messages });
    let bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 60_000); // from here on the server is known
    const taskId = await fetchGuild(database.pool, sandbox);
    const read = async () => {
      const { rows } = await database.pool.query<{ n: number }>(
        "select coalesce(sum(messages_fetched), 0)::int as n from history_fetch_tasks where parent_task_id is not null",
      );
      return rows[0]?.n ?? 0;
    };
    for (let kill = 1; kill <= kills; kill++) {
      await bot.waitForLine("process.started", 30_000);
      // Whichever comes first: a share of what is left to read, so that work remains for every kill, or a time.
      const before = await read();
      const share = chance.between(0, (1.5 * (messages - before)) / (kills - kill + 2));
      const deadlineMs = performance.now() + chance.between(0, longestLifeMs);
      while (performance.now() < deadlineMs && (await read()) - before < share) await sleep(20);
      await bot.kill9();
      bot = startBotProcess(processes.start, database.url, sandbox);
      if (await isOver(database.pool, taskId)) throw new Error(`The fetch was over at kill ${kill}`);
      if (kill % 20 === 0) console.log(`${kill} kills, ${await read()} messages read`);
    }
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 30 * 60_000);
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
    const { rows } = await database.pool.query<{ not_completed: number }>(
      "select count(*)::int as not_completed from history_fetch_tasks where status <> 'completed'",
    );
    assert.deepEqual(rows, [{ not_completed: 0 }]);
    soakResult("kills", { kills, messages, missing: 0, double: 0, tasks_not_completed: 0, seconds });
  });
});
