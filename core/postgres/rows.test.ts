import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { defineRows, toSafeJson } from "./rows.ts";

describe("defineRows", function () {
  const database = useTestDatabase();
  const shape = defineRows({ id: "int8", text: "text", at: "timestamptz", flag: "boolean", extra: "jsonb" });

  it("brings every value over as it is", async function () {
    const at = new Date("2021-01-01T00:00:00.123Z");
    const rows = [
      { id: "-9223372036854775808", text: 'a "b" \\ {c},\n,null', at, flag: true, extra: '{"a": "\\"\\\\"}' },
      { id: 7, text: "null", at: null, flag: false, extra: null },
      { id: null, text: "", at: new Date(Number.NaN), flag: null, extra: "[]" },
    ];
    const found = await database.pool.query(`select r.* from ${shape.from("r", 1)}`, shape.parameters(rows));
    assert.deepEqual(found.rows, [
      { ...rows[0], extra: { a: '"\\' } },
      { ...rows[1], id: "7" },
      { ...rows[2], at: null, extra: [] },
    ]);
  });
  it("makes texts storable and never takes one value for two", async function () {
    const row = { id: "1", text: "a\0b\ud800", at: null, flag: null, extra: toSafeJson({ "k\0": "\udc00" }) };
    const query = `select r.text, r.extra from ${shape.from("r", 1)}`;
    const { rows } = await database.pool.query(query, shape.parameters([row]));
    assert.deepEqual(rows, [{ text: "a\uFFFDb\uFFFD", extra: { "k\uFFFD": "\uFFFD" } }]);
    await assert.rejects(database.pool.query(query, shape.parameters([{ ...row, id: "1,2" }])), {
      code: "22P02",
    });
  });
});
