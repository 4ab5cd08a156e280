import assert from "node:assert/strict";
import { type CodeToken, highlight } from "./highlight.ts";

const textOf = (tokens: readonly CodeToken[]): string =>
  tokens.map((token) => (typeof token === "string" ? token : textOf(token.tokens))).join("");

describe("highlight", function () {
  it("names the kinds of words, and leaves every character as it is", function () {
    const text = 'const a = "<b>&amp;"; // why\n';
    const tokens = highlight("ts", text) ?? [];
    assert.equal(textOf(tokens), text);
    const scopes = tokens.flatMap((token) => (typeof token === "string" ? [] : token.scope));
    assert.deepEqual(scopes, ["keyword", "string", "comment"]);
  });
  it("leaves languages it does not know, and very long texts, alone", function () {
    assert.equal(highlight("brainfuck", "+"), null);
    assert.equal(highlight("js", "a".repeat(6_001)), null);
  });
});
