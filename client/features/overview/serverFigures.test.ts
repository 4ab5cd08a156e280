import assert from "node:assert/strict";
import { makeChannel } from "../channels/testChannel.ts";
import { serverFigures } from "./serverFigures.ts";

describe("serverFigures", function () {
  const figures = serverFigures([
    makeChannel({ state: "none", hasHistory: false }),
    makeChannel({ state: "complete", share: 1, messageCount: 100 }),
    makeChannel({ state: "partial", share: 0.5, messageCount: 20 }),
    makeChannel({ state: "never" }),
    makeChannel({ state: "empty" }),
    makeChannel({ state: "unreadable", share: 1, messageCount: 7 }),
  ]);

  it("adds up what is archived, also of what can no longer be read", function () {
    assert.equal(figures.messageCount, 127);
  });

  it("weighs completeness by messages", function () {
    assert.equal(figures.readable, 4);
    assert.equal(figures.completeness, 120 / (100 + 40 + 100));
  });

  it("counts what a fetch would change", function () {
    assert.equal(figures.needUpdate, 2);
    assert.equal(figures.states.unreadable, 1);
  });
});
