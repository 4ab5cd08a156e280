import assert from "node:assert/strict";
import { addDays, dayOf, daysIn, type Span, spanOf, statisticsRanges, toPieces } from "./span.ts";

describe("spanOf", function () {
  const of = (range: (typeof statisticsRanges)[number], today: string) => {
    const { span, before } = spanOf(
      range,
      today,
      { from: "2011-05-01", to: today },
      { from: "2024-12-30", to: "2025-01-02" },
    );
    const show = (each: Span | null) => each && `${each.from}…${each.to}`;
    return [show(span), show(before)];
  };
  it("knows every range and what it is compared with, over ends of years", function () {
    assert.deepEqual(of("today", "2025-01-01"), ["2025-01-01…2025-01-01", "2024-12-31…2024-12-31"]);
    assert.deepEqual(of("yesterday", "2025-01-01"), ["2024-12-31…2024-12-31", "2024-12-30…2024-12-30"]);
    assert.deepEqual(of("7d", "2025-01-03"), ["2024-12-28…2025-01-03", "2024-12-21…2024-12-27"]);
    assert.deepEqual(of("365d", "2024-12-31"), ["2024-01-02…2024-12-31", "2023-01-02…2024-01-01"]);
    assert.deepEqual(of("month", "2024-03-15"), ["2024-03-01…2024-03-15", "2024-02-01…2024-02-29"]);
    assert.deepEqual(of("last_month", "2025-01-15"), ["2024-12-01…2024-12-31", "2024-11-01…2024-11-30"]);
    assert.deepEqual(of("all", "2025-01-15"), ["2011-05-01…2025-01-15", null]);
    assert.deepEqual(of("custom", "2025-01-15"), ["2024-12-30…2025-01-02", "2024-12-26…2024-12-29"]);
  });
  it("takes today from the clock of the zone", function () {
    const now = new Date("2024-12-31T23:30:00Z");
    assert.deepEqual(
      ["UTC", "Europe/Berlin", "America/Los_Angeles"].map((zone) => dayOf(now, zone)),
      ["2024-12-31", "2025-01-01", "2024-12-31"],
    );
  });
});

describe("toPieces", function () {
  it("holds every day of the span once", function () {
    for (const from of ["2023-12-31", "2024-01-01", "2024-02-15", "2024-02-29"])
      for (let length = 1; length <= 130; length++) {
        const span = { from, to: addDays(from, length - 1) };
        const { months, head, tail } = toPieces(span);
        const pieces = [head, months, tail].filter(([low, high]) => low < high);
        const days = pieces.reduce(
          (sum, [low, high]) => sum + daysIn({ from: low, to: addDays(high, -1) }),
          0,
        );
        assert.equal(days, length, JSON.stringify({ span, months, head, tail }));
        assert.ok(months.every((day) => months[0] === months[1] || day.endsWith("-01")));
      }
  });
});
