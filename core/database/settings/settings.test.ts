import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { findSetting, insertSetting, replaceSetting } from "./settings.ts";

describe("settings", function () {
  const database = useTestDatabase();

  it("are inserted once and replaced only while they are what the caller saw", async function () {
    assert.equal(await findSetting(database.pool, "theme"), undefined);
    assert.deepEqual(
      await Promise.all([
        insertSetting(database.pool, "theme", { a: 1 }),
        insertSetting(database.pool, "theme", { a: 1 }),
      ]).then((won) => won.sort()),
      [false, true],
    );
    assert.equal(await replaceSetting(database.pool, "theme", { a: 2 }, null), false);
    assert.equal(await replaceSetting(database.pool, "theme", { a: 1 }, "text"), true);
    assert.equal(await findSetting(database.pool, "theme"), "text");
  });
});

describe("parseCursor", function () {
  it("reads what toCursor wrote and refuses everything else", function () {
    assert.equal(parseCursor(toCursor("42")), "42");
    for (const strange of [
      "",
      "x",
      toCursor("abc"),
      toCursor("-1"),
      toCursor("042"),
      toCursor("9".repeat(19)),
      `${toCursor("42")}=`,
    ]) {
      assert.throws(() => parseCursor(strange), /cursor must be/, strange);
    }
  });
});
