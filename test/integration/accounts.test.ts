import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { addAccount } from "../../core/console/accountSettings.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { useSandbox } from "../support/sandbox.ts";

const tokens = ["the-token-of-the-first-bot", "the-token-of-the-second-bot"] as const;

describe("two bots with two accounts", function () {
  this.timeout(60_000);
  const bots: TestBot[] = [];
  afterEach("stop the bots before the database is emptied", async function () {
    await Promise.all(bots.splice(0).map((bot) => bot.stop()));
  });
  const database = useTestDatabase();
  const sandbox = useSandbox({
    layout: "plain",
    channels: 12,
    messages: 2_400,
    limits: "off",
    tokens: [...tokens],
    maxConcurrency: 2,
  });
  const key = randomBytes(32).toString("base64");
  const add = (botToken: string) =>
    addAccount(
      { pool: database.pool, secrets: createSecretBox(key) },
      { platform: "discord", botToken, enabled: true, isPrimary: undefined },
    );
  // The leases are those that operators have: nothing here may wait for one to run out.
  const env = { DISCORD_TOKEN: "", ENCRYPTION_KEY: key, TASK_LEASE_SECONDS: "40", LIVE_CAPTURE: "on" };
  /** Two bots in this process: each needs the number of a living process as its own. */
  const start = async (pid: number) => {
    const bot = await startBot(database, sandbox, env, { pid });
    bots.push(bot);
    return bot;
  };
  const holders = async () =>
    (
      await database.pool.query<{ pid: number }>(
        `select w.pid from accounts a join workers w on w.id = a.worker_id
         where a.status = 'ready' and a.lease_expires_at > now() order by a.id`,
      )
    ).rows.map(({ pid }) => pid);
  const connections = async () => (await sandbox.control.state()).connections;
  const oneEach = async () => {
    await add(tokens[0]);
    const first = await start(process.pid);
    await start(process.ppid);
    await eventually("both are there", async () => {
      const { rowCount } = await database.pool.query("select from workers where status = 'running'");
      return rowCount === 2;
    });
    await add(tokens[1]);
    await eventually("each holds one", async () => new Set(await holders()).size === 2);
    return first;
  };

  it("take over within 5 s of a clean stop, listening included, and never are both on one account", async function () {
    const first = await oneEach();
    assert.equal(await connections(), 2);
    let most = 0;
    const look = async () => {
      most = Math.max(most, await connections());
    };
    const looking = setInterval(() => void look(), 50);
    const stoppedAt = performance.now();
    await first.stop();
    await eventually("the other has both", async () => {
      const pids = await holders();
      return pids.length === 2 && pids.every((pid) => pid === process.ppid);
    });
    await eventually("it listens", async () => {
      const { rows } = await database.pool.query<{ pid: number }>(
        "select w.pid from live_captures c join workers w on w.id = c.worker_id where c.lease_expires_at > now()",
      );
      return rows.length === 1 && rows[0]?.pid === process.ppid;
    });
    const seconds = (performance.now() - stoppedAt) / 1_000;
    clearInterval(looking);
    assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
    assert.ok(most <= 2, `${most} connections at once`);
    assert.equal(await connections(), 2);
  });

  it("notice within 2 s that an account is switched off, and on again", async function () {
    const id = await add(tokens[0]);
    await start(process.pid);
    const isHeld = async () =>
      (await database.pool.query("select from accounts where worker_id is not null")).rowCount === 1;
    const within = async (what: string, enabled: boolean, isSo: () => Promise<boolean>) => {
      const at = performance.now();
      await database.pool.query("update accounts set enabled = $2 where id = $1", [id, enabled]);
      await eventually(what, isSo);
      assert.ok(performance.now() - at < 2_000, `${what}: ${Math.round(performance.now() - at)} ms`);
    };
    await within("gone, and free", false, async () => (await connections()) === 0 && !(await isHeld()));
    // Taken at once; Discord itself lets a bot connect anew only five seconds after it last did.
    await within("taken again", true, isHeld);
  });

  it("share the channels of a server that one bot reads with two accounts", async function () {
    await Promise.all(tokens.map(add));
    await start(process.pid);
    await eventually("it holds both", async () => (await holders()).length === 2);
    await sandbox.control.setLatency({ ms: 20 });
    const guildId = (await sandbox.control.truth.guilds())[0]?.id;
    const task = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }));
    assert.equal(task.status, "completed");
    assert.equal(Number(task.messages_saved), 2_400);
    const pages = (await sandbox.control.requests()).filter(({ path }) => /\/messages/.test(path));
    const byToken = tokens.map((token) => pages.filter((request) => request.token === token).length);
    assert.ok(Math.min(...byToken) > pages.length * 0.3, `pages by account: ${byToken.join(", ")}`);
  });
});
