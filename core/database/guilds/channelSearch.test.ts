import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { guildId, makeChannel } from "../../../test/support/factories.ts";
import { searchChannels } from "./channelSearch.ts";

const other = "200000000000000002";

describe("searchChannels", function () {
  const database = useTestDatabase();
  const find = async (query: string, includeDemo = false) =>
    (await searchChannels(database.pool, query, includeDemo)).map(({ name }) => name);
  beforeEach(async function () {
    await makeChannel(database.pool, { id: "300000000000000001", name: "General-Talk" });
    await makeChannel(database.pool, { id: "300000000000000002", name: "100%_sure" });
    await makeChannel(database.pool, { id: "300000000000000003", kind: "category", name: "General" });
    await makeChannel(database.pool, { id: "300000000000000004", guildId: other, name: "general" });
    await database.pool.query("update guilds set is_demo = id = $1", [other]); // makeChannel makes plain ones
  });

  it("finds names that hold every word, whatever their case", async function () {
    assert.deepEqual(await find("GENERAL"), ["General-Talk"]);
    assert.deepEqual(await find("talk gen"), ["General-Talk"]);
    assert.deepEqual(await find("talk never"), []);
  });

  it("finds them in all guilds, demo guilds only when these are shown", async function () {
    assert.deepEqual((await find("general", true)).sort(), ["General-Talk", "general"]);
    const [channel] = await searchChannels(database.pool, "talk", false);
    assert.equal(channel?.guildId, guildId);
  });

  it("takes signs of LIKE as they are", async function () {
    assert.deepEqual(await find("%_"), ["100%_sure"]);
    assert.deepEqual(await find("1_0"), []);
  });

  it("leaves out what was deleted", async function () {
    await database.pool.query("update channels set removed_at = now() where name = 'General-Talk'");
    assert.deepEqual(await find("general"), []);
  });
});
