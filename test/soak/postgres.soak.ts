/** The embedded PostgreSQL killed twenty times under a fetch. Only the installation's own keeper starts it again. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import { readEnvFile } from "../../scripts/lib/environment.js";
import { killServer } from "../../scripts/lib/postgres/postmaster.js";
import {
  assertNothingWasLost,
  fetchGuild,
  isOver,
  startBotProcess,
  startPlainSandbox,
} from "../chaos/house.ts";
import { useCheckout } from "../support/checkout.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { createChance } from "./chance.ts";
import { soakResult } from "./result.ts";

const kills = Number(process.env.SOAK_KILLS ?? 20);
const messages = Number(process.env.SOAK_MESSAGES ?? 200_000);
const log = createLogger({ process: "soak", level: "silent" });

describe(`the embedded PostgreSQL killed with SIGKILL ${kills} times over ${messages} messages`, function () {
  this.timeout(60 * 60_000);
  const checkout = useCheckout();
  const processes = useProcesses();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("comes back by itself and costs nothing", async function () {
    const chance = createChance();
    const startedMs = performance.now();
    const sandbox = await startPlainSandbox(processes.start, { channels: 50, messages });
    await sandbox.control.setLatency({ ms: 400 }); // some seconds of work after the last kill
    writeFileSync(checkout.path(".env"), `DISCORD_TOKEN=${sandbox.tokens[0]}\n`);
    const up = await checkout.run("services", {}, ["up"]);
    assert.equal(up.code, 0, up.output);
    processes.start({
      entry: checkout.path("scripts", "keeper.js"),
      cwd: checkout.path(),
      env: { ...checkout.ports },
    });
    const { DATABASE_URL = "" } = readEnvFile(checkout.path("data", "services.env"));
    const db = createPool(DATABASE_URL, {
      applicationName: "soak",
      size: 2,
      statementTimeoutMs: 60_000,
      log,
    });
    pool = db;
    const answers = <T>(work: () => Promise<T>) => untilDatabaseAnswers(work, { log, waitingFor: "soak" });
    const bot = startBotProcess(processes.start, DATABASE_URL, sandbox);
    await bot.waitForLine("account.ready", 60_000);
    const taskId = await fetchGuild(db, sandbox);
    const saved = () =>
      answers(async () => {
        const { rows } = await db.query<{ n: number }>(
          "select coalesce(sum(message_count), 0)::int as n from channels",
        );
        return rows[0]?.n ?? 0;
      });
    for (let kill = 1; kill <= kills; kill++) {
      const before = await saved();
      const more = chance.between(1, (1.5 * (messages - before)) / (kills - kill + 2));
      await eventually("the fetch goes on", async () => (await saved()) >= before + more, 5 * 60_000);
      if (await answers(() => isOver(db, taskId))) throw new Error(`The fetch was over at kill ${kill}`);
      await killServer(checkout.path("data", "postgres", "data"));
    }
    await eventually("the fetch ends", () => answers(() => isOver(db, taskId)), 10 * 60_000);
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    process.kill(bot.pid, 0); // throws when it did not live through all of it
    await assertNothingWasLost(db, sandbox, taskId, messages);
    soakResult("postgres", { kills, messages, missing: 0, double: 0, bot_restarts: 0, seconds });
  });
});
