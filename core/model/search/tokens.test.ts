import assert from "node:assert/strict";
import { isExactByTokens, tokensOfPhrase, toTokens } from "./tokens.ts";
import { toUnits } from "./units.ts";

const phrase = (text: string) => tokensOfPhrase(toUnits(text));

describe("toTokens", function () {
  it("holds every token that any piece of the text asks for", function () {
    const text = "Das Café öffnet 9:30, LINEで食べる😀 ok ภาษาไทย end";
    const tokens = new Set(toTokens([text]));
    const units = toUnits(text);
    for (let from = 0; from < units.length; from++) {
      for (let to = from + 1; to <= units.length; to++) {
        for (const token of tokensOfPhrase(units.slice(from, to))) assert.ok(tokens.has(token), token);
      }
    }
  });
  it("has no neighbours across texts", function () {
    const tokens = new Set(toTokens(["one two", "three", "你", "好"]));
    assert.ok(phrase("one two").every((token) => tokens.has(token)));
    assert.ok(!phrase("two three").every((token) => tokens.has(token)));
    assert.ok(!tokens.has("你好"));
  });
  it("makes marks that no text has as a word", function () {
    const words = new Set(toUnits("+1abc =image @123 ~en").map(({ text }) => text));
    assert.deepEqual([...words], ["1abc", "image", "123", "en"]);
    assert.ok(toTokens(["a b"]).some((token) => token.startsWith("+")));
  });
  it("stays below what the database takes, however much there is", function () {
    const text = Array.from({ length: 400_000 }, (_, i) => i.toString(36)).join(" ");
    const bytes = toTokens([text]).reduce((sum, token) => sum + 4 + Buffer.byteLength(token), 0);
    assert.ok(bytes < 1_000_000, `${bytes}`);
  });
});

describe("tokensOfPhrase", function () {
  it("asks for a word or a character as such, for two characters as a pair", function () {
    assert.deepEqual([phrase("Café"), phrase("好"), phrase("你好")], [["cafe"], ["好"], ["你好"]]);
    assert.deepEqual(phrase("今天天气"), ["今天", "天天", "天气"]);
  });
  it("says where that is all there is to it", function () {
    const exact = ["word", "好", "你好"].map((text) => isExactByTokens(toUnits(text)));
    const inexact = ["two words", "今天天气", "a好"].map((text) => isExactByTokens(toUnits(text)));
    assert.deepEqual([...exact, ...inexact], [true, true, true, false, false, false]);
  });
});
