import assert from "node:assert/strict";
import { parseChatInput } from "./chatInput.ts";

describe("parseChatInput", function () {
  it("takes every way of naming a chat", function () {
    const name = { kind: "name", name: "lantern_news" };
    for (const text of [
      "@lantern_news",
      "lantern_news",
      "t.me/lantern_news",
      "https://t.me/lantern_news/",
      "https://t.me/lantern_news/123?single",
      "https://t.me/s/lantern_news",
      "tg://resolve?domain=lantern_news",
    ])
      assert.deepEqual(parseChatInput(text), name, text);
    const invite = { kind: "invite", hash: "AbCdEf0123456789" };
    for (const text of [
      "https://t.me/+AbCdEf0123456789",
      "t.me/joinchat/AbCdEf0123456789",
      "tg://join?invite=AbCdEf0123456789",
    ])
      assert.deepEqual(parseChatInput(text), invite, text);
    for (const text of [
      "-1001234567890",
      "https://t.me/c/1234567890/55",
      "tg://privatepost?channel=1234567890&post=5",
    ])
      assert.deepEqual(parseChatInput(text), { kind: "id", id: "-1001234567890" }, text);
  });
  it("refuses everything else", function () {
    for (const text of ["", "two words", "https://example.org/x", "@a", "t.me/", "0", "-", "t.me/+short"])
      assert.equal(parseChatInput(text), null, text);
  });
});
