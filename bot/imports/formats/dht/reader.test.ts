import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { dceIds, dceMessageId } from "../../../../test/support/exports/dce.ts";
import { writeDht } from "../../../../test/support/exports/dht.ts";
import { useImports } from "../../../../test/support/imports.ts";

describe("dht", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const folder = () => imports.write({ "readme.txt": "" });

  for (const version of [4, 11] as const) {
    it(`takes a file of schema ${version} with all that belongs to its messages`, async function () {
      const path = join(await folder(), "export.dht");
      writeDht(path, { version, count: 4_100 });
      const { outcome, row } = await imports.run(path);
      assert.deepEqual(outcome, { kind: "completed" });
      assert.deepEqual([row.messages_saved, row.files_stored, row.formats], ["4100", "1", ["dht"]]);
      const messages = await rows(
        "select id, author_id, kind, content, created_at, edited_at, reply_to_id, extra from messages order by id limit 2",
      );
      assert.deepEqual(messages[0], {
        id: dceMessageId(1),
        author_id: dceIds.ada,
        kind: "default",
        content: "message 1",
        created_at: new Date("2021-01-01T00:01:00Z"),
        edited_at: new Date("2021-01-02T00:00:00Z"),
        reply_to_id: null,
        extra: { imported: "dht", embeds: [{ title: "Tide table" }] },
      });
      assert.deepEqual([messages[1]?.kind, messages[1]?.reply_to_id], ["reply", dceMessageId(1)]);
      assert.deepEqual(await rows("select emoji, is_animated, count from reactions order by emoji"), [
        { emoji: "buoy:910000000000000001", is_animated: true, count: 1 },
        { emoji: "🫖", is_animated: false, count: 3 },
      ]);
      assert.deepEqual(await rows("select id, file_name, content_type, size_bytes from attachments"), [
        { id: "710000000000000001", file_name: "map.png", content_type: "image/png", size_bytes: "3" },
      ]);
      assert.deepEqual(await rows("select name from authors"), [
        { name: version === 11 ? "ada" : "ada#0042" },
      ]);
      assert.deepEqual(
        await rows(
          "select g.name as guild, c.name, c.topic from channels c join guilds g on g.id = c.guild_id",
        ),
        [{ guild: "Harbour", name: "quay", topic: "ships" }],
      );
    });
  }

  it("finds downloads in a second file beside it", async function () {
    const root = await folder();
    writeDht(join(root, "export.dht"), {
      version: 11,
      count: 3,
      downloads: join(root, "export.dht_downloads"),
    });
    const { row } = await imports.run(join(root, "export.dht"));
    assert.deepEqual([row.messages_saved, row.files_stored], ["3", "1"]);
  });

  it("reads a file that was left in write-ahead mode, and leaves it as it is", async function () {
    const path = join(await folder(), "export.dht");
    writeDht(path, { version: 11, count: 3 });
    const file = await open(path, "r+");
    await file.write(Buffer.from([2, 2]), 0, 2, 18);
    const { row } = await imports.run(path);
    assert.equal(row.messages_saved, "3");
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 18);
    assert.deepEqual([...buffer], [2, 2]);
    await file.close();
  });

  it("refuses a table that is computed when it is read", async function () {
    const path = join(await folder(), "export.dht");
    const db = new sqlite.Database(path);
    db.exec(`create view messages as with recursive n(message_id, channel_id, sender_id, text, timestamp) as
      (select 1, 1, 1, '', 1 union all select message_id + 1, 1, 1, '', 1 from n) select * from n`);
    db.close();
    await assert.rejects(imports.run(path), /It holds a view that no export has/);
  });
});
