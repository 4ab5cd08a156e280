import assert from "node:assert/strict";
import type { TimelineView } from "../../../../core/api/reading.ts";
import { densityPath, lifeOf, missingOf, shareOf, ticksOf, timeAt } from "./shape.ts";

const timeline = (covered: [string, string][]): TimelineView => ({
  from: "2020-01-01T00:00:00.000Z",
  to: "2024-01-01T00:00:00.000Z",
  counts: [1, 0, 4],
  covered,
});
const format = {
  year: (ms: number) => String(new Date(ms).getUTCFullYear()),
  month: (ms: number) => `m${new Date(ms).getUTCMonth() + 1}`,
};

describe("a channel's life as a drawing", function () {
  it("places times and finds them again", function () {
    const life = lifeOf(timeline([]));
    assert.ok(life);
    assert.equal(shareOf(life, Date.parse("2022-01-01T00:00:00Z")).toFixed(2), "0.50");
    assert.equal(timeAt(life, shareOf(life, 1_600_000_000_000)), 1_600_000_000_000);
    assert.deepEqual([shareOf(life, 0), shareOf(life, 9e12), timeAt(life, 7)], [0, 1, life.toMs]);
    assert.equal(lifeOf({ from: null, to: null, counts: [], covered: [] }), null);
  });
  it("draws what was said, the least of it too", function () {
    assert.equal(
      densityPath([0, 1, 10_000, 0]),
      "M100 0L100.0 0.0L100.0 250.0L94.0 250.0L94.0 500.0L0.0 500.0L0.0 750.0L100.0 750.0L100.0 1000.0L100 1000Z",
    );
  });
  it("names what is not proven complete", function () {
    const [first, ...rest] = missingOf(timeline([["2021-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z"]]));
    assert.deepEqual([first?.from, first?.to.toFixed(2), rest.length], [0, "0.25", 0]);
    assert.deepEqual(missingOf(timeline([])), [{ from: 0, to: 1 }]);
    assert.deepEqual(missingOf(timeline([["2019-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"]])), []);
  });
  it("names years, or months of a short life, not too close", function () {
    const life = lifeOf(timeline([]));
    assert.ok(life);
    assert.deepEqual(
      ticksOf(life, 0.05, format).map(({ label }) => label),
      ["2021", "2022", "2023"],
    );
    assert.deepEqual(
      ticksOf(life, 0.4, format).map(({ label }) => label),
      ["2021", "2023"],
    );
    const short = { fromMs: Date.UTC(2023, 10, 5), toMs: Date.UTC(2024, 1, 20) };
    assert.deepEqual(
      ticksOf(short, 0.05, format).map(({ label }) => label),
      ["m12", "m1", "m2"],
    );
  });
});
