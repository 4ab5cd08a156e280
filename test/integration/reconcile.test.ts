/** What a reconcile says it found changed, compared with what was changed. */
import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { makeTask } from "../support/factories.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";

describe("the report of a reconcile", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;
  let channelIds: string[];
  afterEach(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const database = useTestDatabase();

  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 3, messages: 900, limits: "off" });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    channelIds = (await sandbox.control.truth.channels({ guildId }))
      .filter(({ messageCount }) => messageCount > 0)
      .map(({ id }) => id);
    bot = await startBot(database, sandbox);
  });
  const run = async (columns: Record<string, unknown>) => {
    const task = await untilOver(
      database.pool,
      await makeTask(database.pool, { guild_id: guildId, ...columns }),
    );
    assert.equal(task.status, "completed", String(task.error_message));
    return task;
  };
  const report = (task: Record<string, unknown>) => ({
    edited: Number(task.messages_updated),
    deleted: Number(task.messages_deleted),
    reactions: Number(task.reactions_changed),
  });
  const idsOf = async (channelId: string) =>
    (
      await database.pool.query<{ id: string }>("select id from messages where channel_id = $1 order by id", [
        channelId,
      ])
    ).rows.map(({ id }) => id);
  const edit = (channelId: string, messageId: string, content: string) =>
    sandbox.control.editMessage({ channelId, messageId, content, silent: true });
  const react = (channelId: string, messageId: string, on = true) =>
    sandbox.control.react({ channelId, messageId, emoji: "🦩", on, silent: true });

  /** In the first channel 7 edits, 4 deletions, 5 other reactions; in the second 2, 1 and none; in the third nothing. */
  async function changeSilently(): Promise<void> {
    const [first = "", second = ""] = channelIds;
    const ids = await idsOf(first);
    const at = (index: number) => ids[index] ?? "";
    for (let n = 0; n < 7; n++) await edit(first, at(n * 30), `another text ${n}`);
    await edit(first, at(0), "edited twice, seen once");
    await sandbox.control.deleteMessages({
      channelId: first,
      messageIds: [at(1), at(2), at(151), at(299)],
      silent: true,
    });
    for (const index of [0, 30, 5, 6, 170]) await react(first, at(index)); // the first two were edited as well
    await react(first, at(8));
    await react(first, at(8), false); // as it was
    const others = await idsOf(second);
    await edit(second, others[10] ?? "", "changed");
    await edit(second, others[290] ?? "", "changed too");
    await sandbox.control.deleteMessages({ channelId: second, messageIds: [others[0] ?? ""], silent: true });
  }

  it("counts edits, deletions and other reactions exactly, by channel and in sum, and once", async function () {
    const fetched = await run({});
    assert.deepEqual(report(fetched), { edited: 0, deleted: 0, reactions: 0 });
    await changeSilently();
    const task = await run({ mode: "reconcile" });
    assert.deepEqual(report(task), { edited: 9, deleted: 5, reactions: 5 });
    const { rows: parts } = await database.pool.query(
      "select channel_id, messages_updated, messages_deleted, reactions_changed from history_fetch_tasks where parent_task_id = $1",
      [task.id],
    );
    assert.deepEqual(
      channelIds.map((id) => report(parts.find(({ channel_id }) => channel_id === id) ?? {})),
      [
        { edited: 7, deleted: 4, reactions: 5 },
        { edited: 2, deleted: 1, reactions: 0 },
        { edited: 0, deleted: 0, reactions: 0 },
      ],
    );
    const { rows: versions } = await database.pool.query(
      "select count(*)::int as versions, (select count(*)::int from messages where deleted_at is not null) as deleted from message_versions",
    );
    assert.deepEqual(versions, [{ versions: 9, deleted: 5 }]);
    assert.deepEqual(report(await run({ mode: "reconcile" })), { edited: 0, deleted: 0, reactions: 0 });
    await database.pool.query("delete from messages where deleted_at is not null");
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
  it("speaks only of the interval that was read again", async function () {
    await run({});
    await changeSilently();
    const [first = ""] = channelIds;
    const ids = await idsOf(first);
    const task = await run({
      channel_id: first,
      mode: "reconcile",
      after_message_id: ids[149],
      before_message_id: ids[180],
    });
    // Of the changes above: 150 was edited, 151 deleted, 170 reacted to; 180 lies outside.
    assert.deepEqual(report(task), { edited: 1, deleted: 1, reactions: 1 });
  });
});
