import assert from "node:assert/strict";
import type { TextEntity } from "./entity.ts";
import { parseTelegramMarkup } from "./telegramMarkup.ts";
import { showTree } from "./testTree.ts";

const entity = (
  type: string,
  offset: number,
  length: number,
  more: Partial<TextEntity> = {},
): TextEntity => ({
  type,
  offset,
  length,
  ...more,
});
const shown = (text: string, ...entities: TextEntity[]) => showTree(parseTelegramMarkup(text, entities));

describe("parseTelegramMarkup", function () {
  it("takes nothing of the text itself for marks", function () {
    assert.equal(shown("**a** <b> `c`\nd"), "**a** <b> `c`\nd");
  });
  it("reads every kind of mark", function () {
    const text = "bold ital undr strk hide code";
    const kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code"];
    const entities = kinds.map((kind, i) => entity(kind, i * 5, 4));
    assert.equal(
      shown(text, ...entities),
      "strong(bold) emphasis(ital) underline(undr) strike(strk) spoiler(hide) code:code",
    );
    assert.equal(shown("x = 1\n", entity("pre", 0, 6, { language: "py" })), "block[py]:x = 1");
    assert.equal(
      shown("a b", entity("blockquote", 0, 1), entity("blockquote", 2, 1, { is_collapsed: true })),
      "quote(a) foldedQuote(b)",
    );
    assert.equal(
      shown("see here", entity("text_link", 4, 4, { url: "https://a.example" })),
      "see link[https://a.example](here)",
    );
    assert.equal(shown("a.example", entity("url", 0, 9)), "link[https://a.example](a.example)");
    assert.equal(
      shown("@lena /go #tag", entity("mention", 0, 5), entity("bot_command", 6, 3), entity("hashtag", 10, 4)),
      "person:=lena command:go #tag",
    );
    assert.equal(shown("Lena", entity("text_mention", 0, 4, { user_id: "7" })), "person:7=Lena");
  });
  it("leads nowhere but to http and https", function () {
    assert.equal(shown("x", entity("text_link", 0, 1, { url: "javascript:alert(1)" })), "x");
    assert.equal(
      shown("javascript:alert(1)", entity("url", 0, 19)),
      "link[https://javascript:alert(1)](javascript:alert(1))",
    );
  });
  it("counts in UTF-16 units, as Telegram does, and cuts no character in two", function () {
    const text = "👍🏽 ok 👩‍🚀 go";
    assert.equal(shown(text, entity("bold", 5, 2)), "👍🏽 strong(ok) 👩‍🚀 go");
    assert.equal(shown(text, entity("bold", 14, 2)), "👍🏽 ok 👩‍🚀 strong(go)");
    assert.equal(shown("👍a", entity("bold", 1, 2)), "strong(👍a)");
    assert.equal(shown("👍", entity("custom_emoji", 0, 2, { custom_emoji_id: "5" })), "emoji:👍");
  });
  it("nests, and cuts marks that cross", function () {
    assert.equal(shown("abcdef", entity("italic", 2, 2), entity("bold", 0, 6)), "strong(abemphasis(cd)ef)");
    assert.equal(shown("abc", entity("bold", 0, 3), entity("italic", 0, 3)), "strong(emphasis(abc))");
    assert.equal(
      shown("abcdef", entity("bold", 0, 4), entity("italic", 2, 4)),
      "strong(abemphasis(cd))emphasis(ef)",
    );
    assert.equal(shown("abcdef", entity("code", 0, 4), entity("bold", 2, 4)), "code:abcdstrong(ef)");
  });
  it("bears what makes no sense, and ends soon for thousands", function () {
    this.timeout(20_000);
    assert.equal(
      shown("abc", entity("bold", -5, 2), entity("bold", 9, 9), entity("bold", 1, 0), entity("odd", 0, 3)),
      "abc",
    );
    const text = "x".repeat(4_000);
    const many = Array.from({ length: 4_000 }, (_, i) =>
      entity(i % 2 ? "bold" : "italic", i, 4_000 - (i % 7)),
    );
    const startedMs = performance.now();
    const tree = showTree(parseTelegramMarkup(text, many));
    assert.equal(tree.replaceAll(/strong|emphasis|[()]/g, ""), text);
    assert.ok(performance.now() - startedMs < 5_000);
  });
});
