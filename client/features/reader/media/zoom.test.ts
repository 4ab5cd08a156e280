import assert from "node:assert/strict";
import { moved, nothingZoomed, zoomed } from "./zoom.ts";

describe("zoomed", function () {
  it("stays between the whole picture and twelve times its size", function () {
    assert.deepEqual(zoomed({ scale: 2, x: 10, y: 20 }, 0.1), nothingZoomed);
    assert.equal(zoomed(nothingZoomed, 100).scale, 12);
    assert.deepEqual(zoomed({ scale: 2, x: 10, y: 20 }, 2), { scale: 4, x: 20, y: 40 });
  });
});

describe("moved", function () {
  it("moves what is zoomed, and not out of sight", function () {
    assert.equal(moved(nothingZoomed, 5, 5), nothingZoomed);
    assert.deepEqual(moved({ scale: 2, x: 0, y: 0 }, 5_000, -7), { scale: 2, x: 1_000, y: -7 });
  });
});
