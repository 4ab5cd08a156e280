import assert from "node:assert/strict";
import { placeholdersOf } from "./icu.ts";
import { pseudoCatalogue, pseudoMessage } from "./pseudo.ts";

describe("pseudoMessage", function () {
  it("makes text at least 40 % longer", function () {
    for (const text of ["Tasks", "Start fetch", "Nothing is archived yet. Start a fetch to change that."]) {
      assert.ok(pseudoMessage(text).length >= text.length * 1.4, pseudoMessage(text));
    }
  });

  it("keeps placeholders and plural branches", function () {
    const message = "{count, plural, one {# task of {name}} other {# tasks of {name}}}";
    assert.deepEqual(placeholdersOf(pseudoMessage(message)), ["count", "name"]);
    assert.match(pseudoMessage(message), /^\{count,plural,one\{# .+\} other\{# .+\}\}$/);
  });
});

describe("pseudoCatalogue", function () {
  it("keeps the keys", function () {
    assert.deepEqual(Object.keys(pseudoCatalogue({ a: "x", b: { c: "y" } }).b), ["c"]);
  });
});
