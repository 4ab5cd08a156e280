import assert from "node:assert/strict";
import { StartFetchInput } from "../api/tasks.ts";
import { AppError } from "../errors.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import { toFetchRequest, toMessageRange } from "./fetchRequest.ts";

const may = Date.UTC(2024, 4, 1);
const range = (given: { after?: string; before?: string }) => {
  const { afterMessageId, beforeMessageId } = toMessageRange(given, "discord");
  return [afterMessageId, beforeMessageId];
};

describe("toMessageRange", function () {
  it("takes ids as they are and leaves open ends open", function () {
    assert.deepEqual(range({}), [null, null]);
    assert.deepEqual(range({ after: "100", before: "0200" }), ["100", "200"]);
    assert.deepEqual(range({ after: "0" }), [null, null], "nothing has an id of 0 or less");
  });

  it("turns times into ids so that ranges with a common boundary leave no message out", function () {
    const boundary = snowflakeAt(may);
    const [, before] = range({ before: "2024-05-01" });
    const [after] = range({ after: "2024-05-01T00:00:00Z" });
    assert.equal(before, String(boundary), "ids below the boundary");
    assert.equal(after, String(boundary - 1n), "ids from the boundary on");
    assert.deepEqual(range({ after: "2024-05-01T02:00:00+02:00" }), [after, null], "offsets count");
  });

  it("takes times before Discord and beyond its ids as open ends", function () {
    assert.deepEqual(range({ after: "1999-01-01" }), [null, null]);
    assert.deepEqual(range({ before: "9999-12-31" }), [null, null]);
  });

  it("refuses ranges that hold nothing, naming the field", function () {
    const cases: [{ after?: string; before?: string }, string][] = [
      [{ after: "200", before: "100" }, "range"],
      [{ after: "100", before: "101" }, "range"],
      [{ after: "2024-05-02", before: "2024-05-01" }, "range"],
      [{ before: "1999-01-01" }, "range.before"],
      [{ before: "0" }, "range.before"],
      [{ after: "9999-12-31" }, "range.after"],
      [{ after: "-5" }, "range.after"],
    ];
    for (const [given, field] of cases) {
      assert.throws(
        () => range(given),
        (error) =>
          error instanceof AppError && error.code === "invalid_input" && error.details.field === field,
        JSON.stringify(given),
      );
    }
  });

  it("refuses times on Telegram, whose ids tell none", function () {
    assert.throws(
      () => toMessageRange({ after: "2024-05-01" }, "telegram"),
      /range\.after must be a message id/,
    );
    assert.equal(toMessageRange({ after: "5" }, "telegram").afterMessageId, "5");
  });
  it("keeps times as times where ids do not tell them", function () {
    const ask = (range: { after?: string; before?: string }) =>
      toFetchRequest({ mode: "fill", range, options: {} }, { platform: "telegram", priority: 0 });
    const { afterMessageId, beforeMessageId, afterTime, beforeTime } = ask({
      after: "2024-05-01",
      before: "70",
    });
    assert.deepEqual(
      [afterMessageId, beforeMessageId, afterTime, beforeTime],
      [null, "70", new Date("2024-05-01"), null],
    );
    assert.throws(() => ask({ after: "2024-05-02", before: "2024-05-01" }), /after must lie before/);
  });
});

describe("toFetchRequest", function () {
  const guild = { platform: "discord", priority: 0 } as const;
  it("gives equal wishes equal values", function () {
    const first = toFetchRequest(StartFetchInput.parse({ channelIds: ["300", "20", "0020", "300"] }), guild);
    const second = toFetchRequest(StartFetchInput.parse({ channelIds: ["20", "300"] }), guild);
    assert.deepEqual(first, second);
    assert.deepEqual(first.channelIds, ["20", "300"], "by number, not by text");
    assert.equal(toFetchRequest(StartFetchInput.parse({}), guild).channelIds, null);
  });
  it("runs sooner for guilds that operators put first, unless the wish says otherwise", function () {
    const priorityOf = (input: object) =>
      toFetchRequest(StartFetchInput.parse(input), { ...guild, priority: 30 }).priority;
    assert.equal(priorityOf({}), 70);
    assert.equal(priorityOf({ priority: 400 }), 400);
  });
});
