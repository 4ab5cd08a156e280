import assert from "node:assert/strict";
import { mix } from "../../world/hash.ts";
import { compareIds, DISCORD_EPOCH_MS, parseId, toId } from "./snowflake.ts";

describe("toId", function () {
  it("equals the 64-bit arithmetic of Discord's documentation", function () {
    for (let i = 0; i < 2_000; i++) {
      const ms = DISCORD_EPOCH_MS + mix(i, 1) * 80 + mix(i, 2);
      const low = mix(i, 3) & 0x3fffff;
      assert.equal(toId(ms, low), String((BigInt(ms - DISCORD_EPOCH_MS) << 22n) | BigInt(low)));
    }
  });

  it("keeps leading zeros of the tail", function () {
    // (ms << 22) + low is exactly 100,000: the five last digits are all zero.
    assert.equal(toId(DISCORD_EPOCH_MS, 100_000), "100000");
    assert.equal(toId(DISCORD_EPOCH_MS, 100_007), "100007");
  });
});

describe("parseId", function () {
  it("is the inverse of toId", function () {
    const parts = { ms: Date.UTC(2025, 6, 1, 12, 30, 15, 42), low: 4_194_303 };
    assert.deepEqual(parseId(toId(parts.ms, parts.low)), parts);
  });

  it("returns null for what is not a 64-bit number", function () {
    for (const text of ["", "-1", "12x", "1.5", "18446744073709551616", "123456789012345678901"]) {
      assert.equal(parseId(text), null, text);
    }
    assert.notEqual(parseId("18446744073709551615"), null);
  });
});

describe("compareIds", function () {
  it("orders ids of different lengths as numbers", function () {
    const ids = ["1000000000000000000", "99999999999999999", "999999999999999999", "1000000000000000001"];
    assert.deepEqual(ids.sort(compareIds), [
      "99999999999999999",
      "999999999999999999",
      "1000000000000000000",
      "1000000000000000001",
    ]);
  });
});
