import assert from "node:assert/strict";
import { isStorable, toRawText, toStorable } from "./storable.ts";

const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown;

describe("isStorable", function () {
  it("is true for ordinary JSON, whatever its script", function () {
    for (const value of [null, 1, "日本語 👩‍👩‍👧", { a: ["ü", { b: null }] }, nested(100)])
      assert.equal(isStorable(value), true);
  });
  it("is false for NUL and lone surrogates, in keys as well, and for what is nested too deeply", function () {
    for (const value of ["\0", "a\ud800", { "\0": 1 }, { a: [{ "\udc00": 1 }] }, nested(102), nested(5_000)])
      assert.equal(isStorable(value), false);
  });
});

describe("toStorable", function () {
  it("gives something storable for anything, and changes nothing else", function () {
    const value = { "a\0": ["\ud800b", 1, null], deep: nested(3_000) };
    assert.equal(isStorable(toStorable(value)), true);
    assert.deepEqual(toStorable({ a: ["ü", 1, null] }), { a: ["ü", 1, null] });
  });
  it("keeps a key that is called __proto__ as a key", function () {
    const made = toStorable(JSON.parse('{"__proto__":{"a":"\\u0000"}}')) as object;
    assert.deepEqual(Object.keys(made), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(made), Object.prototype);
  });
});

describe("toRawText", function () {
  it("writes what cannot be stored as escapes, which read back to the same", function () {
    const value = { "k\0": "a\ud800" };
    const text = toRawText(value);
    assert.equal(isStorable(text), true);
    assert.deepEqual(JSON.parse(text), value);
  });
  it("writes what is nested beyond all measure, and what is nothing", function () {
    assert.match(toRawText(nested(50_000)), /nested too deeply/);
    assert.equal(toRawText(undefined), "null");
  });
});
