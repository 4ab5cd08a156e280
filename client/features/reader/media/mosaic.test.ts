import assert from "node:assert/strict";
import { fitted, inRows } from "./mosaic.ts";

describe("inRows", function () {
  it("fills rows of up to three, fewer in the first", function () {
    const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((count) =>
      inRows(Array.from({ length: count }, (_, i) => i))
        .map(({ length }) => length)
        .join("+"),
    );
    assert.deepEqual(rows, ["", "1", "2", "3", "2+2", "2+3", "3+3", "1+3+3", "2+3+3", "3+3+3", "1+3+3+3"]);
  });
});

describe("fitted", function () {
  it("keeps the shape within its room and enlarges nothing", function () {
    assert.deepEqual(fitted(1_100, 350), { width: 550, height: 175 });
    assert.deepEqual(fitted(350, 700), { width: 175, height: 350 });
    assert.deepEqual(fitted(100, 80), { width: 100, height: 80 });
    assert.deepEqual(fitted(5_000, 1), { width: 550, height: 48 });
    assert.deepEqual(fitted(null, 80), { width: 240, height: 240 });
  });
});
