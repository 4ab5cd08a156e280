import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { eventually } from "../support/eventually.ts";
import { archiveMessage } from "../support/factories.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer } from "./seed.ts";

const channelId = channelIdOf(2);
const firstMs = Date.parse("2023-01-01T08:00:00Z");
const stepMs = 4 * 3_600_000;
const count = 2_000;
/** Messages of April to June 2023 are missing in `general`: none is made there. */
const isMissing = (ms: number) =>
  ms >= Date.parse("2023-04-01T00:00:00Z") && ms < Date.parse("2023-07-01T00:00:00Z");
const times = Array.from({ length: count }, (_, i) => firstMs + i * stepMs).filter((ms) => !isMissing(ms));
const idOf = (ms: number) => String(snowflakeAt(ms));

/** Each would run, load something or leave its place if any text were taken for HTML. */
const hostile = [
  "<img src=x onerror=document.title='broken'>",
  "<script>document.title='broken'</script>",
  "<svg/onload=document.title='broken'>",
  "<iframe src=https://example.org></iframe>",
  "</p></li><style>*{display:none}</style>",
  "[x](javascript:document.title='broken')",
  "[x](data:text/html,<script>document.title='broken'</script>)",
  "<javascript:document.title='broken'>",
  "![x](https://example.org/pixel.png)",
  "```<img src=x onerror=document.title='broken'>```",
];

describe("reading a channel", function () {
  this.timeout(120_000);
  const house = useHouse();
  const path = `/guilds/${guildId}/channels/${channelId}`;
  before("fill the channel", async function () {
    await seedServer(house.pool);
    const place = { guildId, channelId };
    await house.pool.query(
      "insert into authors (id, platform, name, display_name) values (400000000000000001, 'discord', 'lena', '<b>Lena</b>'), (400000000000000002, 'discord', 'ivo', null)",
    );
    const messages = times.map((ms, i) =>
      archiveMessage({
        id: idOf(ms),
        authorId: i % 3 === 0 ? "400000000000000001" : "400000000000000002",
        content: `message ${i}`,
        createdAt: new Date(ms),
      }),
    );
    await insertMessages(house.pool, place, messages);
    const lastMs = times.at(-1) ?? 0;
    const more = hostile.map((content, i) =>
      archiveMessage({
        id: idOf(lastMs + (i + 1) * 60_000),
        authorId: "400000000000000001",
        content,
        createdAt: new Date(lastMs + (i + 1) * 60_000),
        replyToId: idOf(times[5] ?? 0),
        kind: "reply",
        extra: {
          embeds: [{ title: content, description: content, url: "javascript:1", footer: { text: content } }],
          poll: { question: { text: content }, answers: [{ answer_id: 1, poll_media: { text: content } }] },
          components: [{ type: 1, components: [{ type: 2, label: content, url: "javascript:1" }] }],
          sticker_items: [{ name: content }],
        },
      }),
    );
    await insertMessages(house.pool, place, more);
    await house.pool.query("update channels set message_count = $2 where id = $1", [
      channelId,
      messages.length + more.length,
    ]);
  });
  const shown = (page: Page) => page.locator("[data-message]");
  const numbers = async (page: Page) =>
    (await shown(page).allInnerTexts()).flatMap((text) => /message (\d+)/.exec(text)?.[1] ?? []).map(Number);
  /** Turns the wheel until the text is there. */
  async function scrollTo(page: Page, text: string, wheel: number): Promise<number> {
    let most = 0;
    await page.getByRole("region", { name: "Messages" }).hover();
    await eventually(
      text,
      async () => {
        most = Math.max(most, await page.locator("ol > li").count());
        if (await page.getByText(text, { exact: true }).first().isVisible()) return true;
        await page.mouse.wheel(0, wheel);
        return false;
      },
      90_000,
    );
    return most;
  }

  it("opens at the end, shows what texts say and runs nothing of it", async function () {
    const page = await house.open(path);
    await page.getByRole("heading", { name: "general" }).waitFor();
    await page.getByText(`message ${times.length - 1}`, { exact: true }).waitFor();
    for (const content of hostile.slice(0, 5)) {
      assert.ok((await page.getByText(content).count()) > 0, content);
    }
    assert.equal((await page.getByText("<b>Lena</b>").count()) > 0, true);
    const links = await page
      .locator("[data-message] a")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.ok(
      links.every((href) => href?.startsWith("https://")),
      links.join(" "),
    );
    assert.notEqual(await page.title(), "broken");
    assert.deepEqual(house.violations, []);
  });
  it("goes back through all of it, each message once and in order, with few on the page", async function () {
    const page = await house.open(`${path}?message=${idOf(times[400] ?? 0)}`);
    await page.getByText("message 400", { exact: true }).waitFor();
    const most = await scrollTo(page, "message 0", -1_200);
    assert.ok(most <= 300, `${most} rows`);
    const seen = await numbers(page);
    assert.deepEqual(
      seen,
      Array.from({ length: seen.length }, (_, i) => (seen[0] ?? 0) + i),
    );
    await page.getByText("This is where the archive of this channel begins.").waitFor();
    await scrollTo(page, "message 380", 1_200);
    const after = await numbers(page);
    assert.deepEqual(
      after,
      Array.from({ length: after.length }, (_, i) => (after[0] ?? 0) + i),
    );
  });
  it("keeps its place while older messages come above", async function () {
    const page = await house.open(`${path}?message=${idOf(times[900] ?? 0)}`);
    const target = page.locator(`[data-message="${idOf(times[900] ?? 0)}"]`);
    await target.waitFor();
    const before = await target.boundingBox();
    await eventually("older ones are there", async () => (await numbers(page)).length > 60);
    const now = await target.boundingBox();
    assert.ok(before && now && Math.abs(before.y - now.y) < 30, `${before?.y} ${now?.y}`);
  });
  it("shows what is missing where it is missing, and fetches it", async function () {
    const page = await house.open(`${path}?at=2023-07-01T00:00:00Z`);
    const gap = page.getByText("Messages may be missing here.");
    await gap.first().waitFor();
    await page.getByRole("button", { name: "Fetch this gap" }).first().click();
    await page.getByText(/Task #\d+ has started/).waitFor();
    const { rows } = await house.pool.query(
      "select channel_id, after_message_id, before_message_id from history_fetch_tasks order by id desc limit 1",
    );
    assert.equal(rows[0].channel_id, channelId);
    assert.ok(BigInt(rows[0].before_message_id) >= snowflakeAt(Date.parse("2023-07-01T00:00:00Z")));
  });
  it("leads to what a message answers, and back", async function () {
    const page = await house.open(path);
    await page.locator("[data-message]").last().getByRole("button", { name: "message 5" }).click();
    await page.locator(`[data-message="${idOf(times[5] ?? 0)}"]`).waitFor();
    assert.match(page.url(), new RegExp(`message=${idOf(times[5] ?? 0)}`));
    await page.goBack();
    await page.getByText(`message ${times.length - 1}`, { exact: true }).waitFor();
  });
  it("shows the channel as it stood, and earlier versions of a message", async function () {
    const [edited, deleted] = [times[100] ?? 0, times[101] ?? 0];
    const later = new Date((times[110] ?? 0) + 1_000);
    await house.pool.query(
      "insert into message_versions (channel_id, message_id, replaced_at, content) values ($1, $2, $3, 'what it said first')",
      [channelId, idOf(edited), later],
    );
    await house.pool.query(
      "update messages set content = 'what it says now', edited_at = $3 where channel_id = $1 and id = $2",
      [channelId, idOf(edited), later],
    );
    await house.pool.query("update messages set deleted_at = $3 where channel_id = $1 and id = $2", [
      channelId,
      idOf(deleted),
      later,
    ]);
    const page = await house.open(`${path}?message=${idOf(edited)}`);
    await page.getByText("what it says now").waitFor();
    await page.getByText("Deleted on the platform", { exact: false }).waitFor();
    await page.getByRole("button", { name: "edited, 1 earlier version" }).click();
    await page.getByRole("dialog", { name: "Earlier versions" }).getByText("what it said first").waitFor();
    const asOf = new Date((times[105] ?? 0) + 1_000).toISOString();
    await page.goto(`${house.origin}${path}?asOf=${asOf}`);
    await page.getByText("what it said first").waitFor();
    await page.getByText("message 105", { exact: true }).waitFor();
    assert.equal(await page.getByText("message 106", { exact: true }).count(), 0);
    assert.equal(await page.getByText("Deleted on the platform", { exact: false }).count(), 0);
    await page.getByRole("button", { name: "Back to today" }).click();
    await page.getByText(`message ${times.length - 1}`, { exact: true }).waitFor();
  });
  it("is reached from the channel's panel, and fits a phone", async function () {
    const page = await house.open(`/admin?guild=${guildId}&channel=${channelId}`, {
      viewport: { width: 360, height: 760 },
    });
    await page.getByRole("link", { name: "Read messages" }).click();
    await page.getByText(`message ${times.length - 1}`, { exact: true }).waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok(Number(width) <= 360, String(width));
  });
});
