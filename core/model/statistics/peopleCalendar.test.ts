import assert from "node:assert/strict";
import { createRandom } from "../../../test/support/searchCorpus.ts";
import { cohortsOf, countByPeriod, countDuring, countNew, type PeopleCalendar } from "./peopleCalendar.ts";
import { countPeople, nobody, type PeopleSet, putPlace } from "./peopleSet.ts";
import { addDays, daysIn, type Span } from "./span.ts";

describe("PeopleCalendar", function () {
  const first = "2024-11-05";
  const random = createRandom(66);
  const wrote = new Map<string, Set<number>>();
  const days = new Map<string, PeopleSet>();
  const months = new Map<string, PeopleSet>();
  for (let n = 0; n < 150; n++) {
    const day = addDays(first, n);
    const people = new Set(
      Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() ** 2 * 40)),
    );
    wrote.set(day, people);
    for (const person of people)
      for (const [sets, period] of [
        [days, day],
        [months, `${day.slice(0, 7)}-01`],
      ] as const)
        sets.set(period, putPlace(sets.get(period) ?? nobody, person, true));
  }
  const calendar: PeopleCalendar = { days, months };
  const within = ({ from, to }: Span) =>
    new Set([...wrote].flatMap(([day, people]) => (day >= from && day <= to ? [...people] : [])));
  const spans: Span[] = [
    { from: "2024-11-05", to: "2025-04-03" },
    { from: "2024-12-31", to: "2025-01-01" },
    { from: "2024-12-10", to: "2024-12-10" },
    { from: "2025-01-17", to: "2025-03-31" },
  ];

  it("counts who wrote in a span, and who had never written before", function () {
    for (const span of spans) {
      const before = within({ from: "", to: addDays(span.from, -1) });
      assert.equal(countDuring(calendar, span), within(span).size);
      assert.equal(
        countNew(calendar, span),
        [...within(span)].filter((person) => !before.has(person)).length,
      );
    }
  });
  it("counts the new of each day and of each month, which together are the new of the span", function () {
    for (const span of spans) {
      const dates = Array.from({ length: daysIn(span) }, (_, n) => addDays(span.from, n));
      const starts = [...new Set(dates.map((day) => `${day.slice(0, 7)}-01`))];
      const byDay = countByPeriod(calendar, span, dates, "day");
      const byMonth = countByPeriod(calendar, span, starts, "month");
      assert.deepEqual(
        byDay.map(({ people }) => people),
        dates.map((day) => wrote.get(day)?.size ?? 0),
      );
      for (const counts of [byDay, byMonth])
        assert.equal(
          counts.reduce((sum, { newPeople }) => sum + newPeople, 0),
          countNew(calendar, span),
        );
    }
  });
  it("follows those who came in a month", function () {
    const [first, second] = cohortsOf(calendar, ["2024-11-01", "2024-12-01", "2025-01-01"]);
    const november = within({ from: "2024-11-01", to: "2024-11-30" });
    const december = within({ from: "2024-12-01", to: "2024-12-31" });
    assert.deepEqual(first?.active.slice(0, 2), [
      november.size,
      [...november].filter((person) => december.has(person)).length,
    ]);
    assert.equal(second?.active[0], [...december].filter((person) => !november.has(person)).length);
  });
});

describe("putPlace", function () {
  it("makes a set longer where need be, and takes out again", function () {
    const set = putPlace(nobody, 70, true);
    assert.deepEqual([set.length, countPeople(set)], [9, 1]);
    assert.equal(countPeople(putPlace(set, 70, false)), 0);
  });
});
