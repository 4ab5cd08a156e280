import assert from "node:assert/strict";
import { filterNames, longestQuery, parseQuery, toPieces } from "./query.ts";

const now = new Date("2024-05-15T10:00:00Z");
const parse = (input: string) => parseQuery(input, "UTC", now);
/** Clauses as text: alternatives with |, "not" with !. */
const shape = (input: string) =>
  parse(input).query?.clauses.map(({ any }) =>
    any
      .map(
        (term) =>
          `${term.isNot ? "!" : ""}${term.kind === "text" ? term.units.map(({ text }) => text).join("+") : `${term.name}=${term.value}`}`,
      )
      .join("|"),
  );
const problem = (input: string) => {
  const { problem: found } = parse(input);
  return found && [found.code, found.filter];
};

describe("parseQuery", function () {
  it("understands words, phrases and their opposites", function () {
    assert.deepEqual(shape('Hello "big World" -bad -"very bad"'), [
      "hello",
      "big+world",
      "!bad",
      "!very+bad",
    ]);
    assert.deepEqual(shape("「今天 天气」 “a b” «c d» „e f“"), ["今+天+天+气", "a+b", "c+d", "e+f"]);
    assert.deepEqual(shape("don't e-mail 5″"), ["don+t", "e+mail", "5"]);
  });
  it("joins neighbours by or, and takes it for a word at the ends", function () {
    assert.deepEqual(shape("a or b c OR d | -e f"), ["a|b", "c|d|!e", "f"]);
    assert.deepEqual(shape("or a"), ["or", "a"]);
    assert.deepEqual(shape("a or"), ["a", "or"]);
    assert.deepEqual(shape('a "or" b'), ["a", "or", "b"]);
  });
  it("understands every filter, quoted or not, in any case", function () {
    assert.deepEqual(shape('FROM:"Lena K" -in:general guild:1 has:Image is:EDITED mentions:ivo lang:ru'), [
      "from=Lena K",
      "!in=general",
      "guild=1",
      "has=image",
      "is=edited",
      "mentions=ivo",
      "lang=ru",
    ]);
    assert.deepEqual(shape("has：link"), ["has=link"]);
  });
  it("takes two values of which a message can fit one for either", function () {
    assert.deepEqual(shape("from:a x from:b has:image has:link -from:c -from:d"), [
      "from=a|from=b",
      "x",
      "has=image",
      "has=link",
      "!from=c",
      "!from=d",
    ]);
  });
  it("takes what only looks like a filter for text", function () {
    assert.deepEqual(shape("https://example.org note:x 12:30"), ["https+example+org", "note+x", "12+30"]);
    assert.deepEqual(shape('say"hello'), ["say+hello"]);
    assert.deepEqual(shape('"never closed'), ["never+closed"]);
  });
  it("says what it does not understand", function () {
    assert.deepEqual(problem(""), ["nothing_to_search", null]);
    assert.deepEqual(problem(' !? - "" '), ["nothing_to_search", null]);
    assert.deepEqual(problem("from:"), ["empty_value", "from"]);
    assert.deepEqual(problem("has:cake"), ["unknown_value", "has"]);
    assert.deepEqual(problem("is:x"), ["unknown_value", "is"]);
    assert.deepEqual(problem("lang:klingon"), ["unknown_value", "lang"]);
    assert.deepEqual(problem("before:tomorrowish"), ["bad_date", "before"]);
    assert.deepEqual(problem("x".repeat(longestQuery + 1)), ["too_long", null]);
    assert.deepEqual(problem("a ".repeat(100)), ["too_many_terms", null]);
  });
  it("answers every input, in time", function () {
    const parts = [
      '"',
      "「",
      "-",
      "or",
      "|",
      ":",
      "from:",
      "has:image",
      "a",
      "好",
      "😀",
      "\ud800",
      " ",
      "\u3000",
      "\\",
      "'",
      "(",
      ")",
      "*",
      "&",
      "!",
      "before:2024",
      "\0",
    ];
    let seed = 7;
    const draw = () => (seed = (seed * 48271) % 2147483647);
    for (let i = 0; i < 5_000; i++) {
      const input = Array.from({ length: draw() % 12 }, () => parts[draw() % parts.length]).join("");
      const { query, problem: found } = parse(input);
      assert.ok((query === null) !== (found === null), input);
    }
  });
  it("knows where each piece stood", function () {
    const input = ' from:"Lena K"  -x';
    assert.deepEqual(
      toPieces(input).map(({ start, end }) => input.slice(start, end)),
      ['from:"Lena K"', "-x"],
    );
    assert.equal(filterNames.length, 10);
  });
});
