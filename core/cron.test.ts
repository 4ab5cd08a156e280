import assert from "node:assert/strict";
import { useTestDatabase } from "../test/support/database.ts";
import { cronFault, isTimeZone, nextRun, nextRuns } from "./cron.ts";

const times = (cron: string, zone: string, after: string, count: number) =>
  nextRuns(cron, zone, new Date(after), count).map((time) => time.toISOString().replace(":00.000Z", "Z"));

describe("nextRuns", function () {
  it("keeps the hour of the wall through summer and winter", function () {
    assert.deepEqual(times("30 3 * * *", "Europe/Berlin", "2026-03-28T00:00Z", 2), [
      "2026-03-28T02:30Z",
      "2026-03-29T01:30Z",
    ]);
  });
  it("makes up in the moment after the jump for a time that the clock skips in spring, once", function () {
    assert.deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2), [
      "2026-03-29T01:00Z",
      "2026-03-30T00:30Z",
    ]);
    assert.deepEqual(times("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", 2), [
      "2026-10-03T15:30Z", // half an hour is skipped there
      "2026-10-04T15:15Z",
    ]);
  });
  it("comes once for a time that the clock shows twice in autumn", function () {
    const expected = ["2026-10-25T00:30Z", "2026-10-26T01:30Z"];
    assert.deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2), expected);
    assert.deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30Z", 1), expected.slice(1));
    assert.deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10Z", 1), expected.slice(1));
  });
  it("comes every hour that passes, whatever the clock shows", function () {
    assert.deepEqual(times("15 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", 3), [
      "2026-10-25T00:15Z",
      "2026-10-25T01:15Z",
      "2026-10-25T02:15Z",
    ]);
    assert.deepEqual(times("15 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", 3), [
      "2026-03-29T00:15Z",
      "2026-03-29T01:15Z",
      "2026-03-29T02:15Z",
    ]);
  });
  it("never gives the moment it starts from, nor an earlier one", function () {
    for (let minute = 0; minute < 200; minute++) {
      const after = new Date(Date.parse("2026-10-25T00:00Z") + minute * 60_000);
      for (const cron of ["30 2 * * *", "*/20 * * * *", "0 3 25 10 *"])
        assert.ok(
          (nextRun(cron, "Europe/Berlin", after) ?? after) > after,
          `${cron} after ${after.toISOString()}`,
        );
    }
  });
  it("finds leap days, and no 31st of February", function () {
    assert.deepEqual(times("0 0 29 2 *", "UTC", "2026-03-01T00:00Z", 1), ["2028-02-29T00:00Z"]);
    assert.equal(nextRun("0 0 31 2 *", "UTC", new Date("2026-03-01T00:00Z")), null);
  });
  it("joins day and weekday by or, as cron does", function () {
    assert.deepEqual(times("0 0 13 * fri", "UTC", "2026-10-08T00:00Z", 2), [
      "2026-10-09T00:00Z",
      "2026-10-13T00:00Z",
    ]);
  });
});

const possible = [
  "* * * * *",
  "30 3 * * *",
  "*/15 0-6 1,15 jan-mar mon-fri",
  "0 */6 * * 7",
  "0-59/20 22 * DEC Sun",
  "5,10,15 1-3,7 31 12 0",
];
const impossible = [
  "",
  "* * * *",
  "* * * * * *",
  "*  * * * *",
  "@daily",
  "60 * * * *",
  "0 24 * * *",
  "0 0 0 * *",
  "0 0 32 * *",
  "0 0 * 13 *",
  "0 0 * * 8",
  "5/15 * * * *",
  "*/0 * * * *",
  "*/60 * * * *",
  "9-5 * * * *",
  "0 0 * * fri-mon",
  "1,,2 * * * *",
  "0 0 L * *",
  "0 0 * * 5#2",
  "0 0 * foo *",
  "mon * * * *",
  "-1 * * * *",
  "0 0 ? * *",
];

describe("cronFault", function () {
  const database = useTestDatabase();
  const sqlFault = async (cron: string) =>
    (await database.pool.query<{ fault: string | null }>("select cron_fault($1) as fault", [cron])).rows[0]
      ?.fault;
  it("takes five plain fields, as the database does, and each of them has next runs", async function () {
    for (const cron of possible) {
      assert.deepEqual([cronFault(cron), await sqlFault(cron)], [null, null], cron);
      assert.ok(nextRun(cron, "UTC", new Date("2026-01-01T00:00Z")), cron);
    }
  });
  it("refuses everything else, as the database does", async function () {
    for (const cron of impossible) {
      assert.ok(cronFault(cron), cron);
      assert.ok(await sqlFault(cron), cron);
    }
  });
});

describe("isTimeZone", function () {
  it("knows names, not offsets", function () {
    for (const name of ["UTC", "Europe/Berlin", "Asia/Taipei", "America/Argentina/Buenos_Aires"])
      assert.ok(isTimeZone(name), name);
    for (const name of ["", "Mars/Phobos", "+02:00", "UTC+2 ", "Europe/Berlin; drop"])
      assert.ok(!isTimeZone(name), name);
  });
});
