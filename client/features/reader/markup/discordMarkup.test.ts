import assert from "node:assert/strict";
import { parseDiscordMarkup, plainText } from "./discordMarkup.ts";

/** A tree in few characters: kind(children) or kind:text. */
const shown = (text: string): string => {
  type Nodes = ReturnType<typeof parseDiscordMarkup>;
  const show = (nodes: Nodes): string =>
    nodes
      .map((node) => {
        if (node.kind === "text") return node.text;
        if ("text" in node) return `${node.kind}:${node.text}`;
        if (node.kind === "heading") return `h${node.level}(${show(node.children)})`;
        if (node.kind === "link") return `link[${node.href}](${show(node.children)})`;
        if ("children" in node) return `${node.kind}(${show(node.children)})`;
        if (node.kind === "list") {
          const items = node.items.map(({ depth, children }) => `${">".repeat(depth)}${show(children)}`);
          return `${node.isOrdered ? `list${node.start}` : "list"}(${items.join(";")})`;
        }
        if (node.kind === "break") return "/";
        if ("id" in node) return `${node.kind}:${node.id}`;
        return `${node.kind}:${"name" in node ? node.name : `${node.seconds}${node.style}`}`;
      })
      .join("");
  return show(parseDiscordMarkup(text));
};
const id = "123456789012345678";

describe("parseDiscordMarkup", function () {
  const cases: [string, string][] = [
    ["plain", "plain"],
    ["**b *i* b**", "strong(b emphasis(i) b)"],
    ["__u__ ~~s~~ ||x||", "underline(u) strike(s) spoiler(x)"],
    ["*open", "*open"],
    ["a **b", "a **b"],
    ["snake_case_word", "snake_case_word"],
    ["# One\nrest", "h1(One)rest"],
    ["not # one", "not # one"],
    ["-# small", "small(small)"],
    ["- a\n- b\n  - c", "list(a;b;>c)"],
    ["3. a\n4. b", "list3(a;b)"],
    ["text\n- a **b**", "text/list(a strong(b))"],
    ["a - b", "a - b"],
    ["> quoted `code`\nafter", "quote(quoted code:code/)after"],
    ["`**no**`", "code:**no**"],
    [`<@${id}> <@!${id}> <#${id}> <@&${id}>`, `person:${id} person:${id} channel:${id} role:${id}`],
    ["@everyone and @here", "everyone:everyone and everyone:here"],
    [`<:wave:${id}> <a:wave:${id}>`, "emoji:wave emoji:wave"],
    ["<t:1700000000:R> <t:1700000000>", "time:1700000000R time:1700000000f"],
    ["https://a.example/b_c_d", "link[https://a.example/b_c_d](https://a.example/b_c_d)"],
    ["[words](https://a.example)", "link[https://a.example](words)"],
    ["[words](javascript:alert)", "words (javascript:alert)"],
    ["\\*no\\*", "*no*"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ];
  for (const [text, tree] of cases) {
    it(`reads ${JSON.stringify(text)}`, function () {
      assert.equal(shown(text), tree);
    });
  }
  it("keeps code blocks as they are, with their language", function () {
    const [block] = parseDiscordMarkup("```js\nlet **a** = 1\n```");
    assert.deepEqual(block, { kind: "codeBlock", language: "js", text: "let **a** = 1" });
  });
  it("ends for every text of marks, and loses no word", function () {
    this.timeout(60_000);
    const marks = [
      "*",
      "_",
      "~",
      "|",
      "`",
      "[",
      "](",
      "<",
      "> ",
      "**",
      "||",
      "__a_",
      "\\",
      "# ",
      "- ",
      "1. ",
      "word ",
    ];
    for (const mark of marks) {
      for (const length of [10, 500, 4_000, 20_000]) {
        const text = mark.repeat(Math.ceil(length / mark.length));
        assert.ok(Array.isArray(parseDiscordMarkup(text)), mark);
      }
    }
    for (const first of marks) {
      for (const second of marks) {
        const text = `${first}alpha ${second}beta ${first}${second}gamma`;
        const words = plainText(parseDiscordMarkup(text));
        for (const word of ["alpha", "beta", "gamma"]) assert.ok(words.includes(word), `${text} → ${words}`);
      }
    }
  });
});
