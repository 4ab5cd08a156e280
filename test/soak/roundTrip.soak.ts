/** 100,000 messages that carry everything, exported and imported again: `npm run soak -- roundTrip`. */
import assert from "node:assert/strict";
import { emptyDatabase, useTestDatabase } from "../support/database.ts";
import { useExports } from "../support/exportRuns.ts";
import { useImports } from "../support/imports.ts";
import { makeRichArchive, multiplyRich, rich } from "../support/richArchive.ts";
import { archiveDigest } from "../support/roundTrip.ts";
import { soakResult } from "./result.ts";

/** Of the 17 kinds of messages of the channel, and the 7 of the chat. */
const copies = 4_200;

describe("100,000 messages that are exported and imported again", function () {
  this.timeout(60 * 60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const imports = useImports(database);

  for (const format of ["json", "jsonl"])
    it(`give the same archive by ${format}`, async function () {
      await makeRichArchive(database.pool, exports.blobs);
      await multiplyRich(database.pool, copies);
      const before = await archiveDigest(database.pool);
      const startedMs = Date.now();
      const written: Record<string, Buffer> = {};
      for (const guild of [rich.guild, rich.chat]) {
        const { files } = await exports.run({ guild_id: guild, format, files: "included" });
        for (const [path, content] of files) written[path] = content;
      }
      const exportedMs = Date.now();
      await emptyDatabase(database.pool);
      assert.deepEqual(await imports.run(await imports.write(written)).then(({ outcome }) => outcome), {
        kind: "completed",
      });
      assert.deepEqual(await archiveDigest(database.pool), before);
      const messages = before.messages?.count ?? 0;
      assert.ok(messages >= 100_000, `${messages} messages`);
      soakResult("round_trip", {
        [`${format}_messages`]: messages,
        [`${format}_export_seconds`]: Math.round((exportedMs - startedMs) / 1_000),
        [`${format}_import_seconds`]: Math.round((Date.now() - exportedMs) / 1_000),
        [`${format}_tables_different`]: 0,
      });
    });
});
