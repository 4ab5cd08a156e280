import assert from "node:assert/strict";
import { afterLook, comparedWith, type Glimpse, type Visits } from "./lastVisit.ts";

describe("afterLook", function () {
  const at = (minute: number, messages = minute): Glimpse => ({
    at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    messages,
  });
  it("compares with nothing on the first visit, however long it lasts", function () {
    let visits: Visits | null = null;
    for (let minute = 0; minute < 200; minute += 20) visits = afterLook(visits, at(minute));
    assert.deepEqual(visits, { before: null, seen: at(180) });
  });
  it("compares with the end of the visit before, also after a reload in between", function () {
    const first = afterLook(afterLook(null, at(0)), at(10));
    const second = afterLook(first, at(60));
    assert.deepEqual(second.before, at(10));
    assert.deepEqual(afterLook(second, at(70)).before, at(10));
    assert.deepEqual(comparedWith(second, Date.parse(at(75).at)), at(10));
    assert.deepEqual(comparedWith(second, Date.parse(at(200).at)), at(60));
  });
});
