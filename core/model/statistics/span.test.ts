import assert from "node:assert/strict";
import { addDays, dayOf, daysIn, type Span, spanOf, statisticsRanges, toParts, toPieces } from "./span.ts";

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

describe("toParts", function () {
  it("adds up every day of the span once and no other, in few rows", function () {
    for (const lastKnown of [null, "2024-02-20"]) {
      for (const from of ["2023-11-30", "2024-01-01", "2024-01-04", "2024-02-28", "2024-02-29"]) {
        for (let length = 1; length < 100; length += length < 35 ? 1 : 9) {
          const span = { from, to: addDays(from, length - 1) };
          const counts = new Map<string, number>();
          const parts = toParts(span, lastKnown);
          for (const { low, high, sign } of parts)
            for (let day = low; day < high; day = addDays(day, 1))
              counts.set(day, (counts.get(day) ?? 0) + sign);
          const held = [...counts].filter(([, count]) => count !== 0);
          const about = JSON.stringify({ span, parts });
          assert.ok(
            held.every(([, count]) => count === 1),
            about,
          );
          assert.deepEqual(
            held.map(([day]) => day).sort(),
            Array.from({ length }, (_, n) => addDays(from, n)),
            about,
          );
          for (const { grain, low, high } of parts)
            if (grain === "month") assert.ok(low.endsWith("-01") && high.endsWith("-01"), about);
        }
      }
    }
  });
  it("reads the month so far instead of its days, and the month less some days instead of most of its days", function () {
    assert.deepEqual(toParts({ from: "2024-05-01", to: "2024-05-20" }, "2024-05-20"), [
      { grain: "month", low: "2024-05-01", high: "2024-06-01", sign: 1 },
      { grain: "day", low: "2024-05-21", high: "2024-06-01", sign: -1 },
    ]);
    assert.deepEqual(
      toParts({ from: "2024-05-03", to: "2024-05-31" }, "2025-01-01").map(
        ({ grain, sign }) => `${sign} ${grain}`,
      ),
      ["1 month", "-1 day"],
    );
  });
});
