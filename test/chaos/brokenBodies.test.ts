import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/lib/ports.js";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertNothingWasLost, fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

const brokenSocketBot = fileURLToPath(new URL("brokenSocketBot.ts", import.meta.url));
const messages = 6_000;
/** PM2 restarts the bot at 500 MB. */
const mostRssBytes = 400e6;

describe("answers of Discord that break off, stall or never end", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const count = async (what: string) =>
    (await database.pool.query<{ n: number }>(`select ${what}::float8 as n from workers`)).rows[0]?.n ?? 0;

  it("neither end the process nor fill its memory, and nothing is lost", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 20, messages });
    const bot = startBotProcess(processes.start, database.url, sandbox);
    await bot.waitForLine("account.ready", 30_000);
    const faults = [
      { action: "cut-body", status: 502, probability: 0.3 },
      { action: "cut-body", status: 404, probability: 0.2 },
      { action: "cut-body", probability: 0.2 },
      { action: "giant-body", probability: 0.5 },
    ] as const;
    for (const [seed, fault] of faults.entries())
      await sandbox.control.addFault({ match: { path: "/messages" }, seed, ...fault });
    const taskId = await fetchGuild(database.pool, sandbox);
    let mostRss = 0;
    await eventually(
      "each of them was met by every channel",
      async () => {
        mostRss = Math.max(mostRss, await count("max(rss_bytes)"));
        await database.pool.query("update history_fetch_tasks set run_at = now() where status = 'pending'");
        const { requests } = await sandbox.control.counters();
        return requests > 150;
      },
      60_000,
    );
    mostRss = Math.max(mostRss, await count("max(rss_bytes)"));
    await sandbox.control.clearFaults({});
    await eventually(
      "the fetch ends",
      async () => {
        await database.pool.query("update history_fetch_tasks set run_at = now() where status = 'pending'");
        return isOver(database.pool, taskId);
      },
      60_000,
    );
    await assertNothingWasLost(database.pool, sandbox, taskId, messages);
    assert.equal(await count("count(*)"), 1, "the bot was started once");
    process.kill(bot.pid, 0); // throws when it is gone
    console.log(`      resident at most: ${Math.round(mostRss / 1e6)} MB`);
    assert.ok(mostRss < mostRssBytes, `${Math.round(mostRss / 1e6)} MB`);
  });
  it("nor does a socket that breaks while nobody listens: it is logged", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 3, messages: 900 });
    const env = { CLOSED_PORT: String(await freePort()) };
    const entry = { entry: brokenSocketBot, from: "source" } as const;
    const bot = startBotProcess(processes.start, database.url, sandbox, env, entry);
    await bot.waitForLine("account.ready", 30_000);
    const taskId = await fetchGuild(database.pool, sandbox);
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 60_000);
    await assertNothingWasLost(database.pool, sandbox, taskId, 900);
    assert.ok(bot.lines.some(({ code }) => code === "process.socket_error"));
  });
});
