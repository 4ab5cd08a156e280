import assert from "node:assert/strict";
import { snowflakeAt, snowflakeTimeMs } from "./snowflake.ts";

describe("snowflakes", function () {
  it("carry the time Discord's documentation says", function () {
    assert.equal(snowflakeTimeMs("175928847299117063"), Date.parse("2016-04-30T11:18:25.796Z"));
  });
  it("turn into the first id of a millisecond and back", function () {
    const timeMs = Date.parse("2024-02-29T23:59:59.999Z");
    assert.equal(snowflakeTimeMs(snowflakeAt(timeMs)), timeMs);
    assert.equal(snowflakeTimeMs(snowflakeAt(timeMs) - 1n), timeMs - 1);
  });
  it("are 0 before 2015", function () {
    assert.equal(snowflakeAt(0), 0n);
  });
});
