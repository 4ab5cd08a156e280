import assert from "node:assert/strict";
import {
  addInterval,
  type Coverage,
  clip,
  coveredShare,
  formatMultirange,
  gaps,
  intervalsWith,
  parseMultirange,
} from "./coverage.ts";

const cover = (...pairs: [number, number][]) =>
  pairs.map(([from, to]) => ({ from: BigInt(from), to: BigInt(to) }));
const range = (from: number, to: number) => ({ from: BigInt(from), to: BigInt(to) });

describe("parseMultirange", function () {
  it("reads any number of intervals", function () {
    assert.deepEqual(parseMultirange("{}"), []);
    assert.deepEqual(parseMultirange("{[0,5)}"), cover([0, 5]));
    assert.deepEqual(parseMultirange("{[-3,1),[4,9007199254)}"), cover([-3, 1], [4, 9_007_199_254]));
  });
  it("keeps ids beyond 2^53 exact", function () {
    assert.deepEqual(parseMultirange("{[1103847562930475009,1103847562930475011)}"), [
      { from: 1103847562930475009n, to: 1103847562930475011n },
    ]);
  });
  it("reads what formatMultirange writes", function () {
    for (const coverage of [cover(), cover([0, 5]), cover([-3, 1], [4, 9])])
      assert.deepEqual(parseMultirange(formatMultirange(coverage)), coverage);
  });
  for (const text of ["", "{", "{[1,2]}", "{[1,2),}", "{[a,2)}", "empty", "{[1,2)[3,4)}"]) {
    it(`refuses ${JSON.stringify(text)}`, function () {
      assert.throws(() => parseMultirange(text), SyntaxError);
    });
  }
});

describe("addInterval", function () {
  it("joins what overlaps or touches and keeps the rest apart, in order", function () {
    const coverage = cover([0, 10], [20, 30], [40, 50]);
    assert.deepEqual(addInterval(coverage, range(10, 20)), cover([0, 30], [40, 50]));
    assert.deepEqual(addInterval(coverage, range(12, 15)), cover([0, 10], [12, 15], [20, 30], [40, 50]));
    assert.deepEqual(addInterval(coverage, range(5, 45)), cover([0, 50]));
  });
  it("adds nothing for an empty interval", function () {
    assert.deepEqual(addInterval(cover([0, 10]), range(20, 20)), cover([0, 10]));
  });
  it("agrees with a set of single ids, whatever is added in whatever order", function () {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 200; round++) {
      const ids = new Set<number>();
      let coverage: Coverage = cover();
      for (let step = 0; step < 8; step++) {
        const from = random(40);
        const to = from + random(8);
        coverage = addInterval(coverage, range(from, to));
        for (let id = from; id < to; id++) ids.add(id);
      }
      const listed = Array.from({ length: 50 }, (_, id) => id);
      const isCovered = (id: number) =>
        coverage.some((part) => part.from <= BigInt(id) && BigInt(id) < part.to);
      assert.deepEqual(
        listed.filter(isCovered),
        listed.filter((id) => ids.has(id)),
      );
      const missing = gaps(coverage, range(3, 45)).flatMap(({ from, to }) =>
        Array.from({ length: Number(to - from) }, (_, offset) => Number(from) + offset),
      );
      assert.deepEqual(
        missing,
        listed.filter((id) => id >= 3 && id < 45 && !ids.has(id)),
      );
    }
  });
});

describe("gaps", function () {
  it("is the whole range when nothing is covered, and nothing for an empty range", function () {
    assert.deepEqual(gaps([], range(3, 9)), [range(3, 9)]);
    assert.deepEqual(gaps([], range(9, 9)), []);
    assert.deepEqual(gaps([], range(9, 3)), []);
  });
  it("lists what lies before, between and behind, oldest first", function () {
    assert.deepEqual(gaps(cover([2, 4], [6, 8]), range(0, 10)), [range(0, 2), range(4, 6), range(8, 10)]);
  });
});

describe("clip", function () {
  it("cuts intervals to the range and drops those outside", function () {
    assert.deepEqual(clip(cover([0, 5], [6, 9], [20, 30]), range(3, 8)), cover([3, 5], [6, 8]));
  });
});

describe("intervalsWith", function () {
  it("finds the whole intervals that hold an id, their end excluded", function () {
    const coverage = cover([0, 10], [20, 30], [40, 50]);
    assert.deepEqual(intervalsWith(coverage, [9n, 25n, 29n, 40n]), coverage);
    assert.deepEqual(intervalsWith(coverage, [10n, 20n, 50n]), cover([20, 30]));
    assert.deepEqual(intervalsWith(coverage, []), []);
  });
});

describe("coveredShare", function () {
  it("measures on the given scale", function () {
    assert.equal(coveredShare(cover([0, 25]), range(0, 100)), 0.25);
    assert.equal(
      coveredShare(cover([0, 50]), range(0, 100), (id) => Number(id) ** 2),
      0.25,
    );
  });
  it("is 1 only when nothing is missing", function () {
    assert.equal(coveredShare(cover([0, 100]), range(0, 100)), 1);
    assert.ok(
      coveredShare(cover([1, 1_000_000_000]), range(0, 1_000_000_000), (id) => Math.floor(Number(id) / 10)) <
        1,
    );
  });
  it("is 1 for an empty range", function () {
    assert.equal(coveredShare([], range(5, 5)), 1);
  });
});
