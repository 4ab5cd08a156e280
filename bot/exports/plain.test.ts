import assert from "node:assert/strict";
import { createClock } from "./plain.ts";

describe("createClock", function () {
  const zones = [
    "UTC",
    "Asia/Taipei",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Moscow",
  ];
  for (const timeZone of zones)
    it(`shows what the clocks of ${timeZone} show, through every change`, function () {
      const shown = createClock(timeZone);
      const expected = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
      // Every 97 minutes of years with and without changes, forwards and, so that nothing is remembered too long, at random.
      for (const year of [2011, 2014, 2024])
        for (let at = Date.UTC(year, 0, 1, 0, 0, 59, 999); at < Date.UTC(year + 1, 0, 1); at += 97 * 60_000)
          assert.equal(shown(new Date(at)), expected.format(at));
      for (let number = 0; number < 2_000; number++) {
        const at = Date.UTC(2015, 0, 1) + ((number * 7_919) % 10_007) * 5_000_003;
        assert.equal(shown(new Date(at)), expected.format(at));
      }
    });
  it("takes UTC for a zone that nobody knows", function () {
    assert.equal(createClock("Mars/Phobos")(new Date("2024-05-01T10:00:30Z")), "2024-05-01 10:00");
  });
});
