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
      export: null,
    });
  });
  it("asks for an export where that is chosen, of all or of the newest days", function () {
    const wanted = { ...form.export, days: "7", folder: " weekly " };
    const input = toInput({ ...form, kind: "export", newestDays: "3", export: wanted }, "1");
    assert.deepEqual(
      [input.newestDays, input.export],
      [
        null,
        {
          format: "html",
          files: "linked",
          days: 7,
          destination: "folder",
          folder: "weekly",
          keep: 10,
          encryptTo: null,
        },
      ],
    );
    assert.equal(toInput({ ...form, kind: "export" }, "1").export?.days, null);
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
    const exported = (part: Partial<typeof form.export>) =>
      problemOf({ ...form, kind: "export", newestDays: "x", export: { ...form.export, ...part } });
    assert.equal(exported({}), null);
    assert.equal(exported({ days: "0" }), "days");
    for (const folder of ["../up", "a/b", ".hidden", "x".repeat(65)])
      assert.equal(exported({ folder }), "folder");
    for (const keep of ["", "0", "1001", "x"]) assert.equal(exported({ keep }), "keep");
    assert.equal(exported({ encryptTo: "AGE-SECRET-KEY-1" }), "key");
  });
});
