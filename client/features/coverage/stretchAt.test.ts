import assert from "node:assert/strict";
import { stretchesOf } from "./coverage.ts";
import { stretchAt } from "./stretchAt.ts";

const life = { from: 0, to: 1000 };
const stretches = stretchesOf(
  {
    life: { from: "0", to: "1000" },
    covered: [
      ["0", "500"],
      ["501", "1000"],
    ],
  },
  "telegram",
);
const kindAt = (share: number) => stretchAt(stretches, life, share, 200)?.kind;

describe("stretchAt", function () {
  it("finds the stretch below the pointer", function () {
    assert.equal(kindAt(0.2), "covered");
    assert.equal(kindAt(0.8), "covered");
  });

  it("finds a gap of one pixel from nearby", function () {
    assert.equal(kindAt(0.49), "hole");
    assert.equal(kindAt(0.515), "hole");
    assert.equal(kindAt(0.55), "covered");
  });

  it("finds nothing beside the bar", function () {
    assert.equal(kindAt(-0.1), undefined);
    assert.equal(kindAt(1.1), undefined);
  });
});
