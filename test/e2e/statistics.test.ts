import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { makeGuild } from "../support/factories.ts";
import { findings } from "./axe.ts";
import { useHouse } from "./house.ts";

const guildId = "200000000000000001";
const channelId = "300000000000000001";

describe("statistics in the console", function () {
  this.timeout(120_000);
  const house = useHouse();

  before("archive two months", async function () {
    await makeGuild(house.pool, { id: guildId, name: "Harbour" });
    await house.pool.query(
      "insert into channels (id, guild_id, kind, name, last_message_id) values ($1, $2, 'text', 'general', 900000000000000000)",
      [channelId, guildId],
    );
    await house.pool.query(
      "insert into authors (id, platform, name) select n, 'discord', 'person' || n from generate_series(1, 40) n",
    );
    await house.pool.query(
      `insert into messages (channel_id, id, guild_id, author_id, content, created_at)
       select $1, n, $2, 1 + floor(40 * random() ^ 2)::int, (array['the mountain hut 🎉', 'see https://example.org/a', 'мы едем завтра', '明天去爬山吗'])[1 + n % 4],
         now() - random() ^ 2 * interval '60 days' from generate_series(1, 3000) n`,
      [channelId, guildId],
    );
    await house.pool.query("select stats_fold(1000000)");
  });

  it("shows a month, another range by its chip, and every drawing as table and file", async function () {
    const page = await house.open(`/guilds/${guildId}`);
    await page.getByRole("heading", { name: "Over time" }).waitFor();
    await page.getByRole("heading", { name: "Words" }).waitFor();
    assert.deepEqual(await findings(page), []);
    await page.getByRole("button", { name: "365 days" }).click();
    await page.waitForURL(/range=365d/);
    await page.getByText("3,000", { exact: true }).first().waitFor();
    const panel = page.locator("section", { has: page.getByRole("heading", { name: "Channels" }) });
    await panel.getByRole("button", { name: "Table" }).click();
    await panel.getByRole("cell", { name: "general" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel.getByRole("button", { name: "Save as CSV: Channels" }).click(),
    ]);
    assert.match(readFileSync(await download.path(), "utf8"), /general,3000/);
    const [picture] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as PNG: Over time" }).click(),
    ]);
    assert.equal(
      readFileSync(await picture.path())
        .subarray(1, 4)
        .toString(),
      "PNG",
    );
    assert.deepEqual(house.violations, []);
  });

  it("shows the chosen range on a phone, where not all of them have room", async function () {
    const page = await house.open(`/guilds/${guildId}?range=365d`, { isPhone: true });
    const chip = page.getByRole("button", { name: "365 days", pressed: true });
    await chip.waitFor();
    const box = await chip.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  });

  it("shows all servers at a glance, and what changed since the last visit", async function () {
    const page = await house.open("/");
    const servers = page.locator("section", {
      has: page.getByRole("heading", { name: "All servers and chats" }),
    });
    await servers.getByRole("link", { name: "Harbour" }).waitFor();
    assert.deepEqual(await findings(page), []);
    assert.equal(await page.getByText("Since your last visit").count(), 0);
    const visits = JSON.stringify({ before: null, seen: { at: "2026-01-01T00:00:00.000Z", messages: 0 } });
    await page.evaluate(`localStorage.setItem("overview-visits", ${JSON.stringify(visits)})`);
    await house.pool.query("update channels set message_count = 3000");
    await page.reload();
    await page.getByText("Since your last visit").waitFor();
    await page.getByText("3,000 messages archived").waitFor();
    assert.deepEqual(house.violations, []);
  });
});
