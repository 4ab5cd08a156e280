import assert from "node:assert/strict";
import { snowflakeAt } from "../../../core/model/snowflake.ts";
import { coveredShare, spanOn, stretchesOf } from "./coverage.ts";

const at = (iso: string) => String(snowflakeAt(Date.parse(iso)));
const life = { from: at("2020-01-01"), to: at("2021-01-01") };

const kinds = (covered: [string, string][]) =>
  stretchesOf({ life, covered }, "discord").map((stretch) => stretch.kind);

describe("stretchesOf", function () {
  it("calls a channel nobody fetched one stretch before", function () {
    assert.deepEqual(kinds([]), ["before"]);
  });

  it("calls a complete channel one covered stretch", function () {
    assert.deepEqual(kinds([[life.from, life.to]]), ["covered"]);
  });

  it("tells holes from what is older or newer than everything archived", function () {
    assert.deepEqual(
      kinds([
        [at("2020-02-01"), at("2020-04-01")],
        [at("2020-06-01"), at("2020-12-01")],
      ]),
      ["before", "covered", "hole", "covered", "after"],
    );
  });

  it("keeps ids as they are", function () {
    const [first] = stretchesOf({ life, covered: [] }, "discord");
    assert.equal(first?.fromId, life.from);
    assert.equal(first?.toId, life.to);
    assert.equal(first?.from, Date.parse("2020-01-01"));
  });

  it("uses the ids themselves where they carry no time", function () {
    const stretches = stretchesOf({ life: { from: "1", to: "101" }, covered: [["1", "51"]] }, "telegram");
    assert.deepEqual(
      stretches.map(({ kind, from, to }) => [kind, from, to]),
      [
        ["covered", 1, 51],
        ["after", 51, 101],
      ],
    );
  });

  it("gives an empty life no stretches", function () {
    assert.deepEqual(stretchesOf({ life: { from: "5", to: "5" }, covered: [] }, "telegram"), []);
  });
});

describe("spanOn", function () {
  it("cuts to the axis", function () {
    assert.deepEqual(spanOn({ from: -10, to: 50 }, { from: 0, to: 100 }), { start: 0, end: 0.5 });
  });

  it("is null outside the axis", function () {
    assert.equal(spanOn({ from: 110, to: 120 }, { from: 0, to: 100 }), null);
  });
});

describe("coveredShare", function () {
  const stretches = stretchesOf({ life: { from: "0", to: "100" }, covered: [["50", "100"]] }, "telegram");

  it("is the covered part of the time lived", function () {
    assert.equal(coveredShare(stretches, 0, 100), 0.5);
    assert.equal(coveredShare(stretches, 25, 75), 0.5);
    assert.equal(coveredShare(stretches, 60, 200), 1);
  });

  it("is null when the channel did not live then", function () {
    assert.equal(coveredShare(stretches, 200, 300), null);
  });
});
