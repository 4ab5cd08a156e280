import assert from "node:assert/strict";
import { timesOf, toTimeline } from "./timeline.ts";

const at = (day: number) => new Date(Date.UTC(2024, 0, day));
const probe = (count: number, lastId: string | null, firstAt: Date | null) => ({ count, lastId, firstAt });

describe("toTimeline", function () {
  it("follows ids without times by the first message of each stretch", function () {
    // 100 ids: half of them in the first day, the other half over nine days.
    const bounds = [1n, 51n, 101n];
    const probes = [probe(50, "50", at(1)), probe(50, "100", at(2))];
    const times = timesOf(probes, at(11));
    assert.deepEqual(
      times.map((ms) => new Date(ms).getUTCDate()),
      [1, 2, 11],
    );
    const timeline = toTimeline({ coveredLife: [{ from: 26n, to: 76n }] }, bounds, probes, times);
    // Two pieces of five days each: the first holds the first day and four of the nine.
    assert.deepEqual(timeline.counts, [72, 28]);
    assert.deepEqual(timeline.covered, [["2024-01-01T12:00:00.000Z", "2024-01-06T12:00:00.000Z"]]);
  });
  it("gives stretches without messages no time, and never runs backwards", function () {
    const probes = [
      probe(0, null, null),
      probe(1, "60", at(5)),
      probe(0, null, null),
      probe(1, "190", at(3)),
    ];
    assert.deepEqual(
      timesOf(probes, at(9)).map((ms) => new Date(ms).getUTCDate()),
      [3, 3, 3, 3, 9],
    );
    assert.deepEqual(timesOf([probe(0, null, null)], null), [0, 0]);
  });
  it("estimates what it did not count to the end", function () {
    const probes = [probe(250, "499", at(1)), probe(10, "1999", at(2))];
    const timeline = toTimeline({ coveredLife: [] }, [0n, 1_000n, 2_000n], probes, [0, 1, 2]);
    assert.deepEqual(timeline.counts, [500, 10]);
  });
});
