import assert from "node:assert/strict";
import { takeFromDays } from "./eraseMessages.ts";

describe("takeFromDays", function () {
  const days = [
    { day: "2024-05-03", count: 10 },
    { day: "2024-05-04", count: 2 },
  ];
  const left = (sentOn: readonly string[]) => takeFromDays(days, sentOn).map(({ count }) => count);

  it("takes what was sent before the first day from the day of the fetch, and what came live from its own", function () {
    assert.deepEqual(left(["2023-01-01", "2024-05-02", "2024-05-04"]), [8, 1]);
  });
  it("takes the newest first, so that older messages never use up their day", function () {
    assert.deepEqual(left(["2023-01-01", "2024-05-04", "2024-05-04"]), [9, 0]);
  });
  it("never counts below zero, and takes from an earlier day what no later one holds", function () {
    assert.deepEqual(left(Array.from({ length: 3 }, () => "2024-05-04")), [9, 0]);
    assert.deepEqual(left(Array.from({ length: 20 }, () => "2024-05-04")), [0, 0]);
  });
});
