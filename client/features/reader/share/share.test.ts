import assert from "node:assert/strict";
import { parseDiscordMarkup } from "../../../../core/model/markup/discordMarkup.ts";
import { makeMessage } from "../testMessage.ts";
import { asMarkdown, asText } from "./copyMessage.ts";
import { toMarkdown } from "./toMarkdown.ts";

const names = { people: { "123456789012345678": { name: "Lena" } }, channels: {}, roles: {} };
const markdown = (text: string) => toMarkdown(parseDiscordMarkup(text), names);

describe("toMarkdown", function () {
  it("keeps marks that Markdown knows, and names whom ids mean", function () {
    assert.equal(markdown("**b** *i* ~~s~~ `c`"), "**b** *i* ~~s~~ `c`");
    assert.equal(markdown("<@123456789012345678> <@999999999999999999>"), "@Lena @999999999999999999");
    assert.equal(markdown("- a\n  - b"), "- a\n  - b\n");
    assert.equal(markdown("> q\n> r"), "> q\n> r\n");
    assert.equal(markdown("https://a.example"), "<https://a.example>");
    assert.equal(markdown("```js\n1\n```"), "```js\n1\n```\n");
  });
  it("lets nothing become a mark that was none", function () {
    assert.equal(markdown(String.raw`\*no\* <b>`), String.raw`\*no\* \<b\>`);
  });
});

describe("copying a message", function () {
  const copied = {
    message: makeMessage({ attachments: [] }),
    author: "Lena",
    time: "Mar 1, 2024",
    nodes: parseDiscordMarkup("two *lines*\nof \\_text\\_"),
    names,
    link: "https://archive.example/m",
  };
  it("gives text to be read, and a quotation with its source", function () {
    assert.equal(asText(copied), "Lena, Mar 1, 2024\ntwo *lines*\nof _text_");
    assert.equal(
      asMarkdown(copied),
      "**Lena** · [Mar 1, 2024](https://archive.example/m)\n\n> two *lines*\n> of \\_text\\_\n",
    );
  });
});
