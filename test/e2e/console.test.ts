import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedLargeServer, seedServer, seedTasks } from "./seed.ts";

describe("what the console says and does", function () {
  this.timeout(90_000);
  const house = useHouse();
  let otherGuildId = "";
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
    otherGuildId = await seedLargeServer(house.pool, 300);
  });
  const open = (path: string, options = {}) =>
    house.open(`${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`, options);
  const row = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });

  const cancel = (id: string) =>
    house.pool.query("update history_fetch_tasks set status = 'cancelled' where id = $1", [id]);

  /** Clicks the gap in the middle of `general`: it lacks April to June 2023. */
  async function pickGap(page: Page): Promise<void> {
    const bar = page.getByRole("img", { name: /^general: / });
    const box = await bar.boundingBox();
    assert.ok(box);
    for (let x = box.x; x < box.x + box.width; x += 2) {
      await page.mouse.move(x, box.y + box.height / 2);
      const tooltip = page.locator("body > div", { hasText: "click to fetch" });
      if (!(await tooltip.getByText("Gap", { exact: true }).isVisible())) continue;
      await page.mouse.click(x, box.y + box.height / 2);
      return;
    }
    assert.fail("no gap was found under the pointer");
  }

  describe("choosing", function () {
    it("lets go of a picked gap when something else is chosen", async function () {
      const page = await open("/admin");
      await pickGap(page);
      await page.getByRole("button", { name: "Start fetch of this gap" }).waitFor();
      await row(page, "music").click();
      await row(page, "ideas").click();
      await page.getByRole("button", { name: "Start fetch of 2 channels" }).waitFor();
      assert.equal(await page.getByRole("radio", { name: "All missing" }).isChecked(), true);
    });

    it("shows a picked gap as dates, its ids only to whoever asks", async function () {
      const page = await open("/admin");
      await pickGap(page);
      await page.getByText(/^(Apr 1|Mar 31).*– Jul 1, 2023$/).waitFor();
      assert.equal(await page.getByText("From message").count(), 0);
      await page.getByRole("button", { name: "Technical" }).click();
      await page.getByText("From message").waitFor();
      await page.getByRole("button", { name: "Back to the selection" }).click();
      await page.getByRole("button", { name: "Start fetch of the whole server" }).waitFor();
    });

    it("says everything, not all missing, when it reads again", async function () {
      const page = await open("/admin");
      await page.getByText("All missing").waitFor();
      await page.getByText("Read again").click();
      await page.getByText("Everything", { exact: true }).waitFor();
      assert.equal(await page.getByText("All missing").count(), 0);
    });

    it("leads to the task that already reads what is chosen", async function () {
      const id = await makeTask(house.pool, {
        guild_id: guildId,
        channel_id: channelIdOf(3),
        status: "running",
      });
      const page = await open("/admin");
      await row(page, "random").click();
      await page.getByRole("link", { name: "View running task" }).click();
      await page.waitForURL(new RegExp(`/tasks/${id}`));
      await cancel(id);
    });

    it("estimates what was never read from the rest of the server, and says how unsure that is", async function () {
      const page = await open("/admin");
      await row(page, "music").click();
      await page.getByText("Some channels were never read: taken from how busy the others").waitFor();
      const messages = page.getByText("Messages", { exact: true }).last().locator("xpath=../dd");
      assert.match((await messages.textContent()) ?? "", /\d.* – .*\d/);
    });

    it("guesses from the age of the channels when nothing was ever read", async function () {
      await house.pool.query("update channels set covered = '{}' where guild_id = $1", [otherGuildId]);
      const page = await house.open(`/admin?guild=${otherGuildId}`);
      await page.getByText("a guess from the age of the channels").waitFor();
      const time = page.getByText("Time", { exact: true }).locator("xpath=../dd");
      assert.match((await time.textContent()) ?? "", /\d.* – .*\d/);
    });
  });

  describe("the channel list", function () {
    it("speaks of gaps only where something is missing in between, and counts empty channels apart", async function () {
      await house.pool.query(
        "update channels set covered = int8multirange(int8range(newest_message_id, last_message_id + 1)) where id = $1",
        [channelIdOf(4)],
      );
      await house.pool.query("update channels set last_message_id = null where id = $1", [channelIdOf(8)]);
      const page = await open("/admin");
      await row(page, "general").getByText("Has gaps").waitFor();
      await row(page, "help").getByText("Partly archived").waitFor();
      await page.getByRole("button", { name: "With gaps 1" }).waitFor();
      await page.getByRole("button", { name: "No messages 1" }).click();
      await row(page, "archive").waitFor();
      await row(page, "rules").waitFor({ state: "detached" });
    });

    it("explains its colours", async function () {
      const page = await open("/admin");
      await page.getByText("Archived, proven complete").waitFor();
    });

    it("sorts by a column, up and down, and back", async function () {
      const page = await open("/admin");
      const names = () =>
        page
          .getByRole("row")
          .evaluateAll((rows) =>
            rows
              .map((each) => each.querySelector("[title]:not(button)")?.getAttribute("title"))
              .filter(Boolean),
          );
      await row(page, "general").waitFor();
      const head = page.getByRole("columnheader", { name: "Messages" });
      await head.getByRole("button").click();
      await eventually("the largest is first", async () => (await names())[0] === "general");
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      await head.getByRole("button").click();
      await eventually("the largest is last", async () => (await names()).at(-1) === "general");
      await head.getByRole("button").click();
      await page.getByText("Lobby", { exact: true }).waitFor();
    });
  });

  describe("tasks", function () {
    it("says in the reader's language what went wrong, and leaves codes to Technical", async function () {
      const id = await makeTask(house.pool, {
        guild_id: guildId,
        status: "warning",
        status_reason: "children_incomplete",
        error_message: "1 of 2 channels are incomplete",
        fanned_out_at: new Date(),
        started_by: "console",
      });
      const child = { guild_id: guildId, parent_task_id: id };
      await makeTask(house.pool, { ...child, channel_id: channelIdOf(1), status: "failed" });
      await makeTask(house.pool, { ...child, channel_id: channelIdOf(2), status: "completed" });
      const page = await open(`/tasks/${id}`, { locale: "zh-Hant" });
      await page.getByText("其中：1 個失敗。").waitFor();
      await page.getByText("主控台", { exact: true }).waitFor();
      const main = page.locator("main");
      assert.equal(await main.getByText("channels are incomplete").count(), 0);
      assert.equal(await main.getByText("children_incomplete").count(), 0);
      await main.getByRole("button", { name: "技術資訊" }).first().click();
      await main.getByText("children_incomplete").waitFor();
    });

    it("gives advice with every way of failing", async function () {
      await house.pool.query(
        `update history_fetch_tasks set status_reason = 'discord_unavailable', error_message = 'Discord answered 500'
         where id = 36`,
      );
      const page = await open("/tasks/36");
      await page.getByRole("heading", { name: "Discord had trouble answering" }).waitFor();
      await page.getByText("Retry once it is over; only what is missing is read.").waitFor();
    });

    it("tells the dates of a part", async function () {
      const id = await makeTask(house.pool, {
        guild_id: guildId,
        channel_id: channelIdOf(2),
        after_message_id: String(snowflakeAt(Date.parse("2023-01-01T12:00:00Z"))),
        before_message_id: String(snowflakeAt(Date.parse("2023-04-24T12:00:00Z"))),
      });
      const page = await open(`/tasks/${id}`);
      await page
        .getByText(/Jan 1 – Apr 24, 2023/)
        .first()
        .waitFor();
    });

    it("brings the children's list up to date while nothing of the parent moves", async function () {
      const id = await makeTask(house.pool, {
        guild_id: guildId,
        status: "running",
        fanned_out_at: new Date(),
      });
      const child = await makeTask(house.pool, {
        guild_id: guildId,
        channel_id: channelIdOf(6),
        parent_task_id: id,
      });
      const page = await open(`/tasks/${id}`);
      await page.getByText("Next in line").or(page.getByText("No bot process is running")).first().waitFor();
      await house.pool.query("update history_fetch_tasks set channel_name = 'renamed-room' where id = $1", [
        child,
      ]);
      await page.getByText("renamed-room").waitFor();
      await cancel(id);
    });
  });

  describe("finding one's way", function () {
    it("follows the server that is shown in breadcrumb and links", async function () {
      const page = await house.open(`/tasks/34?guild=${otherGuildId}`);
      const path = page.getByRole("navigation", { name: "You are here" });
      await path.getByRole("link", { name: "Harbour" }).waitFor();
      await page
        .getByRole("button", { name: /Choose a server/ })
        .getByText("Harbour")
        .waitFor();
      await page.getByRole("link", { name: "Fetch", exact: true }).click();
      await row(page, "general").waitFor();
    });

    it("finds channels of all servers in the palette", async function () {
      const page = await open("/tasks");
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Page, server, chat, channel or task").fill("room-42");
      await page.getByRole("dialog").getByText("room-42", { exact: true }).click();
      await page.waitForURL(new RegExp(`guild=${otherGuildId}`));
      await page.getByRole("dialog", { name: "room-42" }).waitFor();
    });

    it("gives the focus back after Escape", async function () {
      const page = await open("/admin");
      await row(page, "general").waitFor();
      const focused = () =>
        page.evaluate(
          "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
        ) as Promise<string>;
      const comesBack = (what: string, words: RegExp) =>
        eventually(`the focus is back on ${what}`, async () => words.test(await focused()));

      for (let time = 0; time < 2; time++) {
        await page.getByRole("button", { name: "Select", exact: true }).focus();
        await page.keyboard.press("Enter");
        await page.getByRole("menu").waitFor();
        await eventually("the menu has the focus", () =>
          page.evaluate("document.activeElement?.closest('[role=menu]') !== null"),
        );
        await page.keyboard.press("Escape");
        await page.getByRole("menu").waitFor({ state: "detached" });
        await comesBack("the menu's button", /^Select/);
      }
      await page.getByRole("treegrid").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await comesBack("the tree", /^Channels and what is archived/);

      await page.getByRole("textbox", { name: "Search channels" }).focus();
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Page, server, chat, channel or task").waitFor();
      await page.keyboard.press("Escape");
      await comesBack("the search field", /^Search channels/);
    });
  });

  describe("while the API is away", function () {
    it("says so on a fresh load, and fills the page once it is back", async function () {
      const page = await open("/settings");
      await house.api.kill9();
      await page.goto(`${house.origin}/admin?guild=${guildId}`);
      await page.getByText("Nothing has arrived yet").waitFor();
      await house.startApi();
      await page.getByText("general", { exact: true }).waitFor({ timeout: 30_000 });
    });

    it("notices an API that is frozen within eight seconds", async function () {
      const page = await open("/tasks");
      await page.locator("[data-task]").first().waitFor();
      // Whoever loses patience first: this page, or the console's server on its way to the API.
      const notice = /^The API (takes very long to|does not) answer/;
      house.api.freeze();
      const frozenAt = Date.now();
      try {
        await page.getByText(notice).waitFor({ timeout: 25_000 });
        // The poll may have come just before: up to ten seconds of an idle page pass until the next one.
        assert.ok(Date.now() - frozenAt < 19_000);
      } finally {
        house.api.thaw();
      }
      await page
        .getByText("The API takes very long to answer")
        .waitFor({ state: "detached", timeout: 30_000 });
    });
  });
});
