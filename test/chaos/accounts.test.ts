import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { addAccount } from "../../core/console/accountSettings.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type TestProcess, useProcesses } from "../support/processes.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { fetchGuild, isOver, startBotProcess, startPlainSandbox } from "./house.ts";

const tokens = ["the-token-of-the-first-bot", "the-token-of-the-second-bot"];

/** The leases are those that operators have, so that the times stated are theirs. */
const leaseSeconds = 40;

describe("two bots with two accounts", function () {
  this.timeout(180_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const key = randomBytes(32).toString("base64");
  const secrets = createSecretBox(key);

  const startBots = (sandbox: TestSandbox, count: number) =>
    Array.from({ length: count }, () =>
      startBotProcess(processes.start, database.url, sandbox, {
        DISCORD_TOKEN: "",
        ENCRYPTION_KEY: key,
        TASK_LEASE_SECONDS: String(leaseSeconds),
        LOG_LEVEL: "info",
      }),
    );
  const accounts = async () =>
    (
      await database.pool.query<{ id: string; pid: number | null; status: string; captures: number }>(
        `select a.id, w.pid, a.status,
           (select count(*)::int from live_captures c where c.worker_id = a.worker_id) as captures
         from accounts a left join workers w on w.id = a.worker_id order by a.id`,
      )
    ).rows;
  const heldBy = async (pid: number) =>
    (await accounts()).filter((account) => account.pid === pid && account.status === "ready").length;
  const add = (botToken: string) =>
    addAccount(
      { pool: database.pool, secrets },
      { platform: "discord", botToken, enabled: true, isPrimary: undefined },
    );

  /** Both run and hold one account each. */
  async function oneEach(sandbox: TestSandbox): Promise<[TestProcess, TestProcess]> {
    const [first, second] = startBots(sandbox, 2);
    assert.ok(first && second);
    await eventually("both are there", async () => {
      const { rowCount } = await database.pool.query("select from workers where status = 'running'");
      return rowCount === 2;
    });
    for (const token of tokens) await add(token);
    await eventually(
      "each holds one account",
      async () => (await heldBy(first.pid)) === 1 && (await heldBy(second.pid)) === 1,
      60_000,
    );
    return [first, second];
  }
  /** Looks four times a second whether an account was ever connected twice; ends with the number of looks. */
  function watchConnections(sandbox: TestSandbox, most: number) {
    const seen: number[] = [];
    const look = async () => void seen.push((await sandbox.control.state()).connections);
    const timer = setInterval(() => void look(), 250);
    return async () => {
      clearInterval(timer);
      await look();
      assert.ok(Math.max(...seen) <= most, `connections seen: ${seen.join(" ")}`);
    };
  }

  it("hold one each; the other carries on within 90 s of a kill −9, and never are both on one account", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 20, messages: 20_000 }, [
      "--tokens",
      tokens.join(),
      "--max-concurrency",
      "2",
    ]);
    await sandbox.control.setLatency({ ms: 100 });
    const bots = await oneEach(sandbox);
    const unwatch = watchConnections(sandbox, 2);
    const taskId = await fetchGuild(database.pool, sandbox);
    // Either may have been the quicker one: the one that dies is in the middle of a channel.
    let working: TestProcess | undefined;
    await eventually("one of them works", async () => {
      const { rows } = await database.pool.query<{ pid: number }>(
        "select w.pid from history_fetch_tasks t join workers w on w.id = t.worker_id where t.status = 'running'",
      );
      working = bots.find(({ pid }) => rows.some((row) => row.pid === pid));
      return working !== undefined;
    });
    const first = working as TestProcess;
    const second = bots.find((bot) => bot !== first) as TestProcess;
    const killedAt = performance.now();
    await first.kill9();
    await eventually("the other has both", async () => (await heldBy(second.pid)) === 2, 90_000);
    const seconds = (performance.now() - killedAt) / 1_000;
    await eventually(
      "it listens to the server",
      async () => {
        const { rowCount } = await database.pool.query(
          "select from live_captures c join workers w on w.id = c.worker_id where w.pid = $1 and c.lease_expires_at > now()",
          [second.pid],
        );
        return rowCount === 1;
      },
      30_000,
    );
    await eventually("the fetch ends", () => isOver(database.pool, taskId), 90_000);
    await unwatch();
    assert.ok(seconds < 90, `${seconds.toFixed(1)} s`);
    if (process.env.TEST_LOG_LEVEL) console.log(`taken over after ${seconds.toFixed(1)} s`);
    assert.equal((await sandbox.control.state()).connections, 2);
  });

  it("take over within 5 s of a clean stop", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 4, messages: 400 }, [
      "--tokens",
      tokens.join(),
      "--max-concurrency",
      "2",
    ]);
    const [first, second] = await oneEach(sandbox);
    const unwatch = watchConnections(sandbox, 2);
    const stoppedAt = performance.now();
    process.kill(first.pid, "SIGTERM");
    await eventually("the other has both", async () => (await heldBy(second.pid)) === 2, 20_000);
    const seconds = (performance.now() - stoppedAt) / 1_000;
    await unwatch();
    if (process.env.TEST_LOG_LEVEL) console.log(`taken over after ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
  });

  it("notice a change of an account within 2 s", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 2, messages: 100 }, [
      "--tokens",
      tokens.join(),
    ]);
    const [bot] = startBots(sandbox, 1);
    assert.ok(bot);
    await eventually("it is there", async () => (await database.pool.query("select from workers")).rowCount);
    const id = await add(tokens[0] ?? "");
    await eventually("it is connected", async () => (await heldBy(bot.pid)) === 1);
    const changedAt = performance.now();
    await database.pool.query("update accounts set enabled = false where id = $1", [id]);
    await eventually("it is gone", async () => (await sandbox.control.state()).connections === 0);
    const seconds = (performance.now() - changedAt) / 1_000;
    assert.ok(seconds < 2, `${seconds.toFixed(1)} s`);
  });
});
