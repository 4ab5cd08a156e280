import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { archiveMessage, channelId, guildId } from "../../../test/support/factories.ts";
import { findArchivedEnds, findUnarchived } from "./knownMessages.ts";
import { insertMessages } from "./messages.ts";

describe("what the archive knows of a channel", function () {
  const database = useTestDatabase();
  beforeEach(async function () {
    const messages = ["10", "20", "30", "40", "50"].map((id) => archiveMessage({ id }));
    await insertMessages(database.pool, { guildId, channelId }, messages);
    await database.pool.query("update messages set deleted_at = now() where id in (10, 50)");
  });

  it("is the oldest and the newest message of an interval that still stand", async function () {
    const ends = async (from: bigint, to: bigint) =>
      (await findArchivedEnds(database.pool, channelId, { from, to })).sort();
    assert.deepEqual(await ends(0n, 100n), ["20", "40"]);
    assert.deepEqual(await ends(30n, 40n), ["30"]);
    assert.deepEqual(await ends(41n, 100n), []);
  });
  it("is which messages of a page are new to it, deleted ones not counted as new", async function () {
    assert.deepEqual(
      await findUnarchived(database.pool, channelId, ["10", "11", "20", "60"]),
      new Set(["11", "60"]),
    );
    assert.deepEqual(await findUnarchived(database.pool, channelId, []), new Set());
  });
});
