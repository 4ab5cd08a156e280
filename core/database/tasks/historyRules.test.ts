import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { refusal } from "../../../test/support/describeTaskTable.ts";
import {
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
  readTask,
} from "../../../test/support/factories.ts";
import { refreshGuildTasks } from "./historyTasks.ts";

describe("a history fetch that makes no sense is refused with what is allowed", function () {
  const database = useTestDatabase();
  const insert = (options: unknown) =>
    database.pool.query("insert into history_fetch_tasks (guild_id, options) values ($1, $2)", [
      guildId,
      JSON.stringify(options),
    ]);
  const allowed = /channelIds.*includeThreads/;

  it("for a guild that nobody has seen", async function () {
    await refusal(
      database.pool.query("insert into history_fetch_tasks (guild_id) values (987000000000000001)"),
      /no account of ours has ever seen guild 987000000000000001/,
      /select id, name from guilds/,
    );
  });
  const faults: readonly [unknown, RegExp][] = [
    [{ channelIds: "x" }, /channelIds must be a list/],
    [{ channelIds: [] }, /at least one channel id/],
    [{ channelIds: [123] }, /each in quotes/],
    [{ channelIds: ["general"] }, /channelIds must be a list/],
    [{ channels: ["1"] }, /options has no channels/],
    [{ includeThreads: "no" }, /includeThreads must be true or false/],
    [{ includeArchivedThreads: 0 }, /includeArchivedThreads must be true or false/],
    [["1"], /options must be an object/],
  ];
  for (const [options, message] of faults)
    it(`with options ${JSON.stringify(options)}`, async function () {
      await makeGuild(database.pool);
      await refusal(insert(options), message, allowed);
      const id = await makeTask(database.pool);
      const update = database.pool.query("update history_fetch_tasks set options = $2 where id = $1", [
        id,
        JSON.stringify(options),
      ]);
      await refusal(update, message, allowed);
    });
  it("but not with options that mean something", async function () {
    await makeGuild(database.pool);
    await insert({
      channelIds: ["300000000000000001", "-5"],
      includeThreads: true,
      includeArchivedThreads: false,
    });
  });
  it("with counters below zero or a progress beyond its end", async function () {
    const id = await makeTask(database.pool);
    for (const assignment of [
      "messages_saved = -1",
      "messages_fetched = -5",
      "progress = 1.5",
      "progress = -0.1",
    ])
      await refusal(
        database.pool.query(`update history_fetch_tasks set ${assignment} where id = $1`, [id]),
        /negative|0 to 1/,
        /kept by workers/,
      );
  });
});

describe("why a history fetch waits stands in its row", function () {
  const database = useTestDatabase();
  const reasonOf = async (id: string) => (await readTask(database.pool, id)).status_reason;
  const makeAccount = (status: string) =>
    database.pool.query(
      `with account as (
         insert into accounts (platform, token_fingerprint, status, lease_expires_at)
         values ('discord', 'one', $1, now() + interval '1 minute') returning id)
       insert into account_guilds (account_id, guild_id) select id, $2 from account`,
      [status, guildId],
    );

  it("from its first moment", async function () {
    await makeChannel(database.pool);
    assert.equal(await reasonOf(await makeTask(database.pool)), "no_account");
    await makeAccount("offline");
    assert.equal(await reasonOf(await makeTask(database.pool, { mode: "reconcile" })), "account_offline");
    await database.pool.query("update accounts set status = 'ready'");
    assert.equal(await reasonOf(await makeTask(database.pool, { after_message_id: "1" })), "in_queue");
    const later = new Date(Date.now() + 60_000);
    assert.equal(
      await reasonOf(await makeTask(database.pool, { after_message_id: "2", run_at: later })),
      "scheduled",
    );
  });
  it("and says that another task holds its channel from the next heartbeat on", async function () {
    await makeChannel(database.pool);
    await makeAccount("ready");
    await makeTask(database.pool, { channel_id: channelId, priority: 0 });
    await claimOne(database.pool);
    const waiting = await makeTask(database.pool, { channel_id: channelId, after_message_id: "3" });
    assert.equal(await reasonOf(waiting), "in_queue");
    await refreshGuildTasks(database.pool);
    assert.equal(await reasonOf(waiting), "channel_busy");
  });
  it("and is kept true as things change, while what a worker wrote stays", async function () {
    await makeGuild(database.pool);
    const waiting = await makeTask(database.pool);
    const snoozed = await makeTask(database.pool, { mode: "reconcile", status_reason: "rate_limited" });
    await makeAccount("ready");
    await refreshGuildTasks(database.pool);
    assert.deepEqual([await reasonOf(waiting), await reasonOf(snoozed)], ["in_queue", "rate_limited"]);
    await database.pool.query("update accounts set lease_expires_at = now() - interval '1 s'");
    await refreshGuildTasks(database.pool);
    assert.equal(await reasonOf(waiting), "account_offline");
    await claimOne(database.pool);
    assert.equal(await reasonOf(waiting), null, "it runs");
  });
});
