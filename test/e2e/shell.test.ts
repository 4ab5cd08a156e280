import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { useHouse } from "./house.ts";
import { guildId, seedLargeServer, seedServer, seedTasks } from "./seed.ts";

describe("what stands around every page", function () {
  this.timeout(90_000);
  const house = useHouse();
  let otherGuildId = "";
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
    otherGuildId = await seedLargeServer(house.pool, 300);
  });

  it("changes the server everywhere and remembers it", async function () {
    const page = await house.open(`/admin?guild=${guildId}`);
    await page.getByText("general", { exact: true }).waitFor();
    await page.getByRole("button", { name: /Harbour/ }).click();
    await page.getByRole("menuitemradio", { name: /Ten thousand rooms/ }).click();
    await page.waitForURL(new RegExp(`guild=${otherGuildId}`));
    await page.getByText("room-1", { exact: true }).waitFor();
    await page.goto(`${house.origin}/`);
    await page.getByRole("heading", { name: "Ten thousand rooms" }).waitFor();
  });

  it("changes language and colours from its menu, on the page one is on", async function () {
    const page = await house.open(`/tasks?guild=${guildId}&status=failed`);
    await page.getByText("The bot has no access").first().waitFor();
    await page.getByRole("button", { name: "Your settings" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await eventually(
      "the page is dark",
      async () => (await page.getAttribute("html", "data-mantine-color-scheme")) === "dark",
    );
    await page.getByRole("button", { name: "Your settings" }).click();
    await page.getByRole("menuitemradio", { name: "繁體中文" }).click();
    await page.getByText("機器人沒有存取權").first().waitFor();
    assert.match(page.url(), /status=failed/);
  });

  it("asks as often as it is told to, and not at all while paused", async function () {
    const page = await house.open(`/tasks?guild=${guildId}&status=failed`);
    await page.getByText("The bot has no access").first().waitFor();
    const polls = () =>
      house.api.lines.filter(({ code, path }) => code === "api.request" && path === "/api/v1/tasks").length;
    const set = async (choice: string) => {
      await page.getByRole("button", { name: /^Updated|^Updates|^Waiting for/ }).click();
      await page.getByRole("menuitemradio", { name: choice }).click();
    };
    await set("Every second");
    const before = polls();
    await eventually("three polls", () => polls() >= before + 3, 8_000);
    await set("Paused");
    await page.getByText("Updates paused").waitFor();
    const paused = polls();
    await page.waitForTimeout(3_000); // three polls at the pace of before
    assert.ok(polls() <= paused + 1);
    await page.getByRole("button", { name: "Updates paused" }).click();
    await page.getByRole("menuitem", { name: "Update now" }).click();
    await eventually("one poll on demand", () => polls() > paused, 5_000);
  });

  it("fits a phone of 360 pixels: the menu is a drawer, tasks are cards", async function () {
    const page = await house.open(`/tasks?guild=${guildId}`, { viewport: { width: 360, height: 740 } });
    await page.getByText("#38 ·").waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok(Number(width) <= 360, `${String(width)} pixels wide`);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Fetch" }).click();
    await page.waitForURL(/\/admin/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("general", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Start fetch of the whole server" }).click();
    await page.getByRole("dialog", { name: "Start fetch" }).getByText("All missing").waitFor();
  });

  it("shows how to begin when no server is connected", async function () {
    const page = await house.open("/settings");
    await page.route("**/api/v1/guilds", (route) => route.fulfill({ json: { guilds: [] } }));
    await page.goto(`${house.origin}/`);
    await page.getByRole("heading", { name: "Connect your first server" }).waitFor();
    await page.getByText("Give Backscroll the token").waitFor();
    // The first server that appears takes its place.
    await page.unroute("**/api/v1/guilds");
    await page.getByRole("heading", { name: /Harbour|Ten thousand rooms/ }).waitFor();
  });

  it("keeps the shell when an address leads nowhere", async function () {
    const page = await house.open("/no/such/page");
    await page.getByText("Nothing here").waitFor();
    await page.getByRole("link", { name: "Go to the overview" }).click();
    await page.getByText("Archived by month").waitFor();
  });
});
