import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { useHouse } from "./house.ts";
import { guildId } from "./seed.ts";
import { channelId, idOf, news, seedReading, talk } from "./seedReading.ts";

describe("what opens beside the messages of a channel", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "backscroll-reader-"));
  const house = useHouse({ apiEnv: { DATA_DIR: folder } });
  after("remove the files", () => rmSync(folder, { recursive: true, force: true }));
  const path = `/guilds/${guildId}/channels/${channelId}`;
  before("fill the archive", () => seedReading(house.pool, folder));
  const beside = (page: Page, name: string) => page.getByRole("complementary", { name });

  it("are threads, pinned messages and a person's, with the focus, and Escape gives it back", async function () {
    const page = await house.open(path);
    const thread = page.getByRole("button", { name: /About boats/ });
    await thread.click();
    const panel = beside(page, "About boats");
    await panel.getByText("second in the thread").waitFor();
    await page.getByText("the end", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    assert.ok(await thread.evaluate((button) => button === button.ownerDocument.activeElement));
    await page.getByRole("button", { name: "Pinned messages" }).click();
    const pins = beside(page, "Pinned messages");
    await pins.getByText("a pinned message").waitFor();
    await pins.getByRole("button", { name: "Go to message" }).click();
    await page.locator(`[data-main] [data-message="${idOf(141)}"]`).waitFor();
    assert.deepEqual(house.violations, []);
  });

  it("are topics and comments of Telegram, which lead back to the post", async function () {
    const page = await house.open(`/guilds/${news}/channels/${news}`);
    await page.getByText("90 views").waitFor();
    await page.getByRole("button", { name: "1 comment" }).click();
    const comments = beside(page, "Comments");
    await comments.getByText("a comment on the pier").waitFor();
    assert.equal(await comments.getByText("outside of it").count(), 0);
    await comments.getByRole("link", { name: "Harbour news" }).waitFor();
    await page.goto(`${house.origin}/guilds/${talk}/channels/${talk}`);
    await page.getByRole("button", { name: "Open the topic" }).click();
    const topic = beside(page, "Repairs");
    await topic.getByText("in the topic").waitFor();
    assert.equal(await topic.getByText("outside of it").count(), 0);
    await page.goto(`${house.origin}/guilds/${talk}/channels/${talk}?beside=topics`);
    await beside(page, "Topics")
      .getByRole("button", { name: /Repairs/ })
      .click();
    await page.getByRole("link", { name: /Only “Repairs”/ }).waitFor();
    await page.getByText("in the topic").waitFor();
    assert.equal(await page.getByText("outside of it").count(), 0);
  });

  it("are bookmarks with notes, kept on their page", async function () {
    const page = await house.open(`${path}?message=${idOf(145)}`);
    const message = page.locator(`[data-message="${idOf(145)}"]`);
    await message.hover();
    await message.getByRole("button", { name: "Bookmark with a note" }).click();
    await page.getByLabel("Private note").fill("ask her about this");
    await page.getByRole("button", { name: "Save" }).click();
    await message.getByText("ask her about this").waitFor();
    await page.goto(`${house.origin}/bookmarks`);
    await page.getByText("ask her about this").waitFor();
    await page.getByRole("link", { name: /help/ }).click();
    await page.locator(`[data-message="${idOf(145)}"][data-marked]`).waitFor();
  });

  it("leads through time by the timeline and by a day", async function () {
    const page = await house.open(path);
    await page.getByText("the end", { exact: true }).waitFor();
    const map = page.getByRole("slider", { name: "Timeline of the channel" });
    await map.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.locator(`[data-message="${idOf(0)}"]`).waitFor();
    assert.match(page.url(), /[?&]at=/);
    await page.getByLabel("Day").fill("2023-01-04");
    await page.getByRole("button", { name: "Go to day" }).click();
    await page.locator(`[data-message="${idOf(71)}"]`).waitFor();
  });

  it("shows pictures large, plays what is heard, and compares what was edited", async function () {
    const page = await house.open(`${path}?message=${idOf(142)}`);
    const message = page.locator(`[data-message="${idOf(142)}"]`);
    await message.getByRole("button", { name: "Show one.png large" }).click();
    const box = page.getByRole("dialog");
    await box.getByText("1 of 3").waitFor();
    await page.keyboard.press("ArrowRight");
    await box.getByText("2 of 3").waitFor();
    await page.keyboard.press("+");
    await box.locator("img[data-zoomed]").waitFor();
    await page.keyboard.press("0");
    await page.keyboard.press("ArrowRight");
    await box.locator("video[controls]").waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "hidden" });
    const player = message.getByRole("group", { name: "tone.wav" });
    await player.getByRole("button", { name: "Play" }).click();
    await eventually("it has been heard", () =>
      player
        .locator("audio")
        .evaluate((audio) => (audio as unknown as { played: { length: number } }).played.length > 0),
    );
    await player.getByRole("button", { name: /Speed 1×/ }).click();
    await player.getByRole("button", { name: /Speed 1.5×/ }).waitFor();
    await page.getByRole("button", { name: "edited, 1 earlier version" }).click();
    const versions = page.getByRole("dialog", { name: "Earlier versions" });
    assert.equal(await versions.locator("del").innerText(), "green");
    assert.equal(await versions.locator("ins").innerText(), "red");
    assert.deepEqual(house.violations, []);
  });

  it("is all reached by keyboard: from the search to the message, its thread, and back", async function () {
    const page = await house.open("/search");
    await page.getByRole("combobox", { name: "Search messages" }).focus();
    await page.keyboard.type("lanterns boats");
    await page.keyboard.press("Enter");
    const hit = page.locator("main article a").first();
    await hit.waitFor();
    for (let i = 0; i < 40 && !(await hit.evaluate((a) => a === a.ownerDocument.activeElement)); i++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`message=${idOf(140)}`));
    const target = page.locator(`[data-message="${idOf(140)}"]`);
    await target.waitFor();
    // j and k go from message to message; the first one leads into view.
    for (let i = 0; i < 20 && !(await target.evaluate((li) => li === li.ownerDocument.activeElement)); i++)
      await page.keyboard.press(i === 0 ? "j" : "k");
    assert.ok(await target.evaluate((li) => li === li.ownerDocument.activeElement));
    await page.keyboard.press("o");
    await beside(page, "About boats").getByText("first in the thread").waitFor();
    await page.keyboard.press("Escape");
    await beside(page, "About boats").waitFor({ state: "hidden" });
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await hit.waitFor();
  });
});
