import assert from "node:assert/strict";
import { placeholdersOf, pluralsOf } from "./icu.ts";

describe("placeholdersOf", function () {
  it("names each argument and tag once, sorted", function () {
    const message = "<b>{who}</b>: {n, plural, one {# of {all}} other {# of {all}}} {at, date, short}";
    assert.deepEqual(placeholdersOf(message), ["<b>", "all", "at", "n", "who"]);
  });

  it("refuses what is no message", function () {
    for (const broken of ["a {b", "{n, plural, other {x}", "{n, plural, one {x}}", "<b>x", "{}"]) {
      assert.throws(() => placeholdersOf(broken), SyntaxError, broken);
    }
  });
});

describe("pluralsOf", function () {
  it("names the branches of each plural, also of one within another", function () {
    assert.deepEqual(
      pluralsOf("{n, plural, =0 {none} other {{m, plural, one {#} other {#}}}}").map((names) => names.sort()),
      [
        ["=0", "other"],
        ["one", "other"],
      ],
    );
    assert.deepEqual(pluralsOf("{n, select, a {x} other {y}} {m}"), []);
  });
});
