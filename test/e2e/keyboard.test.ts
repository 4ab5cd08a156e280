import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { password, useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer, seedTasks } from "./seed.ts";

describe("the console by keyboard alone", function () {
  this.timeout(90_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
  });

  const focused = (page: Page): Promise<{ role: string | null; name: string }> =>
    page.evaluate(`(() => {
      const at = document.activeElement;
      return { role: at?.getAttribute("role") ?? at?.tagName.toLowerCase() ?? null,
        name: at?.getAttribute("aria-label") ?? at?.textContent ?? "" };
    })()`);
  /** Presses Tab until something with this role and name has the focus. Fails after a full round. */
  async function tabTo(page: Page, role: string, name: RegExp): Promise<void> {
    for (let step = 0; step < 120; step++) {
      await page.keyboard.press("Tab");
      const at = await focused(page);
      if (at.role === role && name.test(at.name)) return;
    }
    assert.fail(`Tab never reached a ${role} named ${name}`);
  }
  const rowIsSelected = (page: Page, name: string) =>
    page
      .getByRole("row", { selected: true })
      .filter({ has: page.getByText(name, { exact: true }) })
      .waitFor();

  it("signs in, chooses two channels, starts the fetch and looks at its task", async function () {
    const page = await house.open("/login", { signedOut: true });
    await tabTo(page, "input", /.*/);
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Harbour" }).waitFor();

    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await page.waitForURL(/\/admin/);
    await page.getByRole("treegrid").waitFor();
    await tabTo(page, "treegrid", /Channels/);
    // Lobby, rules, general, random
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await rowIsSelected(page, "general");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await rowIsSelected(page, "random");

    await tabTo(page, "button", /^Start fetch of 2 channels$/);
    await page.keyboard.press("Enter");
    await page.getByText(/^Task #\d+ has started\./).waitFor();
    const { rows } = await house.pool.query<{ channels: string[] }>(
      "select options -> 'channelIds' as channels from history_fetch_tasks order by id desc limit 1",
    );
    assert.deepEqual(rows[0]?.channels.toSorted(), [channelIdOf(2), channelIdOf(3)].toSorted());

    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL(/\/tasks/);
    await page.getByText("#39 ·").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 task selected").waitFor();
    await page.keyboard.press("o");
    await page.waitForURL(/\/tasks\/39/);
  });

  it("opens, closes and walks the tree as a tree", async function () {
    const page = await house.open(`/admin?guild=${guildId}`);
    const tree = page.getByRole("treegrid");
    await tree.focus();
    const active = () => tree.getAttribute("aria-activedescendant");
    await page.keyboard.press("ArrowLeft");
    await eventually(
      "the first category is closed",
      async () => (await page.getByText("rules").count()) === 0,
    );
    await page.keyboard.press("ArrowRight");
    await page.getByText("rules", { exact: true }).waitFor();
    await page.keyboard.press("ArrowRight");
    assert.equal(await active(), `row-${channelIdOf(1)}`);
    await page.keyboard.press("End");
    assert.equal(await active(), `row-${channelIdOf(8)}`);
    await page.keyboard.press("ArrowLeft");
    assert.equal(await active(), `row-${channelIdOf(101)}`);
    await page.keyboard.press("Home");
    for (let step = 0; step < 3; step++) await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Start fetch of 4 channels" }).waitFor();
    await page.keyboard.press("Control+a");
    // Seven: one of the eight cannot be read.
    await page.getByRole("button", { name: "Start fetch of 7 channels" }).waitFor();
  });

  it("fetches a gap without a pointer", async function () {
    const page = await house.open(`/admin?guild=${guildId}`);
    await page.getByRole("treegrid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: "general" });
    await drawer.getByText("1 part is missing").waitFor();
    await tabTo(page, "button", /^Fetch 1 Apr(il)? .*2023|^Fetch Apr 1 .*2023/);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Start fetch of this gap" }).waitFor();
    await drawer.waitFor({ state: "detached" });
  });

  it("jumps to a channel by the palette, from anywhere", async function () {
    const page = await house.open(`/settings?guild=${guildId}`);
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Page, server, chat, channel or task").waitFor();
    await page.keyboard.type("musi");
    await page.getByRole("dialog").getByText("music", { exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "music" }).waitFor();
  });

  it("explains its keys, and single keys can be turned off", async function () {
    const page = await house.open(`/tasks?guild=${guildId}`);
    await page.getByText("#38 ·").waitFor();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard" });
    await dialog.getByRole("switch", { name: "Single-key shortcuts" }).click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Page, server, chat, channel or task").waitFor();
    assert.equal(await dialog.count(), 0);
    assert.match(page.url(), /\/tasks/);
  });
});
