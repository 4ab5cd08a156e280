import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";

const gib = 1024 ** 3;

describe("a disk nearly full", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });

  it("pauses fetching with its reason, which goes on by itself once there is space", async function () {
    let freeBytes = 10 * gib;
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 2, messages: 4_000 });
    await sandbox.control.setLatency({ ms: 300 });
    const findDisk = async () => ({ mount: "/srv", freeBytes });
    bot = await startBot(database, sandbox, { MIN_FREE_BYTES: String(gib) }, { findDisk });
    const guildId = (await sandbox.control.truth.guilds())[0]?.id;
    const taskId = await makeTask(database.pool, { guild_id: guildId });
    const children = async () => {
      const { rows } = await database.pool.query<{ status: string; status_reason: string | null }>(
        "select status, status_reason from history_fetch_tasks where parent_task_id = $1",
        [taskId],
      );
      return rows;
    };
    await eventually("both channels are read", async () => {
      const rows = await children();
      return rows.length === 2 && rows.every(({ status }) => status === "running");
    });

    freeBytes = gib / 2;
    await eventually(
      "both are handed back",
      async () =>
        (await children()).every(
          ({ status, status_reason }) => status === "pending" && status_reason === "disk_low",
        ),
      60_000,
    );
    assert.equal((await readTask(database.pool, taskId)).status, "running");
    const requests = async () =>
      (await sandbox.control.counters()).byRoute["GET /channels/:channel/messages"] ?? 0;
    const asked = await requests();

    freeBytes = 10 * gib;
    await sandbox.control.setLatency({ ms: 0 });
    assert.equal((await untilOver(database.pool, taskId)).status, "completed");
    assert.ok((await requests()) > asked);
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
});
