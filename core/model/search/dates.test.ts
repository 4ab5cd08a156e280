import assert from "node:assert/strict";
import { isTimezone, toSpan } from "./dates.ts";

const now = new Date("2024-05-15T10:00:00Z");
const span = (value: string, timezone = "UTC") => {
  const found = toSpan(value, timezone, now);
  return found && `${found.from} ${found.to}`.replaceAll(":00.000Z", "").replaceAll("T00:00", "");
};

describe("toSpan", function () {
  it("knows years, months and days", function () {
    assert.equal(span("2024"), "2024-01-01 2025-01-01");
    assert.equal(span("2024-12"), "2024-12-01 2025-01-01");
    assert.equal(span("2024-2-29"), "2024-02-29 2024-03-01");
    assert.equal(span("2024/02/28"), "2024-02-28 2024-02-29");
  });
  it("has days begin where the reader is, also when clocks change", function () {
    assert.equal(span("2024-03-31", "Europe/Berlin"), "2024-03-30T23:00 2024-03-31T22:00");
    assert.equal(span("2024-05-15", "Asia/Taipei"), "2024-05-14T16:00 2024-05-15T16:00");
    assert.equal(span("today", "America/Los_Angeles"), "2024-05-15T07:00 2024-05-16T07:00");
    assert.equal(span("yesterday"), "2024-05-14 2024-05-15");
  });
  it("knows times, and times ago", function () {
    assert.equal(span("2024-05-01T12:30Z"), "2024-05-01T12:30 2024-05-01T12:31");
    assert.equal(span("2024-05-01T12:30", "Europe/Moscow"), "2024-05-01T09:30 2024-05-01T09:31");
    assert.equal(span("2h"), "2024-05-15T08:00 2024-05-15T10:01");
    assert.equal(span("1M"), "2024-04-15T10:00 2024-05-15T10:01");
  });
  it("refuses what is none", function () {
    for (const value of [
      "",
      "x",
      "2024-13",
      "2023-02-29",
      "2024-00-01",
      "0001",
      "99999",
      "2024-05-01T99:99Z",
      "9999y",
      "-1",
    ])
      assert.equal(span(value), null, value);
  });
  it("knows time zones", function () {
    assert.deepEqual([isTimezone("Asia/Tokyo"), isTimezone("Mars/Base")], [true, false]);
  });
});
