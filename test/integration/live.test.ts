import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import {
  assertHistoryIsTrue,
  assertLivingAreTrue,
  findSilentLosses,
  findUnproven,
} from "../support/liveTruth.ts";

describe("an archive that listens", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;
  afterEach("stop the bot before the database is emptied", async function () {
    await bot.stop();
    await sandbox.close();
  });
  const database = useTestDatabase();

  beforeEach(async function () {
    sandbox = await startSandbox({
      layout: "plain",
      channels: 6,
      messages: 1_200,
      limits: "off",
      heartbeatIntervalMs: 1_000, // what was heard is proven as of the last heartbeat
    });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox, { LIVE_CAPTURE: "on" });
  });
  const fetchAll = async () => {
    const task = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }));
    assert.equal(task.status, "completed", String(task.error_message));
  };
  /** Whether a task that nobody asked for has brought messages. */
  const hasFetchedAgain = async () => {
    const { rowCount } = await database.pool.query(
      `select from history_fetch_tasks t join history_fetch_tasks part on t.id in (part.id, part.parent_task_id)
       where t.started_by = 'catch-up' and part.messages_saved > 0`,
    );
    return rowCount !== 0;
  };
  const isLive = () =>
    eventually(
      "somebody listens",
      async () => (await database.pool.query("select from live_captures")).rowCount,
    );
  const untilComplete = () =>
    eventually(
      "everything is archived and proven",
      async () => {
        const unproven = await findUnproven(database.pool, sandbox.control);
        if (unproven.length > 0) throw new Error(unproven.join());
        await assertLivingAreTrue(database.pool, sandbox.control);
        return true;
      },
      40_000,
    );

  it("holds every message, version and deletion while connections break and are resumed", async function () {
    await isLive();
    await fetchAll();
    const { control } = sandbox;
    await control.setTraffic({ perSecond: 300, mix: "everyday", disorderMs: 800 });
    for (const fault of ["cut", "reconnect", "disconnect"] as const) {
      await sleep(1_500);
      await control[fault]({});
    }
    await sleep(1_500);
    await control.setTraffic({ perSecond: 0 });
    await untilComplete();
    const counted = await assertHistoryIsTrue(database.pool, control);
    assert.ok(counted.versions > 50 && counted.deletions > 20, JSON.stringify(counted));
    assert.equal(await hasFetchedAgain(), false, "nothing had to be fetched again");
  });
  it("notices what it missed while it was away, and fetches it without being asked", async function () {
    await isLive();
    await fetchAll();
    const { control } = sandbox;
    await control.setTraffic({ perSecond: 200, mix: { post: 20, thread: 1 }, disorderMs: 500 });
    await sleep(1_000);
    await control.forgetSessions({});
    await control.setGateway({ refuseConnections: true });
    await control.cut({});
    await sleep(2_000);
    assert.deepEqual(await findSilentLosses(database.pool, control), []);
    await control.setGateway({ refuseConnections: false });
    await sleep(2_000);
    await control.setTraffic({ perSecond: 0 });
    await untilComplete();
    assert.ok(await hasFetchedAgain());
  });
  it("proves a thread from its beginning, though it was opened on an old message and has its id", async function () {
    await isLive();
    const { control } = sandbox;
    const [channel] = await control.truth.channels({ readable: true });
    await control.createThread({
      channelId: channel?.id ?? "",
      name: "thread",
      fromMessageId: channel?.oldestId ?? "",
      content: "hello",
    });
    await eventually(
      "the thread is proven",
      async () =>
        (
          await database.pool.query(
            "select from channels where kind = 'public_thread' and covered @> int8range(0, last_message_id + 1)",
          )
        ).rowCount,
      60_000,
    );
  });
});
