import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { provesNothing, storeMessages } from "../../bot/archive/storeMessages.ts";
import { announceChanges } from "../../core/database/archive/changes.ts";
import { insertAttachments, insertMessages } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { eventually } from "../support/eventually.ts";
import { archiveMessage } from "../support/factories.ts";
import { hostileTexts } from "../support/hostileTexts.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer } from "./seed.ts";

const channelId = channelIdOf(2);
const place = { guildId, channelId };
const startMs = Date.parse("2024-01-01T08:00:00Z");
const idOf = (i: number) => String(snowflakeAt(startMs + i * 60_000));
const lena = "400000000000000001";

describe("searching", function () {
  this.timeout(120_000);
  const house = useHouse();
  before("fill the archive", async function () {
    await seedServer(house.pool);
    await house.pool.query(
      "insert into authors (id, platform, name, display_name) values ($1, 'discord', 'lena', '<img src=x onerror=document.title=1>')",
      [lena],
    );
    const hostile = hostileTexts.map((text, i) =>
      archiveMessage({
        id: idOf(i),
        authorId: lena,
        content: `hostile ${text}`,
        createdAt: new Date(startMs + i * 60_000),
        extra: {
          embeds: [{ title: `hostile ${text}`, url: text, fields: [{ name: text, value: text }] }],
          poll: { question: { text }, answers: [{ answer_id: 1, poll_media: { text } }] },
          sticker_items: [{ name: text }],
        },
        attachments: [
          {
            id: String(i),
            fileName: `hostile ${text}.png`,
            contentType: "image/png",
            sizeBytes: 1,
            width: 1,
            height: 1,
            durationSeconds: null,
            description: text,
            isSpoiler: false,
            url: "https://cdn.example/x.png",
          },
        ],
      }),
    );
    const plain = Array.from({ length: 40 }, (_, i) =>
      archiveMessage({
        id: idOf(1_000 + i),
        authorId: lena,
        content: `ordinary message number ${i}`,
        createdAt: new Date(startMs + (1_000 + i) * 60_000),
      }),
    );
    await insertMessages(house.pool, place, [...hostile, ...plain]);
    await insertAttachments(house.pool, channelId, hostile);
    await house.pool.query("update channels set newest_message_id = $2, last_message_id = $2 where id = $1", [
      channelId,
      idOf(1_039),
    ]);
  });

  it("shows whatever people have written as text: nothing of it runs, loads or leads astray", async function () {
    assert.ok(hostileTexts.length >= 300);
    const page = await house.open("/search?q=hostile&order=oldest");
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== house.origin) foreign.push(request.url());
    });
    page.on("dialog", (dialog) => {
      foreign.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    const hits = page.locator("main article");
    await hits.first().waitFor();
    for (;;) {
      const more = page.getByRole("button", { name: "Show more" });
      const count = await hits.count();
      if (!(await more.isVisible())) break;
      await more.click();
      await eventually("more hits", async () => (await hits.count()) > count || !(await more.isVisible()));
    }
    assert.equal(await hits.count(), hostileTexts.length);
    assert.match(await page.title(), /Search/);
    assert.deepEqual(
      await page
        .locator("main")
        .evaluate((main) => main.querySelectorAll("script, iframe, object, embed, svg[onload], img").length),
      0,
    );
    const links = await hits.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    assert.ok(links.every((href) => href.startsWith(`/guilds/${guildId}/channels/`)));
    assert.deepEqual([foreign, house.violations], [[], []]);
  });

  it("goes from the box to the message by keyboard alone, with what is meant suggested", async function () {
    const page = await house.open("/search");
    const box = page.getByRole("combobox", { name: "Search messages" });
    await box.focus();
    await page.keyboard.type("number from:le");
    await page.getByRole("option", { name: /lena/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually("completed", async () => (await box.inputValue()) === "number from:lena ");
    await page.keyboard.press("Enter");
    await page.getByText("40 messages").waitFor();
    assert.match(page.url(), /q=number\+from%3Alena/);
    const link = page.locator("main article a").first();
    for (let i = 0; i < 40 && !(await link.evaluate((a) => a === a.ownerDocument.activeElement)); i++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`message=${idOf(1_039)}`));
    await page.getByText("ordinary message number 39", { exact: true }).first().waitFor();
    await page.goBack();
    await page.locator("main article").first().waitFor();
  });

  it("says what it does not understand, and takes terms out again", async function () {
    const page = await house.open("/search?q=number+has%3Acake");
    await page.getByRole("alert").filter({ hasText: "has:cake is not understood" }).waitFor();
    await page.goto(`${house.origin}/search?q=number+-ordinary`);
    await page.getByText("No message fits.").waitFor();
    await page.getByRole("button", { name: "Remove ordinary" }).click();
    await page.getByText("40 messages").waitFor();
  });

  it("shows an open channel what is said and edited within moments, over one connection for all tabs", async function () {
    const path = `/guilds/${guildId}/channels/${channelId}`;
    const first = await house.open(path);
    const streams: string[] = [];
    const pages: string[] = [];
    const watch = (page: Page) =>
      page.on("request", (request) => {
        if (request.url().includes("/api/v1/events")) streams.push(request.url());
        if (request.url().includes("/messages?")) pages.push(request.url());
      });
    watch(first);
    await first.getByText("ordinary message number 39", { exact: true }).waitFor();
    const second = await first.context().newPage();
    watch(second);
    await second.goto(`${house.origin}${path}`);
    await second.getByText("ordinary message number 39", { exact: true }).waitFor();
    await eventually("the stream is open", async () => {
      const { rows } = await house.pool.query<{ n: string }>(
        "select count(*) as n from pg_stat_activity where application_name = 'backscroll-listen' and datname = current_database()",
      );
      return Number(rows[0]?.n) > 0 && streams.length > 0;
    });
    const store = (message: Parameters<typeof archiveMessage>[0]) =>
      inTransaction(house.pool, (tx) =>
        storeMessages(tx, place, [archiveMessage({ authorId: lena, ...message })], provesNothing),
      );
    const spoken = { id: idOf(2_000), createdAt: new Date(startMs + 2_000 * 60_000) };
    await store({ ...spoken, content: "something new" });
    const begun = Date.now();
    for (const page of [first, second])
      await page.getByText("something new", { exact: true }).waitFor({ timeout: 10_000 });
    const tookMs = Date.now() - begun;
    await store({ ...spoken, content: "something edited", editedAt: new Date(startMs + 2_001 * 60_000) });
    for (const page of [first, second])
      await page.getByText("something edited").first().waitFor({ timeout: 10_000 });
    await house.pool.query("update messages set deleted_at = now() where channel_id = $1 and id = $2", [
      channelId,
      spoken.id,
    ]);
    await announceChanges(house.pool, channelId, [[spoken.id, spoken.id]]);
    for (const page of [first, second])
      await page.locator(`[data-message="${spoken.id}"][data-deleted]`).waitFor({ timeout: 10_000 });
    console.log(`        shown after ${tookMs} ms; streams: ${streams.length}`);
    // One that begins with one tab's wishes and one with both: never one per tab at a time.
    assert.ok(streams.length <= 3, streams.join("\n"));
    // While events arrive nothing is asked every three seconds: two tabs would in that time.
    pages.length = 0;
    await sleep(4_500);
    assert.ok(pages.length <= 1, pages.join("\n"));
  });
});
