import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";
import { assertArchiveIsTrue, assertChannelIsTrue } from "../support/truth.ts";

describe("a fetch from Discord into PostgreSQL", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;

  async function open(options: Parameters<typeof startSandbox>[0], env: Record<string, string> = {}) {
    sandbox = await startSandbox({ limits: "off", ...options });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox, env);
  }
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const historyRequests = async () =>
    (await sandbox.control.counters()).byRoute["GET /channels/:channel/messages"] ?? 0;

  it("archives a whole server of every kind of channel and message exactly as it is", async function () {
    await open({ layout: "demo", messages: 6_000 });
    for (const guild of await sandbox.control.truth.guilds()) {
      const row = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guild.id }));
      assert.ok(["completed", "warning"].includes(String(row.status)), String(row.error_message));
    }
    const channels = await assertArchiveIsTrue(database.pool, sandbox.control);
    for (const kind of ["text", "announcement", "voice", "publicThread", "privateThread"] as const) {
      assert.ok(
        channels.some((channel) => channel.kind === kind && channel.messageCount > 0),
        `no ${kind} was compared`,
      );
    }
    assert.ok(channels.some((channel) => channel.archived));
    const { rows } = await database.pool.query(
      "select 1 from channels where has_history and message_count > 0 and covered = '{}'",
    );
    assert.equal(rows.length, 0);
  });
  it("leaves out what it may not read, says so in words, and is found among the recently completed", async function () {
    await open({ layout: "demo", messages: 2_000 });
    const task = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }));
    assert.deepEqual([task.status, task.status_reason], ["completed", "channels_left_out"]);
    const unreadable = (await sandbox.control.truth.channels({ guildId })).filter(
      ({ readability, archived }) =>
        ["no_view_channel", "no_read_message_history", "no_connect"].includes(readability) && !archived,
    );
    assert.ok(unreadable.length >= 2);
    for (const { name } of unreadable) assert.ok(String(task.error_message).includes(`#${name}`), name);
    const { rows } = await database.pool.query<{ id: string }>(
      "SELECT * FROM history_fetch_tasks WHERE status='completed' ORDER BY completed_at DESC LIMIT 10",
    );
    assert.equal(rows[0]?.id, task.id);
    await assertArchiveIsTrue(database.pool, sandbox.control, { guildId });
  });
  it("warns when the MESSAGE_CONTENT intent is off, and archives the rest", async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 150, limits: "off" });
    await sandbox.control.setApplication({ content: false });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    bot = await startBot(database, sandbox);
    const task = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }));
    assert.match(String(task.error_message), /MESSAGE_CONTENT/);
    assert.equal((await database.pool.query("select 1 from messages where content = ''")).rowCount, 150);
  });
  it("starts within a second of an INSERT and stops within five of an UPDATE, by SQL alone", async function () {
    await open({ layout: "plain", channels: 1, messages: 20_000 });
    await sandbox.control.setLatency({ ms: 100 });
    const { rows } = await database.pool.query<{ id: string }>(
      `INSERT INTO history_fetch_tasks (guild_id) VALUES (${guildId}) RETURNING id`,
    );
    const id = rows[0]?.id ?? "";
    const inserted = performance.now();
    await eventually("the task starts", async () => (await readTask(database.pool, id)).status === "running");
    assert.ok(performance.now() - inserted < 1_000);
    await eventually("pages are read", async () => (await historyRequests()) > 3);
    await database.pool.query(`UPDATE history_fetch_tasks SET status='cancelled' WHERE id=${id}`);
    const cancelled = performance.now();
    await eventually("the requests stop", async () => {
      const before = await historyRequests();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return (await historyRequests()) === before;
    });
    assert.ok(performance.now() - cancelled < 5_000);
    const { rows: open_ } = await database.pool.query(
      "select 1 from history_fetch_tasks where status in ('pending', 'running')",
    );
    assert.equal(open_.length, 0);
  });
  it("pauses and goes on where it was", async function () {
    await open({ layout: "plain", channels: 1, messages: 3_000 });
    await sandbox.control.setLatency({ ms: 30 });
    const [channel] = await sandbox.control.truth.channels();
    const id = await makeTask(database.pool, { guild_id: guildId, channel_id: channel?.id });
    await eventually(
      "some pages are stored",
      async () => Number((await readTask(database.pool, id)).messages_saved) >= 500,
    );
    await database.pool.query("update history_fetch_tasks set status = 'paused' where id = $1", [id]);
    const paused = await readTask(database.pool, id);
    await sandbox.control.setLatency({ ms: 0 });
    await sandbox.control.resetCounters({});
    await database.pool.query("update history_fetch_tasks set status = 'pending' where id = $1", [id]);
    const row = await untilOver(database.pool, id);
    assert.deepEqual([row.status, row.messages_saved, row.messages_duplicate], ["completed", "3000", "0"]);
    assert.ok((await historyRequests()) <= (3_000 - Number(paused.messages_saved)) / 100 + 3);
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
  it("costs one or two requests the second time", async function () {
    await open({ layout: "plain", channels: 1, messages: 1_000 });
    const [channel] = await sandbox.control.truth.channels();
    assert.ok(channel);
    const fetch = async () =>
      untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId, channel_id: channel.id }));
    await fetch();
    await sandbox.control.resetCounters({});
    const again = await fetch();
    assert.equal(again.status, "completed");
    assert.ok((await sandbox.control.counters()).requests <= 2);
    // As if the first fetch had been long ago: what is sent now would have to settle first.
    await database.pool.query(
      "update channels set covered = int8multirange(int8range(0, newest_message_id + 1)) where id = $1",
      [channel.id],
    );
    await sandbox.control.postMessages({ channelId: channel.id, count: 40, atMs: Date.now() - 60_000 });
    await sandbox.control.resetCounters({});
    assert.equal((await fetch()).messages_saved, "40");
    assert.ok((await sandbox.control.counters()).requests <= 2);
    await assertChannelIsTrue(database.pool, sandbox.control, channel.id);
  });
  it("touches only the gaps of a range", async function () {
    await open({ layout: "plain", channels: 1, messages: 5_000 });
    const [channel] = await sandbox.control.truth.channels();
    assert.ok(channel);
    const ids: string[] = [];
    for await (const message of sandbox.control.truth.messages(channel.id)) ids.push(message.id);
    const fetch = async (from: number, to: number) =>
      untilOver(
        database.pool,
        await makeTask(database.pool, {
          guild_id: guildId,
          channel_id: channel.id,
          after_message_id: ids[from],
          before_message_id: ids[to],
        }),
      );
    await fetch(1_999, 3_000); // messages 2000..2999
    await sandbox.control.resetCounters({});
    const wider = await fetch(1_499, 3_500);
    assert.deepEqual([wider.messages_fetched, wider.messages_duplicate], ["1000", "0"]);
    assert.ok((await sandbox.control.counters()).requests <= 12);
    const { rows } = await database.pool.query<{ id: string }>("select id from messages order by id");
    assert.deepEqual(
      rows.map(({ id }) => id),
      ids.slice(1_500, 3_500),
    );
  });
  it("reads on when a task names a channel that was made a moment ago", async function () {
    await open({ layout: "plain", channels: 1, messages: 100 });
    const channel = await sandbox.control.createChannel({ guildId, name: "fresh", messages: 30 });
    const row = await untilOver(
      database.pool,
      await makeTask(database.pool, { guild_id: guildId, channel_id: channel.id }),
    );
    assert.deepEqual([row.status, row.messages_saved], ["completed", "30"]);
  });
  it("fails with a sentence for a channel that does not exist", async function () {
    await open({ layout: "plain", channels: 1, messages: 100 });
    const row = await untilOver(
      database.pool,
      await makeTask(database.pool, { guild_id: guildId, channel_id: "999999999999999999" }),
    );
    assert.deepEqual([row.status, row.status_reason], ["failed", "unknown_channel"]);
    assert.match(String(row.error_message), /999999999999999999/);
  });
});
