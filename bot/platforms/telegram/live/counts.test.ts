import assert from "node:assert/strict";
import { HeardCounts, sequelOf } from "./counts.ts";

describe("sequelOf", function () {
  it("tells the next update from a known one and one with a gap before it", function () {
    assert.deepEqual(
      [
        sequelOf(10, 11, 1),
        sequelOf(10, 10, 1),
        sequelOf(10, 12, 1),
        sequelOf(10, 15, 5),
        sequelOf(10, 10, 0),
      ],
      ["next", "known", "gap", "next", "next"],
    );
  });
});

describe("HeardCounts", function () {
  it("calls heard what was told since listening began, and nothing before", function () {
    const counts = new HeardCounts();
    counts.begin("-100", { pts: 5, newestMessageId: 20 }, 1);
    assert.equal(counts.heard("-100"), null);
    counts.raise("-100", 23);
    assert.deepEqual(counts.heard("-100"), { fromId: "21", belowId: "24" });
    counts.begin("-100", { pts: 50, newestMessageId: 90 }, 2);
    assert.equal(counts.heard("-100"), null, "a new stretch proves nothing of the one before");
    counts.raise("-100", 91);
    counts.restart(3);
    assert.equal(counts.heard("-100"), null);
    assert.deepEqual(counts.since("-100"), new Date(3));
  });
  it("gives each change once to be saved, as it stands then", function () {
    const counts = new HeardCounts();
    counts.begin("-100", { pts: 5, newestMessageId: 20 }, 1);
    counts.advance("-100", 6);
    counts.raise("-100", 21);
    assert.deepEqual(counts.takeChanges().chats, new Map([["-100", { pts: 6, newestMessageId: 21 }]]));
    assert.equal(counts.takeChanges().chats.size, 0);
  });
});
