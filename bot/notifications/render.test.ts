import assert from "node:assert/strict";
import { languages } from "../../core/model/notification.ts";
import { toEmbed } from "./embed.ts";
import { renderNotification } from "./render.ts";
import { toWebhookBody } from "./webhookBody.ts";

const facts = {
  taskId: "42",
  guildName: "Lanternworks",
  channelName: "general",
  messagesSaved: 12_345,
  seconds: 3_725,
  accountName: "keeper",
  message: "No.",
  openTasks: 3,
  minutes: 90,
};

describe("renderNotification", function () {
  it("tells of a fetch, and leads to its page", function () {
    assert.deepEqual(
      renderNotification(
        { event: "fetch_ended", facts: { ...facts, message: null } },
        "en",
        "https://console.example",
      ),
      {
        tone: "good",
        title: "Fetch completed: #general (Lanternworks)",
        text: "New messages: 12,345, in 1 hr 2 min.",
        link: "https://console.example/tasks/42",
      },
    );
  });
  for (const language of languages) {
    it(`has words for every event in ${language}`, function () {
      const told = (["fetch_ended", "fetch_failed", "account_lost", "catch_up_behind", "test"] as const).map(
        (event) => renderNotification({ event, facts }, language, null),
      );
      assert.equal(new Set(told.map(({ title }) => title)).size, 5);
      for (const { title, text } of told) assert.ok(title !== "" && !/undefined|null|NaN/.test(title + text));
      const [ended, failed, account, behind] = told;
      assert.match(ended?.title ?? "", /Lanternworks/);
      assert.match(failed?.text ?? "", /No\./);
      assert.match(account?.title ?? "", /keeper/);
      assert.match(behind?.text ?? "", /3/);
    });
    it(`bears that nothing is known, in ${language}`, function () {
      for (const event of ["fetch_ended", "fetch_failed", "account_lost", "catch_up_behind"] as const) {
        const { title, text } = renderNotification({ event, facts: {} }, language, null);
        assert.ok(!/undefined|null|NaN/.test(title + text), title + text);
      }
    });
  }
});

describe("toEmbed", function () {
  it("takes no markup from names, and stays within Discord's bounds", function () {
    const embed = toEmbed({
      tone: "bad",
      title: `[x](https://evil.example) @everyone ${"x".repeat(300)}`,
      text: "y".repeat(5_000),
      link: null,
    });
    assert.ok(embed.title.startsWith("\\[x\\]\\(https://evil.example\\) \\@everyone"));
    assert.ok(embed.title.length <= 256 && (embed.description ?? "").length <= 4_096);
  });
});

describe("toWebhookBody", function () {
  const task = { id: "7", event: "test" as const, facts: {}, createdAt: new Date(0) };
  const notification = renderNotification(task, "en", null);
  it("sends what happened as data, with a text for chat programs", function () {
    assert.deepEqual(toWebhookBody("https://hooks.example/x", task, notification), {
      id: "7",
      event: "test",
      at: "1970-01-01T00:00:00.000Z",
      title: "Test notification",
      text: "Test notification\nNotifications of Backscroll arrive here.",
      link: null,
      facts: {},
    });
  });
  it("sends Discord's own webhooks a message that mentions nobody", function () {
    const body = toWebhookBody("https://discord.com/api/webhooks/1/secret", task, notification);
    assert.deepEqual(Object.keys(body), ["embeds", "allowed_mentions"]);
  });
});
