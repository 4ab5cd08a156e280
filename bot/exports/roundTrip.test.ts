import assert from "node:assert/strict";
import { emptyDatabase, useTestDatabase } from "../../test/support/database.ts";
import { useExports } from "../../test/support/exportRuns.ts";
import { useImports } from "../../test/support/imports.ts";
import { makeRichArchive, rich } from "../../test/support/richArchive.ts";
import { roundTripTables } from "../../test/support/roundTrip.ts";

describe("an export that is imported again", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const imports = useImports(database);

  async function snapshot(): Promise<Record<string, unknown[]>> {
    const rows = await Promise.all(Object.values(roundTripTables).map((text) => database.pool.query(text)));
    return Object.fromEntries(
      Object.keys(roundTripTables).map((name, index) => [name, rows[index]?.rows ?? []]),
    );
  }

  for (const format of ["json", "jsonl"])
    it(`gives the same archive by ${format}`, async function () {
      await makeRichArchive(database.pool, exports.blobs);
      const before = await snapshot();
      const written: Record<string, Buffer> = {};
      for (const guild of [rich.guild, rich.chat]) {
        const { outcome, files } = await exports.run({ guild_id: guild, format, files: "included" });
        assert.equal(outcome.kind, "completed");
        for (const [path, content] of files) written[path] = content;
      }
      assert.equal(before.messages?.length, 17 + 2 + 7);
      assert.equal(before.versions?.length, 1);
      assert.equal(before.files?.length, 1);
      await emptyDatabase(database.pool);
      const { outcome } = await imports.run(await imports.write(written));
      assert.deepEqual(outcome, { kind: "completed" });
      const after = await snapshot();
      for (const name of Object.keys(roundTripTables)) assert.deepEqual(after[name], before[name], name);
    });

  it("keeps what the schema of DiscordChatExporter holds, where only that was asked for", async function () {
    await makeRichArchive(database.pool);
    const { files } = await exports.run({ guild_id: rich.guild, is_exact: false });
    const before = await snapshot();
    await emptyDatabase(database.pool);
    await imports.run(await imports.write(Object.fromEntries(files)));
    const after = await snapshot();
    const columns = ["id", "author_id", "kind", "reply_to_id", "created_at", "edited_at"];
    const plain = (rows: unknown[] | undefined) =>
      (rows as Record<string, unknown>[]).flatMap((row) =>
        row.guild_id === rich.guild ? [columns.map((column) => row[column])] : [],
      );
    assert.deepEqual(plain(after.messages), plain(before.messages));
  });
});
