import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { useHouse } from "./house.ts";
import { guildId, seedLargeServer, seedServer, seedTasks } from "./seed.ts";

/** gzip, per page: the budget of client/budget.mjs, here as a browser meets it. */
const budgetBytes = 250_000;

describe("the weight of the console", function () {
  this.timeout(120_000);
  const house = useHouse();
  let largeGuildId = "";
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
    largeGuildId = await seedLargeServer(house.pool, 10_000);
  });
  const poll = (page: Page, choice: string) =>
    page.evaluate(`localStorage.setItem("preferences", '{"polling":"${choice}"}')`);

  it("keeps every page's first JavaScript within the budget", function () {
    const budget = fileURLToPath(new URL("../../client/budget.mjs", import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [budget], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /ok .*\/admin/);
  });

  for (const path of ["/login", "/", "/admin", "/tasks", "/system"]) {
    it(`loads ${path} with no more scripts than that`, async function () {
      // Something without scripts first: the browser's cache must be empty when they are counted.
      const page = await house.open("/icon.svg", { signedOut: path === "/login" });
      const sizes: Promise<number>[] = [];
      page.on("response", (response) => {
        if (response.request().resourceType() !== "script") return;
        sizes.push(response.body().then((body) => gzipSync(body).length));
      });
      await page.goto(`${house.origin}${path}?guild=${guildId}`, { waitUntil: "load" });
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      assert.ok(bytes > 50_000, `${bytes} bytes: nothing was measured`);
      assert.ok(bytes <= budgetBytes, `${bytes} bytes`);
    });
  }

  it("asks no other host for anything", async function () {
    const page = await house.open("/login");
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== house.origin) {
        foreign.push(request.url());
      }
    });
    for (const path of ["/", "/admin", "/tasks", "/system", "/settings"]) {
      await page.goto(`${house.origin}${path}?guild=${guildId}`, { waitUntil: "networkidle" });
    }
    assert.deepEqual(foreign, []);
  });

  it("scrolls through 10,000 channels with at most 300 rows in the page", async function () {
    const page = await house.open(`/admin?guild=${largeGuildId}`);
    const tree = page.getByRole("treegrid");
    await page.getByText("room-1", { exact: true }).waitFor();
    assert.equal(await tree.getAttribute("aria-rowcount"), "10001");
    const rows = () => page.getByRole("row").count();
    let most = 0;
    for (const share of [0, 0.1, 0.25, 0.5, 0.75, 0.99, 1]) {
      await tree.evaluate((element, at) => {
        element.scrollTop = (element.scrollHeight - element.clientHeight) * at;
      }, share);
      await tree.getByRole("row").nth(5).waitFor();
      most = Math.max(most, await rows());
    }
    assert.ok(most <= 300 && most > 10, `${most} rows`);
    await page.getByText("room-9999", { exact: true }).waitFor();
    // The category of what is in sight stays in sight.
    assert.ok(await page.getByText("Sector 100", { exact: true }).isVisible());
    assert.equal(await page.getByText("Sector 99", { exact: true }).count(), 0);
  });

  it("finds one channel among 10,000 as one types, and chooses all of them at once", async function () {
    const page = await house.open(`/admin?guild=${largeGuildId}`);
    await page.getByText("room-1", { exact: true }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("ROOM-4242");
    await page.getByText("room-4242", { exact: true }).waitFor();
    await eventually(
      "only it and its category are left",
      async () => (await page.getByRole("row").count()) === 3,
    );
    await page.keyboard.press("Escape");
    await page.getByText("room-1", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await page.getByRole("menuitem", { name: "All", exact: true }).click();
    await page.getByRole("button", { name: "Start fetch of 9,900 channels" }).waitFor();
  });

  for (const path of ["/admin", "/tasks", "/tasks/1"]) {
    it(`asks once per tick on ${path}, and while nothing happens the answer is a 304`, async function () {
      // Not the pending one: a page with something under way asks for more.
      const page = await house.open(`/settings?guild=${guildId}`);
      await poll(page, "1");
      await page.goto(`${house.origin}${path}?guild=${guildId}`);
      await page.getByText(/^Updated/).waitFor();
      let before = house.api.lines.length;
      const polls = () =>
        house.api.lines
          .slice(before)
          .filter(
            (line) => line.code === "api.request" && /\/(channels|tasks|tasks\/1)$/.test(String(line.path)),
          );
      // The second answer may still be a small one of its own: what changed since the first.
      await eventually("it has settled", () => polls().length >= 2, 15_000);
      before = house.api.lines.length;
      await eventually("five polls", () => polls().length >= 5, 15_000);
      const statuses = polls().map(({ status }) => status);
      assert.deepEqual(new Set(statuses), new Set([304]), statuses.join(" "));
      const others = house.api.lines
        .slice(before)
        .filter((line) => line.code === "api.request" && !polls().includes(line))
        .map(({ path: asked }) => asked);
      assert.ok(others.length <= 1, `beside the polls: ${others.join(", ")}`);
    });
  }
});
