import assert from "node:assert/strict";
import { stretchesOf } from "../coverage/coverage.ts";
import { equalColumns, levelOf, monthColumns, runsOf } from "./months.ts";

describe("monthColumns", function () {
  it("lists the months a span touches, across the turn of the year", function () {
    const columns = monthColumns(Date.parse("2023-11-15T00:00:00Z"), Date.parse("2024-02-01T00:00:00Z"));
    assert.deepEqual(
      columns.map((column) => new Date(column.from).toISOString().slice(0, 7)),
      ["2023-11", "2023-12", "2024-01", "2024-02"],
    );
    assert.equal(columns[0]?.to, columns[1]?.from);
  });

  it("gives one column for one moment", function () {
    assert.equal(monthColumns(0, 0).length, 1);
  });
});

describe("levelOf", function () {
  it("is full only when nothing is missing", function () {
    assert.equal(levelOf(0.9999), "high");
    assert.equal(levelOf(1), "full");
    assert.equal(levelOf(0.2), "low");
    assert.equal(levelOf(0), "none");
  });
});

describe("runsOf", function () {
  it("joins columns that look the same and leaves out what was before the channel", function () {
    const stretches = stretchesOf({ life: { from: "40", to: "100" }, covered: [["60", "100"]] }, "telegram");
    assert.deepEqual(runsOf(stretches, equalColumns(0, 100, 10)), [
      { first: 0, length: 4, level: null },
      { first: 4, length: 2, level: "none" },
      { first: 6, length: 4, level: "full" },
    ]);
  });
});
