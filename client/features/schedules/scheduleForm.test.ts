import assert from "node:assert/strict";
import { emptySchedule, problemOf, toInput } from "./scheduleForm.ts";

const form = { ...emptySchedule("Europe/Berlin"), name: " nightly " };

describe("toInput", function () {
  it("asks for the whole server every night unless told otherwise", function () {
    assert.deepEqual(toInput(form, "1"), {
      name: "nightly",
      guildId: "1",
      channelIds: null,
      mode: "fill",
      newestDays: null,
      cron: "30 3 * * *",
      timeZone: "Europe/Berlin",
    });
  });
  it("lets days replace an interval", function () {
    const input = toInput({ ...form, newestDays: "7", cron: " 0  4 * * * " }, "1");
    assert.deepEqual([input.newestDays, input.range, input.cron], [7, null, "0 4 * * *"]);
  });
});

describe("problemOf", function () {
  it("names the field that keeps it from being sent", function () {
    assert.equal(problemOf(form), null);
    assert.equal(problemOf({ ...form, name: "  " }), "name");
    assert.equal(problemOf({ ...form, channelIds: [] }), "channels");
    for (const newestDays of ["0", "x", "-1", "1.5"])
      assert.equal(problemOf({ ...form, newestDays }), "days");
  });
});
