import { setTimeout as sleep } from "node:timers/promises";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertNothingWasLost, fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

/** Repeatable randomness, printed with the test's name so that a failure can be run again. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 100_000);

describe(`a bot killed with SIGKILL 20 times (CHAOS_SEED=${seed})`, function () {
  this.timeout(480_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  it("loses nothing, stores nothing twice and counts exactly over 50,000 messages", async function () {
    const messages = 50_000;
    const sandbox = await startPlainSandbox(processes.start, { channels: 5, messages });
    await sandbox.control.setLatency({ ms: 60 }); // long enough that every kill meets work in progress
    let random = seed;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return random % below;
    };
    const countArchived = async () =>
      Number((await database.pool.query<{ count: string }>("select count(*) from messages")).rows[0]?.count);
    let bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 30_000); // from here on the server is known
    const taskId = await fetchGuild(database.pool, sandbox);
    for (let kill = 0; kill < 20; kill++) {
      await bot.waitForLine("task.claimed", 30_000);
      // At least a page: a task that crashes five times without progress is given up.
      const before = await countArchived();
      await eventually("a page is stored", async () => (await countArchived()) > before, 60_000);
      await sleep(next(350));
      await bot.kill9();
      bot = startBotProcess(processes.start, database.url, sandbox);
    }
    if (await isOver(database.pool, taskId)) throw new Error("The fetch was over before the last kill");
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 90_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
  });
});
