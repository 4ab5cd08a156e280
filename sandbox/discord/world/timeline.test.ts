import assert from "node:assert/strict";
import { Activity } from "../../world/activity.ts";
import { compareIds, parseId, type SnowflakeParts } from "./snowflake.ts";
import { Timeline } from "./timeline.ts";

const startMs = Date.UTC(2022, 0, 1);
const endMs = Date.UTC(2026, 0, 1);
const activity = new Activity(7, Date.UTC(2021, 0, 1), endMs);
const partsOf = (timeline: Timeline, index: number): SnowflakeParts => ({
  ms: timeline.timeAt(index),
  low: timeline.lowAt(index),
});

describe("Timeline", function () {
  it("gives strictly increasing ids, crowded or sparse", function () {
    for (const [count, spanMs] of [
      [20_000, endMs - startMs],
      [20_000, 60_000],
      [9, 3_600_000],
    ] as const) {
      const timeline = new Timeline(activity, 42, count, startMs, startMs + spanMs);
      let last = "0";
      for (let i = 0; i < count; i++) {
        const id = timeline.idAt(i);
        assert.ok(compareIds(id, last) > 0, `${i} of ${count}: ${id} after ${last}`);
        last = id;
      }
      assert.ok(timeline.timeAt(0) >= startMs);
      assert.ok(timeline.timeAt(count - 1) < startMs + spanMs);
    }
  });

  it("finds every index by its id, and none by an id in between", function () {
    const timeline = new Timeline(activity, 3, 5_000, startMs, endMs);
    for (let i = 0; i < 5_000; i += 7) {
      const parts = partsOf(timeline, i);
      assert.equal(timeline.indexOf(parts), i);
      assert.equal(timeline.lowerBound(parts), i);
      const above = { ms: parts.ms, low: parts.low + 1 };
      assert.equal(timeline.indexOf(above), -1);
      assert.equal(timeline.lowerBound(above), i + 1);
    }
    assert.equal(timeline.lowerBound({ ms: 0, low: 0 }), 0);
    assert.equal(timeline.lowerBound({ ms: endMs, low: 0 }), 5_000);
  });

  it("does not depend on what was asked before", function () {
    const one = new Timeline(activity, 5, 10_000_000, startMs, endMs);
    const forwards = Array.from({ length: 50 }, (_, i) => one.idAt(i * 199_999));
    const other = new Timeline(activity, 5, 10_000_000, startMs, endMs);
    const backwards = Array.from({ length: 50 }, (_, i) => other.idAt((49 - i) * 199_999)).toReversed();
    assert.deepEqual(backwards, forwards);
    for (const id of forwards) assert.match(id, /^\d{17,19}$/);
    assert.equal(one.indexOf(parseId(forwards[33] ?? "") ?? { ms: 0, low: 0 }), 33 * 199_999);
  });

  it("leaves silences between conversations", function () {
    const timeline = new Timeline(activity, 9, 4_000, startMs, endMs);
    const gaps = Array.from({ length: 3_999 }, (_, i) => timeline.timeAt(i + 1) - timeline.timeAt(i));
    assert.ok(gaps.filter((ms) => ms < 300_000).length > 2_500, "most messages follow soon");
    assert.ok(
      gaps.some((ms) => ms > 3 * 86_400_000),
      "some silences last for days",
    );
  });

  it("refuses a span with no room for its messages", function () {
    assert.throws(() => new Timeline(activity, 1, 1_000, startMs, startMs + 1_000), RangeError);
  });
});
