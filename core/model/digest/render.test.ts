import assert from "node:assert/strict";
import { languages } from "../notification.ts";
import type { DigestFacts } from "./facts.ts";
import { quoted } from "./quoted.ts";
import { renderDigest } from "./render.ts";

const facts = (changes: Partial<DigestFacts> = {}): DigestFacts => ({
  guildName: "Harbour",
  from: "2026-03-02",
  to: "2026-03-08",
  messages: { now: 1234, before: 1000 },
  people: { now: 56, before: 60 },
  newPeople: 4,
  replies: { now: 10, before: 10 },
  joins: 3,
  leaves: 1,
  channels: [{ name: "general", messages: 800, before: 500 }],
  threads: [{ name: "trip", messages: 90, before: 0 }],
  archive: { completeness: 0.9996, missingChannels: 2, failedTasks: 1 },
  ...changes,
});

describe("renderDigest", function () {
  it("tells what moved, where most was said, and how the archive is", function () {
    const { title, ...digest } = renderDigest(facts(), "en");
    assert.equal(title.replaceAll(/\s/g, " "), "Week of Harbour: Mar 2 – 8, 2026"); // Intl writes thin spaces
    assert.deepEqual(digest, {
      isTroubled: true,
      lines: [
        "Messages: 1,234 (+23%)",
        "People who wrote: 56 (-7%); for the first time: 4",
        "Replies: 10 (as the week before)",
        "Joined: 3; left: 1",
        "Busiest channels:",
        "• general: 800 (+60%)",
        "Busiest threads:",
        "• trip: 90 (new)",
        "Archive: 99.9% complete.",
        "Channels with messages of this week missing: 2. The figures are too low by those.",
        "Failed tasks: 1.",
      ],
    });
  });
  it("says so when nothing was said and everything is there", function () {
    const nothing = { now: 0, before: 0 };
    const archive = { completeness: 1, missingChannels: 0, failedTasks: 0 };
    const quiet = {
      messages: nothing,
      people: nothing,
      replies: nothing,
      newPeople: 0,
      channels: [],
      threads: [],
    };
    assert.deepEqual(renderDigest(facts({ ...quiet, joins: null, leaves: null, archive }), "en").lines, [
      "Nothing was said this week, as far as it is archived.",
      "Archive: everything is there.",
    ]);
  });
  it("has words of its own in every language", function () {
    const all = languages.map((language) => renderDigest(facts(), language));
    for (const { title, lines } of all) assert.ok(![title, ...lines].join("").includes("undefined"));
    assert.equal(new Set(all.map(({ lines }) => lines.at(-2))).size, languages.length);
  });
});

describe("quoted", function () {
  it("leaves ordinary names as they are", function () {
    for (const name of ["general", "明天去爬山", "Ветка о походе", "v1 plans - 2026, part 2!?", "🎉 party"])
      assert.equal(quoted(name).replaceAll("\u200B", ""), name);
  });
  it("pings nobody and makes no link, whatever somebody calls a thread", function () {
    const hostile = [
      "@everyone look",
      "<@175928847299117063>",
      "<!channel> <#123> <@&456>",
      "https://evil.example/x",
      "evil.example",
      "www.evil.example",
      "http://127.0.0.1:80/",
      "mailto:a@b.example",
      "tg://resolve?domain=x",
      "[click](https://evil.example)",
      "пример.рф",
    ];
    for (const name of hostile) {
      const text = quoted(name);
      assert.doesNotMatch(text, /@[\p{L}\p{N}!&]|<[@!#&\p{L}]|#\p{N}/u, name);
      assert.doesNotMatch(text, /:\/\/|:\/|[\p{L}\p{N}]\.[\p{L}\p{N}]|mailto:\p{L}/u, name);
    }
  });
  it("keeps to its line and its direction, and is no longer than a line", function () {
    assert.equal(quoted("a\nb\r\n\u202Ec\u2066d\u0000"), "a b c d");
    assert.ok(quoted("字".repeat(500)).length <= 60);
  });
});
