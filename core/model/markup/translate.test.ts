import assert from "node:assert/strict";
import { parseDiscordMarkup } from "./discordMarkup.ts";
import { parseTelegramMarkup } from "./telegramMarkup.ts";
import { showTree } from "./testTree.ts";
import { toDiscord } from "./toDiscord.ts";
import { toMarked } from "./toMarked.ts";

const names = {
  person: (id: string) => (id.startsWith("1") ? "Ida" : null),
  channel: () => "general",
  role: () => "crew",
};
const marked = (text: string) => toMarked(parseDiscordMarkup(text), names);
const shown = (text: string) => {
  const { text: plain, entities } = marked(text);
  return [
    plain,
    ...entities.map(({ type, offset, length }) => `${type}:${plain.slice(offset, offset + length)}`),
  ];
};

describe("toMarked", function () {
  it("sets marks beside the text", function () {
    assert.deepEqual(shown("**b _i_** ||s|| ~~d~~ __u__ `c`"), [
      "b i s d u c",
      "bold:b i",
      "italic:i",
      "spoiler:s",
      "strike:d",
      "underline:u",
      "code:c",
    ]);
  });
  it("keeps blocks on lines of their own", function () {
    assert.deepEqual(shown("# Head\nbody\n> q1\n> q2\nafter\n- one\n- two\n```js\nx = 1\n```end"), [
      "Head\nbody\nq1\nq2\nafter\n• one\n• two\nx = 1\nend",
      "bold:Head",
      "blockquote:q1\nq2",
      "pre:x = 1",
    ]);
  });
  it("names people, roles and channels without calling anybody", function () {
    assert.equal(
      marked("<@123456789012345678> <@&223456789012345678> <#323456789012345678> @everyone @bob").text,
      "@\u2060Ida @\u2060crew #general @\u2060everyone @\u2060bob",
    );
  });
  it("leads where links lead, and writes times out", function () {
    assert.deepEqual(marked("[here](https://example.org/a) <t:0:f>"), {
      text: "here 1970-01-01 00:00 UTC",
      entities: [{ type: "text_url", offset: 0, length: 4, url: "https://example.org/a" }],
    });
  });
});

describe("toDiscord", function () {
  const written = (text: string, ...marks: [string, string, object?][]) =>
    toDiscord(
      parseTelegramMarkup(
        text,
        marks.map(([type, words, more]) => ({
          type,
          offset: text.indexOf(words),
          length: words.length,
          ...more,
        })),
      ),
    );
  it("writes every mark as Discord reads it", function () {
    const text = written(
      "bold ital undr strk hide code",
      ["bold", "bold"],
      ["italic", "ital"],
      ["underline", "undr"],
      ["strike", "strk"],
      ["spoiler", "hide"],
      ["code", "code"],
    );
    assert.equal(text, "**bold** *ital* __undr__ ~~strk~~ ||hide|| `code`");
  });
  it("escapes what would be a mark, but not within addresses and code", function () {
    assert.equal(
      written("*a_b* # c\n# d\n> e\n1. f\nhttps://x.org/a_b_c g_h"),
      "\\*a\\_b\\* # c\n\\# d\n\\> e\n1\\. f\nhttps://x.org/a_b_c g\\_h",
    );
    assert.equal(written("# a_b\n# c", ["pre", "# a_b\n# c"]), "```\n# a_b\n# c\n```");
  });
  it("moves spaces out of marks and keeps quotes on their lines", function () {
    assert.equal(written("a bold b", ["bold", " bold "]), "a **bold** b");
    assert.equal(written("one\ntwo\nthree", ["blockquote", "one\ntwo"]), "> one\n> two\nthree");
  });
  it("writes links by their words, and by themselves where the words are the address", function () {
    assert.equal(
      written("see here", ["text_url", "here", { url: "https://x.org/(a)" }]),
      "see [here](https://x.org/%28a%29)",
    );
    assert.equal(written("https://x.org/a_b", ["url", "https://x.org/a_b"]), "https://x.org/a_b");
  });
  it("is read by Discord's own rules as the tree it was made of", function () {
    const words = ["alpha", "be_ta", "*", "g`h", "# i", "> j", "~~", "http://k.org/_l_", "[m](n)", "||"];
    const kinds = ["bold", "italic", "underline", "strike", "spoiler", "code", "text_url", "blockquote"];
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 6 }, () => words[next(words.length)]).join(" ");
      const kind = kinds[next(kinds.length)] as string;
      const offset = text.indexOf(" ", next(8)) + 1;
      const length = Math.max(1, text.indexOf(" ", offset + 1 + next(8)) - offset);
      if (kind === "text_url" && text.slice(offset, offset + length).includes("http")) continue; // it deceives
      const tree = parseTelegramMarkup(text, [{ type: kind, offset, length, url: "https://o.org" }]);
      const read = parseDiscordMarkup(toDiscord(tree));
      assert.equal(
        plain(showTree(read)),
        plain(showTree(tree)),
        JSON.stringify([text, kind, offset, length]),
      );
    }
  });
});

/** Addresses become links by themselves, a quote ends its line, and who writes addresses in links sees them beside. */
const plain = (tree: string) =>
  tree
    .replaceAll("\u200b", "")
    .replace(/link\[(http:\/\/k[^\]]*)\]\(\1\)/g, "$1")
    .replace(/[ /\n]+/g, "");
