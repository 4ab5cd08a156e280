import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import { readEnvFile } from "../../scripts/lib/environment.js";
import { killServer } from "../../scripts/lib/postgres/postmaster.js";
import { useCheckout } from "../support/checkout.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { assertNothingWasLost, fetchGuild, isOver, leaseSeconds, startPlainSandbox } from "./house.ts";

const log = createLogger({ process: "test", level: "silent" });

/** The installation as `npm start` makes it, under PM2: nobody but its own keeper starts PostgreSQL again. */
describe("the embedded PostgreSQL killed with SIGKILL five times", function () {
  this.timeout(240_000); // a start, and five recoveries from a crash with fsync on
  const processes = useProcesses();
  const checkout = useCheckout();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("comes back by itself, and costs no message, no count and no process", async function () {
    const messages = 60_000;
    const sandbox = await startPlainSandbox(processes.start, { channels: 5, messages });
    await sandbox.control.setLatency({ ms: 40 });
    const settings = {
      DISCORD_TOKEN: sandbox.tokens[0],
      DISCORD_API_BASE: sandbox.apiBase,
      DISCORD_CDN_BASE: sandbox.cdnBase,
      DISCORD_RATE_LIMIT: "off",
      TASK_LEASE_SECONDS: leaseSeconds,
      TASK_POLL_INTERVAL_MS: 1000,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    writeFileSync(checkout.path(".env"), `${lines.join("\n")}\n`);
    const started = await checkout.run("start");
    assert.equal(started.code, 0, started.output);
    const { DATABASE_URL = "" } = readEnvFile(checkout.path("data", "services.env"));
    pool = createPool(DATABASE_URL, { applicationName: "test", size: 4, statementTimeoutMs: 15_000, log });
    const before = await running();

    const taskId = await fetchGuild(pool, sandbox);
    const answers = <T>(work: () => Promise<T>) => untilDatabaseAnswers(work, { log, waitingFor: "test" });
    const saved = () =>
      answers(async () => {
        const { rows } = await (pool as Pool).query<{ n: number }>(
          "select coalesce(sum(message_count), 0)::int as n from channels",
        );
        return rows[0]?.n ?? 0;
      });
    for (let kill = 0; kill < 5; kill++) {
      const stored = await saved();
      await eventually("the fetch goes on", async () => (await saved()) > stored + 1_000, 60_000);
      await killServer(checkout.path("data", "postgres", "data"));
    }
    assert.equal(await answers(() => isOver(pool as Pool, taskId)), false, "over before the last kill");
    await eventually("the fetch ends", () => answers(() => isOver(pool as Pool, taskId)), 90_000);
    await assertNothingWasLost(pool, sandbox, taskId, messages);
    assert.deepEqual(await running(), before, "all processes lived through it");
    assert.equal((await checkout.run("stop")).code, 0);
  });

  /** Process ids and restarts of all apps. */
  async function running(): Promise<unknown> {
    const { output } = await checkout.run("pm2", {}, ["jlist"]);
    const apps = JSON.parse(output.slice(output.indexOf("[{"))) as {
      name: string;
      pid: number;
      pm2_env: { restart_time: number };
    }[];
    assert.deepEqual(
      apps.map(({ name }) => name),
      ["backscroll-keeper", "discord-bot", "discord-api", "discord-client"],
    );
    return apps.map(({ name, pid, pm2_env }) => ({ name, pid, restarts: pm2_env.restart_time }));
  }
});
