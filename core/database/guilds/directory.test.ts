import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  channelId,
  directoryChannel,
  guildId,
  makeChannel,
  makeGuild,
} from "../../../test/support/factories.ts";
import { extendCoverage } from "./channelCoverage.ts";
import {
  findChannel,
  findChannelNames,
  markChannelRemoved,
  markUnlistedChannelsRemoved,
  raiseLastMessageIds,
  recordAccess,
  recordMembership,
  upsertChannels,
} from "./directory.ts";

describe("the directory", function () {
  const database = useTestDatabase();
  const row = async (id = channelId) =>
    (await database.pool.query<Record<string, unknown>>("select * from channels where id = $1", [id]))
      .rows[0];
  const makeAccount = async () =>
    (
      await database.pool.query<{ id: string }>(
        "insert into accounts (platform, token_fingerprint) values ('discord', gen_random_uuid()) returning id",
      )
    ).rows[0]?.id ?? "";

  it("updates what changed, leaves the rest alone, and never touches coverage", async function () {
    await makeChannel(database.pool, { name: "old", lastMessageId: "50" });
    await extendCoverage(database.pool, {
      channelId,
      proven: { fromId: "0", toId: "51" },
      newestMessageId: "50",
      savedCount: 3,
    });
    const before = await row();
    await upsertChannels(database.pool, [directoryChannel({ name: "old", lastMessageId: "50" })]);
    assert.deepEqual(await row(), before); // not even updated_at
    await upsertChannels(database.pool, [directoryChannel({ name: "new", lastMessageId: "40" })]);
    const after = await row();
    assert.deepEqual(
      [after?.name, after?.last_message_id, after?.covered, after?.message_count],
      ["new", "50", "{[0,51)}", "3"],
    );
  });
  it("marks channels that are no longer listed as removed, but not threads, and takes it back", async function () {
    await makeChannel(database.pool);
    const thread = directoryChannel({ id: "300000000000000002", kind: "public_thread", parentId: channelId });
    await upsertChannels(database.pool, [thread]);
    await markUnlistedChannelsRemoved(database.pool, guildId, []);
    assert.deepEqual([(await row())?.removed_at === null, (await row(thread.id))?.removed_at], [false, null]);
    await upsertChannels(database.pool, [directoryChannel()]);
    assert.equal((await row())?.removed_at, null);
    await markChannelRemoved(database.pool, channelId);
    assert.ok((await row())?.removed_at && (await row(thread.id))?.removed_at); // its threads went with it
  });
  it("raises newest message ids and never lowers them", async function () {
    await makeChannel(database.pool, { lastMessageId: "50" });
    await raiseLastMessageIds(
      database.pool,
      new Map([
        [channelId, "60"],
        ["999", "1"],
      ]),
    );
    await raiseLastMessageIds(database.pool, new Map([[channelId, "55"]]));
    assert.equal((await row())?.last_message_id, "60");
  });
  it("finds a channel with its coverage, and names for ids it never listed", async function () {
    await makeChannel(database.pool, { name: "general" });
    assert.deepEqual((await findChannel(database.pool, channelId))?.covered, []);
    assert.equal(await findChannel(database.pool, "1"), null);
    assert.deepEqual(await findChannelNames(database.pool, [channelId, "1"]), [
      { id: channelId, name: "general" },
      { id: "1", name: "1" },
    ]);
  });
  it("records what an account lacks, and forgets it when it is granted", async function () {
    const accountId = await makeAccount();
    await makeChannel(database.pool);
    const record = (missing: Map<string, ("view_channel" | "connect")[]>) =>
      recordAccess(database.pool, { accountId, guildId, permissions: "8", missing });
    const known = async () =>
      (await database.pool.query("select channel_id, missing from account_channels")).rows;
    await record(
      new Map([
        [channelId, ["view_channel"]],
        ["999", ["connect"]],
      ]),
    ); // 999 was never listed
    assert.deepEqual(await known(), [{ channel_id: channelId, missing: ["view_channel"] }]);
    await record(new Map([[channelId, ["view_channel", "connect"]]]));
    assert.deepEqual(await known(), [{ channel_id: channelId, missing: ["view_channel", "connect"] }]);
    await record(new Map());
    assert.deepEqual(await known(), []);
  });
  it("marks a guild as left once no account is in it", async function () {
    const [one, two] = [await makeAccount(), await makeAccount()];
    await makeGuild(database.pool);
    for (const accountId of [one, two])
      await recordAccess(database.pool, { accountId, guildId, permissions: null, missing: new Map() });
    const left = async () =>
      (await database.pool.query<{ left: boolean }>("select removed_at is not null as left from guilds"))
        .rows[0]?.left;
    await recordMembership(database.pool, one, []);
    assert.equal(await left(), false);
    await recordMembership(database.pool, two, []);
    assert.equal(await left(), true);
    await makeGuild(database.pool);
    assert.equal(await left(), false);
  });
});
