import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../../test/support/factories.ts";
import { inTransaction } from "../../postgres/pool.ts";
import { insertMessages } from "../archive/messages.ts";
import { markAttachmentBrought, noteFiles } from "../media/files.ts";
import { insertFile, referTo } from "../media/media.ts";
import { eraseMessages, takeFromDays } from "./eraseMessages.ts";

describe("eraseMessages", function () {
  const database = useTestDatabase();

  it("leaves no reference to a file that is being stored at that moment", async function () {
    const { pool } = database;
    await makeChannel(pool);
    await insertMessages(pool, { guildId, channelId }, [archiveMessage({ id: "5" })]);
    const item = { channelId, messageId: "5", item: "7" };
    await noteFiles(pool, [
      { kind: "attachment", ...item, guildId, url: null, variant: null, announcedBytes: null },
    ]);
    const sha256 = "ab".repeat(32);
    const files = await inTransaction(pool, async (storing) => {
      assert.equal(await markAttachmentBrought(storing, item), true);
      const erasing = inTransaction(pool, (tx) => eraseMessages(tx, channelId, ["5"]));
      await eventually("erasing waits for who stores", async () => {
        const { rows } = await pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows.length > 0;
      });
      const facts = { extension: "png", contentType: "image/png", sizeBytes: 1, width: 1, height: 1 };
      await insertFile(storing, { sha256, ...facts });
      await referTo(storing, { kind: "attachment", message: item, item: item.item }, sha256);
      return { erasing };
    }).then(async ({ erasing }) => (await erasing).files);
    assert.deepEqual(files, [sha256]);
    assert.equal((await pool.query("select from media_references")).rowCount, 0);
  });
});

describe("takeFromDays", function () {
  const days = [
    { day: "2024-05-03", count: 10 },
    { day: "2024-05-04", count: 2 },
  ];
  const left = (sentOn: readonly string[]) => takeFromDays(days, sentOn).map(({ count }) => count);

  it("takes what was sent before the first day from the day of the fetch, and what came live from its own", function () {
    assert.deepEqual(left(["2023-01-01", "2024-05-02", "2024-05-04"]), [8, 1]);
  });
  it("takes the newest first, so that older messages never use up their day", function () {
    assert.deepEqual(left(["2023-01-01", "2024-05-04", "2024-05-04"]), [9, 0]);
  });
  it("never counts below zero, and takes from an earlier day what no later one holds", function () {
    assert.deepEqual(left(Array.from({ length: 3 }, () => "2024-05-04")), [9, 0]);
    assert.deepEqual(left(Array.from({ length: 20 }, () => "2024-05-04")), [0, 0]);
  });
});
