import assert from "node:assert/strict";
import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";
import { parseDiscordMarkup } from "./discordMarkup.ts";
import { plainText } from "./plainText.ts";
import { showTree } from "./testTree.ts";

const shown = (text: string) => showTree(parseDiscordMarkup(text));
const id = "123456789012345678";

describe("parseDiscordMarkup", function () {
  const cases: [string, string][] = [
    ["plain", "plain"],
    ["**b *i* b**", "strong(b emphasis(i) b)"],
    ["***a** b*", "emphasis(strong(a) b)"],
    ["***both***", "emphasis(strong(both))"],
    ["__u__ ~~s~~ ||x||", "underline(u) strike(s) spoiler(x)"],
    ["__*a*__ ||**b**||", "underline(emphasis(a)) spoiler(strong(b))"],
    ["*open", "*open"],
    ["a **b", "a **b"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["snake_case_word", "snake_case_word"],
    ["**a `b** c`", "strong(a `b) c`"],
    ["`**no**`", "code:**no**"],
    ["`` a`b ``", "code: a`b "],
    ["`` `a` ``", "code:`a`"],
    ["\\*no\\* \\_\\_", "*no* __"],
    ["¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"],
    ["# One\nrest", "h1(One)rest"],
    ["## Two **b**\n### Three", "h2(Two strong(b))h3(Three)"],
    ["#none\n#### none", "#none/#### none"],
    ["not # one", "not # one"],
    ["-# small", "small(small)"],
    ["- a\n- b\n  - c", "list(a;b;>c)"],
    ["* a\n* b", "list(a;b)"],
    ["3. a\n4. b", "list3(a;b)"],
    ["text\n- a **b**", "text/list(a strong(b))"],
    ["a - b", "a - b"],
    ["> quoted `code`\nafter", "quote(quoted code:code)after"],
    ["> one\n> two\nafter", "quote(one/two)after"],
    ["> # head\n> - a", "quote(h1(head)list(a))"],
    [">>> all\nof it", "quote(all/of it)"],
    ["> a\n> > b", "quote(a/> b)"],
    [">no", ">no"],
    ["> ```js\n> a\n> ```", "quote(block[js]:a)"],
    ["```js\nlet **a**\n```\nafter", "block[js]:let **a**after"],
    ["```a```", "block[]:a"],
    ["```js\n```", "block[]:js"],
    [`<@${id}> <@!${id}> <#${id}> <@&${id}>`, `person:${id} person:${id} channel:${id} role:${id}`],
    ["<@1> <#x> <t:x>", "<@1> <#x> <t:x>"],
    ["@everyone and @here", "everyone:everyone and everyone:here"],
    [`<:wave:${id}> <a:wave:${id}>`, "emoji:wave emoji:wave"],
    [`</play song:${id}> <id:customize>`, "command:play song command:customize"],
    ["<t:1700000000:R> <t:-5> <t:1:F>", "time:1700000000R time:-5f time:1F"],
    ["https://a.example/b_c_d", "link[https://a.example/b_c_d](https://a.example/b_c_d)"],
    ["(https://a.example/x).", "(link[https://a.example/x](https://a.example/x))."],
    ["https://a.example/a_(b)", "link[https://a.example/a_(b)](https://a.example/a_(b))"],
    ["<https://a.example/b>", "link[https://a.example/b](https://a.example/b)"],
    ["xhttps://a.example", "xlink[https://a.example](https://a.example)"],
    ["https://", "https://"],
    ["[words **b**](https://a.example)", "link[https://a.example](words strong(b))"],
    ['[words](<https://a.example> "title")', "link[https://a.example](words)"],
    ["[a [b] c](https://a.example)", "link[https://a.example](a [b] c)"],
    ["[words](javascript:alert)", "[words](javascript:alert)"],
    [
      "[https://good.example](https://bad.example)",
      "[link[https://good.example](https://bad.example)](https://good.example](https://bad.example))",
    ],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["", ""],
  ];
  for (const [text, tree] of cases) {
    it(`reads ${JSON.stringify(text)}`, function () {
      assert.equal(shown(text), tree);
    });
  }

  /** By another author, from Discord's own grammar; it takes quadratic time, and knows no lists. */
  const other = SimpleMarkdown.parserFor(
    Object.fromEntries(Object.entries(rulesExtended).filter(([name]) => name !== "twemoji")),
  );
  interface OtherNode {
    type: string;
    content?: unknown;
    target?: string;
    lang?: string;
  }
  const kinds: Record<string, string> = {
    strong: "strong",
    em: "emphasis",
    underline: "underline",
    strikethrough: "strike",
    spoiler: "spoiler",
  };
  const showOther = (nodes: unknown): string =>
    (nodes as OtherNode[])
      .map((node) => {
        if (kinds[node.type]) return `${kinds[node.type]}(${showOther(node.content)})`;
        if (node.type === "br") return "/";
        if (node.type === "inlineCode") return `code:${String(node.content)}`;
        if (node.type === "codeBlock") return `block[${node.lang}]:${String(node.content)}`;
        if (/^(url|autolink|link)$/.test(node.type))
          return `link[${node.target}](${showOther(node.content)})`;
        return typeof node.content === "string" ? node.content : node.type;
      })
      .join("");

  it("reads thousands of random nestings as an independent reader of Discord's grammar does", function () {
    this.timeout(30_000);
    const marks = ["*", "**", "***", "_", "__", "~~", "||", "`", "``", "\\", "**", "_", "*"];
    const words = ["a", "b c", " ", "\n", "word", "é", "[x](https://a.b)", "http://c.d ", "```e"];
    const parts = [...marks, ...words];
    let seed = 20;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % below;
    };
    for (let i = 0; i < 6_000; i++) {
      const text = Array.from({ length: 2 + random(8) }, () => parts[random(parts.length)]).join("");
      // Lists, which it does not know, and the line that a block of code ends.
      if (/(^|\n) *\* |```/.test(text)) continue;
      assert.equal(shown(text), showOther(other(text, { inline: true })), JSON.stringify(text));
    }
  });
  it("ends soon for every text of marks, and loses no word", function () {
    this.timeout(60_000);
    const marks = "* _ ~~ | ` [ ]( < > ** || __a_ \\ # - 1. [a](http://x ``b (("
      .split(" ")
      .map((mark) => (/^(>|#|-|1\.)$/.test(mark) ? `${mark} ` : mark));
    for (const first of marks) {
      for (const second of ["", ...marks]) {
        const pair = first + second;
        const startedMs = performance.now();
        parseDiscordMarkup(pair.repeat(Math.ceil(4_000 / pair.length)));
        // Milliseconds on a quiet machine; where it took quadratic time, seconds.
        assert.ok(performance.now() - startedMs < 1_000, pair);
        const text = `${first}alpha ${second}beta ${first}${second}gamma`;
        const words = plainText(parseDiscordMarkup(text));
        for (const word of ["alpha", "beta", "gamma"]) {
          assert.ok(words.includes(word) || /http/.test(text), `${text} → ${words}`);
        }
      }
    }
  });
});
