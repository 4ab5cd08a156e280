import assert from "node:assert/strict";
import { barsOf, clock } from "./waveform.ts";

describe("barsOf", function () {
  it("gives the loudest of each part, scaled to the loudest of all", function () {
    assert.deepEqual(barsOf([0, 50, 100, 25], 2), [0.5, 1]);
    assert.deepEqual(barsOf([10], 3), [1, 1, 1]);
    assert.deepEqual(barsOf([0, 0], 1), [0.06]);
    assert.deepEqual(barsOf(null, 2), [0.15, 0.15]);
  });
});

describe("clock", function () {
  it("writes times as players do, of unknown lengths too", function () {
    assert.deepEqual([0, 5, 65, 3_723, Number.NaN].map(clock), ["0:00", "0:05", "1:05", "1:02:03", "0:00"]);
  });
});
