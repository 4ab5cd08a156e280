import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { channelId, guildId, makeChannel, makeGuild, makeTask } from "../../../test/support/factories.ts";
import { extendCoverage } from "./channelCoverage.ts";
import { findGuild, listGuilds } from "./guildList.ts";

const other = "200000000000000002";
const options = { includeDemo: false, cdnBase: "https://cdn.example.org/" };

describe("listGuilds", function () {
  const database = useTestDatabase();

  it("tells what a guild holds and what is going on in it", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: "300000000000000002", kind: "category", hasHistory: false });
    await makeGuild(database.pool, { icon: "a_1234", memberCount: 42 });
    await extendCoverage(database.pool, { channelId, proven: null, newestMessageId: "9", savedCount: 12 });
    const parent = await makeTask(database.pool);
    await makeTask(database.pool, { parent_task_id: parent, channel_id: channelId });
    await makeTask(database.pool, { channel_id: channelId, status: "completed" });
    const [guild] = await listGuilds(database.pool, options);
    assert.deepEqual(
      [guild?.channelCount, guild?.messageCount, guild?.openTaskCount, guild?.memberCount, guild?.isReadable],
      [1, 12, 1, 42, false],
    );
    assert.ok(guild?.lastFetchedAt);
    assert.equal(guild.iconUrl, `https://cdn.example.org/icons/${guildId}/a_1234.png?size=128`);
  });

  it("is readable while an enabled account of ours is in it", async function () {
    await makeGuild(database.pool);
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'one') returning id",
    );
    await database.pool.query("insert into account_guilds (account_id, guild_id) values ($1, $2)", [
      rows[0]?.id,
      guildId,
    ]);
    const isReadable = async () => (await listGuilds(database.pool, options))[0]?.isReadable;
    assert.equal(await isReadable(), true);
    await database.pool.query("update accounts set enabled = false");
    assert.equal(await isReadable(), false);
    await database.pool.query("update accounts set enabled = true; update guilds set removed_at = now()");
    assert.equal(await isReadable(), false);
  });

  it("sorts by name whatever its case, those we lost last, and hides the sandbox's", async function () {
    await makeGuild(database.pool, { id: "200000000000000003", name: "alpha" });
    await makeGuild(database.pool, { id: "200000000000000004", name: "Lost" });
    await makeGuild(database.pool, { id: other, name: "Beta" });
    await makeGuild(database.pool, { name: "Demo", isDemo: true });
    await database.pool.query("update guilds set removed_at = now() where name = 'Lost'");
    const names = async (includeDemo: boolean) =>
      (await listGuilds(database.pool, { ...options, includeDemo })).map((guild) => guild.name);
    assert.deepEqual(await names(false), ["alpha", "Beta", "Lost"]);
    assert.deepEqual(await names(true), ["alpha", "Beta", "Demo", "Lost"]);
    assert.equal(await findGuild(database.pool, guildId, false), null);
    assert.equal((await findGuild(database.pool, guildId, true))?.name, "Demo");
    assert.equal(await findGuild(database.pool, "1", true), null);
  });
});
