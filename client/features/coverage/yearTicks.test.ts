import assert from "node:assert/strict";
import { yearTicks } from "./yearTicks.ts";

const years = (from: string, to: string, most = 6) =>
  yearTicks({ from: Date.parse(from), to: Date.parse(to) }, most).map((at) => new Date(at).getUTCFullYear());

describe("yearTicks", function () {
  it("marks every year while they fit", function () {
    assert.deepEqual(years("2019-03-01", "2023-06-01", 8), [2020, 2021, 2022, 2023]);
  });

  it("marks every second year when they do not", function () {
    assert.deepEqual(years("2015-03-01", "2026-11-01"), [2016, 2018, 2020, 2022, 2024]);
  });

  it("leaves out a year that begins at the very end", function () {
    assert.deepEqual(years("2020-06-01", "2022-01-05"), [2021]);
  });

  it("marks nothing within one year", function () {
    assert.deepEqual(years("2024-02-01", "2024-09-01"), []);
  });
});
