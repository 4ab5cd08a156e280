import assert from "node:assert/strict";
import { StartFetchInput } from "../../../../core/api/tasks.ts";
import { emptyForm, formForGap, problemOf, toFetchInput } from "./fetchForm.ts";

const localMidnight = (year: number, month: number, day: number) => new Date(year, month - 1, day).getTime();

describe("toFetchInput", function () {
  it("asks for everything missing of the whole server unless told otherwise", function () {
    assert.deepEqual(toFetchInput(emptyForm, null), {
      mode: "fill",
      priority: 100,
      options: { includeThreads: true, includeArchivedThreads: true },
    });
  });

  it("names the chosen channels", function () {
    assert.deepEqual(toFetchInput(emptyForm, ["1", "2"]).channelIds, ["1", "2"]);
  });

  it("turns days into a range that includes both", function () {
    const { range } = toFetchInput(
      { ...emptyForm, range: "dates", fromDay: "2024-03-01", toDay: "2024-03-31" },
      null,
    );
    assert.equal(Date.parse(range?.after ?? ""), localMidnight(2024, 3, 1) - 1);
    assert.equal(Date.parse(range?.before ?? ""), localMidnight(2024, 4, 1));
  });

  it("leaves an open end open", function () {
    assert.deepEqual(
      Object.keys(toFetchInput({ ...emptyForm, range: "dates", fromDay: "2024-03-01" }, null).range ?? {}),
      ["after"],
    );
    assert.equal(toFetchInput({ ...emptyForm, range: "dates" }, null).range, undefined);
  });

  it("makes requests the API's contract accepts", function () {
    const forms = [
      emptyForm,
      {
        ...emptyForm,
        range: "dates" as const,
        fromDay: "2024-03-01",
        toDay: "2024-03-31",
        mode: "reconcile" as const,
      },
      formForGap(emptyForm, {
        channelId: "1",
        fromId: "175928847299117063",
        toId: "175928847299117900",
      }),
    ];
    for (const form of forms) StartFetchInput.parse(toFetchInput(form, ["175928847299117063"]));
  });
});

describe("formForGap", function () {
  it("includes the gap's first message", function () {
    assert.deepEqual(
      toFetchInput(formForGap(emptyForm, { channelId: "1", fromId: "100", toId: "200" }), ["1"]).range,
      {
        after: "99",
        before: "200",
      },
    );
  });
});

describe("threads of chosen channels", function () {
  const optionsOf = (...parameters: Parameters<typeof toFetchInput>) => toFetchInput(...parameters).options;
  it("are asked for where the choice can mean them", function () {
    assert.deepEqual(optionsOf(emptyForm, ["1"], true), { includeThreads: true });
    assert.equal(optionsOf({ ...emptyForm, findThreads: false }, ["1"], true), undefined);
    assert.equal(optionsOf(emptyForm, ["1"], false), undefined);
  });
});

describe("problemOf", function () {
  const problem = (change: Partial<typeof emptyForm>, channels: number | null = 1) =>
    problemOf({ ...emptyForm, ...change }, channels);

  it("finds nothing wrong with a plain form", function () {
    assert.equal(problem({}), null);
    assert.equal(problem({ range: "dates", fromDay: "2024-01-01", toDay: "2024-01-01" }), null);
  });

  it("wants the ends in order", function () {
    assert.deepEqual(problem({ range: "dates", fromDay: "2024-02-01", toDay: "2024-01-01" }), {
      field: "toDay",
      code: "order",
    });
    assert.equal(problem({ range: "messages", afterId: "9", beforeId: "10" }), null);
    assert.equal(problem({ range: "messages", afterId: "10", beforeId: "9" })?.code, "order");
  });

  it("wants ids of digits", function () {
    assert.deepEqual(problem({ range: "messages", afterId: "1e5" }), { field: "afterId", code: "notAnId" });
  });

  it("ignores fields of another kind of range", function () {
    assert.equal(problem({ range: "missing", afterId: "x" }), null);
  });

  it("knows how many channels a request may name", function () {
    assert.equal(problem({}, 10_001)?.code, "tooMany");
    assert.equal(problem({}, null), null);
  });
});
