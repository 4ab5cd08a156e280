import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { password, useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer, seedTasks } from "./seed.ts";

describe("when something fails", function () {
  this.timeout(120_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
  });
  /** Polls every second, so that a failure is met soon. */
  const open = async (path: string) => {
    const page = await house.open(`${path}?guild=${guildId}`);
    await page.evaluate(`localStorage.setItem("preferences", '{"polling":"1"}')`);
    await page.reload();
    return page;
  };
  const choose = async (page: Page, ...names: string[]) => {
    for (const name of names) {
      await page
        .getByRole("row")
        .filter({ has: page.getByText(name, { exact: true }) })
        .click();
    }
    await page.getByRole("button", { name: `Start fetch of ${names.length} channels` }).waitFor();
  };
  const openTasksOf = async (channels: string[]) => {
    const { rows } = await house.pool.query<{ channels: string[] }>(
      "select options -> 'channelIds' as channels from history_fetch_tasks where status = 'pending' and channel_id is null",
    );
    return rows.filter(
      (row) => JSON.stringify(row.channels.toSorted()) === JSON.stringify(channels.toSorted()),
    );
  };

  it("keeps what it shows while the API is down, says so, and goes on by itself", async function () {
    const page = await open("/admin");
    await choose(page, "music", "ideas");
    await house.api.kill9();
    await page.getByText("The API does not answer. Fetches go on without it").waitFor();
    await page.getByText("Reconnecting").waitFor();
    assert.ok(await page.getByText("general", { exact: true }).isVisible());

    await page.getByRole("button", { name: "Start fetch of 2 channels" }).click();
    const failed = page.getByRole("alert").filter({ hasText: "The fetch could not be started" });
    await failed.getByText("The API does not answer.").waitFor();
    await failed.getByRole("button", { name: "Technical" }).click();
    await failed.getByText("api_unreachable").waitFor();
    await failed.getByText("Request").waitFor();

    await house.startApi();
    await page.getByText("The API does not answer. Fetches go on without it").waitFor({ state: "detached" });
    await page.getByText(/^Updated/).waitFor();
    // Still chosen: the same button works now.
    await page.getByRole("button", { name: "Start fetch of 2 channels" }).click();
    await page.getByText(/^Task #\d+ has started\./).waitFor();
    assert.equal((await openTasksOf([channelIdOf(5), channelIdOf(6)])).length, 1);
  });

  it("asks for the password in place when the session ends, and then does what was asked for", async function () {
    const page = await open("/admin");
    await choose(page, "rules", "help");
    await page.evaluate("window.isSamePage = true");
    await house.pool.query("delete from sessions");
    await page
      .getByRole("button", { name: "Start fetch of 2 channels" })
      .click({ noWaitAfter: true })
      .catch(() => {
        // The next poll may have met the end of the session first: then the dialog stands before the button.
      });
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByLabel("Access password").fill("not it");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByText("This password is not right.").waitFor();
    await dialog.getByLabel("Access password").fill(password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Start fetch of 2 channels" }).waitFor();
    if ((await openTasksOf([channelIdOf(1), channelIdOf(4)])).length === 0) {
      await page.getByRole("button", { name: "Start fetch of 2 channels" }).click();
    }
    await page.getByText(/^Task #\d+ has started\./).waitFor();
    assert.equal((await openTasksOf([channelIdOf(1), channelIdOf(4)])).length, 1);
    assert.equal(await page.evaluate("window.isSamePage"), true, "without loading the page again");
  });

  it("sends a change once more after signing in again", async function () {
    const page = await house.open(`/tasks?guild=${guildId}&status=paused`);
    await page.getByRole("button", { name: "Actions for task 37" }).click();
    await page.getByRole("menuitem", { name: "Resume" }).waitFor();
    await house.pool.query("delete from sessions");
    await page.getByRole("menuitem", { name: "Resume" }).click();
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByLabel("Access password").fill(password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The task goes on.").waitFor();
    const { rows } = await house.pool.query<{ status: string }>(
      "select status from history_fetch_tasks where id = 37",
    );
    assert.equal(rows[0]?.status, "pending");
  });

  it("keeps the last good data on errors, names the request, and recovers", async function () {
    const page = await open("/tasks");
    await page.getByText("#38 ·").waitFor();
    await page.route("**/api/v1/tasks?*", (route) =>
      route.fulfill({
        status: 500,
        contentType: "application/json",
        body: JSON.stringify({
          error: { code: "internal_error", message: "Internal error", requestId: "a-request-to-find" },
        }),
      }),
    );
    await page.getByText("The API answers with errors.").waitFor();
    await page.getByText("a-request-to-find").waitFor();
    assert.ok(await page.getByText("#38 ·").isVisible());
    await page.unroute("**/api/v1/tasks?*");
    await page.getByText("The API answers with errors.").waitFor({ state: "detached" });
  });

  it("offers to try again when the very first answer is an error", async function () {
    const page = await house.open(`/settings?guild=${guildId}`);
    await page.route("**/api/v1/tasks?*", (route) => route.fulfill({ status: 503, body: "<html>" }));
    await page.getByRole("link", { name: "Tasks", exact: false }).first().click();
    await page.getByRole("main").getByText("Something went wrong inside the API.").waitFor();
    await page.unroute("**/api/v1/tasks?*");
    await page.getByText("#38 ·").waitFor();
  });

  it("stays usable while the API is slow, and catches up", async function () {
    const page = await open("/tasks");
    await page.getByText("#38 ·").waitFor();
    house.api.freeze();
    try {
      await page.getByRole("checkbox", { name: "Select task 38" }).click();
      await page.getByText("1 task selected").waitFor();
      await page.getByRole("button", { name: "Clear the selection" }).click();
      await page.getByText("The API takes very long to answer.").waitFor({ timeout: 40_000 });
      assert.ok(await page.getByText("#38 ·").isVisible());
    } finally {
      house.api.thaw();
    }
    await page
      .getByText("The API takes very long to answer.")
      .waitFor({ state: "detached", timeout: 30_000 });
  });

  it("notices an API that stands still within eight seconds, also where it asks but every ten", async function () {
    const page = await house.open(`/tasks?guild=${guildId}&status=completed`);
    await page.getByText(/^Updated/).waitFor();
    house.api.freeze();
    try {
      await page.getByText("The API takes very long to answer.").waitFor({ timeout: 30_000 });
    } finally {
      house.api.thaw();
    }
    await page
      .getByText("The API takes very long to answer.")
      .waitFor({ state: "detached", timeout: 30_000 });
  });

  it("says on a page just loaded that the API is away, or stands still", async function () {
    const page = await house.open(`/tasks?guild=${guildId}`);
    await house.api.kill9();
    for (const path of ["/", "/admin", "/tasks", "/tasks/37", "/system", "/settings"]) {
      await page.goto(`${house.origin}${path}?guild=${guildId}`);
      await page.getByText("The API does not answer. Fetches go on without it").waitFor({ timeout: 30_000 });
    }
    await house.startApi();
    await page.getByText("The API does not answer. Fetches go on without it").waitFor({ state: "detached" });
    house.api.freeze();
    try {
      await page.reload({ waitUntil: "commit" });
      await page.getByText("The API takes very long to answer.").waitFor({ timeout: 30_000 });
    } finally {
      house.api.thaw();
    }
  });

  it("stops asking while nobody looks at the page, and asks at once when somebody does", async function () {
    const page = await open("/tasks");
    await page.getByText("#38 ·").waitFor();
    const hide = (state: "hidden" | "visible") =>
      page.evaluate(`
        Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      `);
    await hide("hidden");
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/v1/tasks?")) asked++;
    });
    await page.waitForTimeout(3_500); // long enough for three polls at one per second
    assert.ok(asked <= 1, `${asked} polls while hidden`);
    await hide("visible");
    await eventually("it asks again", () => asked > 0);
  });
});
