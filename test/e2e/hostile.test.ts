import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { insertAttachments, insertMessages, replaceReactions } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { hostileTexts } from "../corpus/hostileTexts.ts";
import { archiveMessage } from "../support/factories.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer } from "./seed.ts";

const channelId = channelIdOf(2);
const startMs = Date.parse("2024-03-01T08:00:00Z");
const idOf = (i: number) => String(snowflakeAt(startMs + i * 1_000));
const person = (i: number) => String(500_000_000_000_000_000n + BigInt(i));

describe("a channel full of hostile texts", function () {
  this.timeout(180_000);
  const house = useHouse();
  before("fill the channel", async function () {
    await seedServer(house.pool);
    assert.ok(hostileTexts.length >= 300, String(hostileTexts.length));
    const messages = hostileTexts.map((text, i) =>
      archiveMessage({
        id: idOf(i),
        authorId: person(i),
        content: text,
        createdAt: new Date(startMs + i * 1_000),
        attachments: [
          {
            id: String(i + 1),
            fileName: text,
            contentType: i % 2 ? "image/png" : null,
            sizeBytes: 5,
            width: null,
            height: null,
            durationSeconds: null,
            description: text,
            isSpoiler: false,
            url: text,
          },
        ],
        reactions: [{ emoji: text, emojiId: null, isAnimated: false, count: 1, burstCount: 0 }],
        extra: {
          embeds: [
            {
              title: text,
              description: text,
              url: text,
              author: { name: text },
              footer: { text },
              fields: [{ name: text, value: text }],
              image: { url: text },
            },
          ],
          poll: {
            question: { text },
            answers: [{ answer_id: 1, poll_media: { text, emoji: { name: text } } }],
          },
          components: [
            {
              type: 17,
              components: [
                { type: 10, content: text },
                { type: 2, label: text, url: text },
              ],
            },
          ],
          sticker_items: [{ id: "1", name: text }],
          message_snapshots: [{ message: { content: text } }],
        },
      }),
    );
    await house.pool.query(
      "insert into authors (id, platform, name, display_name) select 500000000000000000 + n - 1, 'discord', 'p' || n, t from unnest($1::text[]) with ordinality as x (t, n)",
      [hostileTexts],
    );
    await insertMessages(house.pool, { guildId, channelId }, messages);
    await insertAttachments(house.pool, channelId, messages);
    await replaceReactions(house.pool, channelId, messages);
    await house.pool.query("update channels set topic = $2, message_count = $3 where id = $1", [
      channelId,
      hostileTexts[0],
      hostileTexts.length,
    ]);
  });

  it("runs nothing, asks nobody else for anything and leads nowhere but to http and https", async function () {
    const page = await house.open("/settings");
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(house.origin) && !request.url().startsWith("data:"))
        foreign.push(request.url());
    });
    page.on("dialog", (dialog) => foreign.push(`dialog ${dialog.message()}`));
    for (let i = 20; i < hostileTexts.length + 20; i += 40) {
      await page.goto(
        `${house.origin}/guilds/${guildId}/channels/${channelId}?message=${idOf(Math.min(i, hostileTexts.length - 1))}`,
      );
      await page.locator("[data-message]").first().waitFor();
      await reveal(page);
      assert.notEqual(await page.title(), "broken", `at ${i}`);
      assert.deepEqual(await made(page), [], `at ${i}`);
    }
    assert.deepEqual(foreign, []);
    assert.deepEqual(house.violations, []);
  });
});

/** Opens what is hidden: what stands there must be as harmless. */
const reveal = (page: Page) =>
  page.evaluate(
    "document.querySelectorAll('[data-message] [aria-expanded=false]').forEach((each) => each.click())",
  );

/** Elements and addresses in messages that only a text could have made. */
const made = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("[data-message] *")].flatMap((each) => {
    const isOdd = /^(SCRIPT|STYLE|IFRAME|OBJECT|EMBED|LINK|META|BASE|FORM|INPUT|MARQUEE|MATH|DETAILS|TEMPLATE)$/.test(each.tagName);
    const handlers = each.getAttributeNames().filter((name) => name.startsWith("on"));
    const address = each.getAttribute("href") ?? each.getAttribute("src");
    const isForeign = address !== null && !/^(https?:|\\/)/.test(address);
    return isOdd || handlers.length > 0 || isForeign ? each.outerHTML.slice(0, 200) : [];
  })`);
