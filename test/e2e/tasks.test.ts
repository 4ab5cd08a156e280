import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { restoreRows } from "../support/factories.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer, seedTasks } from "./seed.ts";

describe("the task list", function () {
  this.timeout(90_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
  });
  beforeEach("fill the list", async function () {
    await house.pool.query("truncate history_fetch_tasks restart identity cascade");
    await seedTasks(house.pool);
  });
  const open = (path: string) => house.open(`${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`);
  const rows = (page: Page) => page.getByRole("table").getByRole("row");
  const countOf = async (status: string) => {
    const { rows: found } = await house.pool.query<{ count: number }>(
      "select count(*)::int as count from history_fetch_tasks where status = $1",
      [status],
    );
    return found[0]?.count;
  };

  it("counts every status in its tabs and holds the filter in the address", async function () {
    const page = await open("/tasks");
    for (const [name, count] of [
      ["All", 38],
      ["Completed", 30],
      ["Failed", 3],
      ["Paused", 1],
    ] as const) {
      await page.getByRole("button", { name: `${name} ${count}`, exact: true }).waitFor();
    }
    await page.getByRole("button", { name: "Failed 3" }).click();
    await page.waitForURL(/status=failed/);
    await eventually("only failed tasks are listed", async () => (await rows(page).count()) === 4);
    await page.reload();
    const troubled = rows(page).filter({ hasText: "The bot has no access" });
    await eventually("they are still after a reload", async () => (await troubled.count()) === 3);
    await page.getByRole("button", { name: "Running 0" }).click();
    await page.getByText("No task matches.").waitFor();
    await page.getByRole("button", { name: "Show all tasks" }).click();
    await page.waitForURL((url) => !url.searchParams.has("status"));
  });

  it("says why a task waits", async function () {
    const page = await open("/tasks?status=pending");
    await rows(page).getByText("No bot process is running. Start it: npm start").waitFor();
    await page.getByText("No bot process is running: tasks wait. Start it with npm start.").waitFor();
  });

  it("chooses a stretch with Shift and cancels after a confirmation that counts", async function () {
    const page = await open("/tasks");
    await page.getByRole("checkbox", { name: "Select task 38" }).click();
    await page.getByRole("checkbox", { name: "Select task 34" }).click({ modifiers: ["Shift"] });
    const bar = page.getByRole("toolbar", { name: "Selected tasks" });
    await bar.getByText("5 tasks selected").waitFor();
    await bar.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel 2 tasks?" });
    await dialog.getByText("3 of the selected tasks have another status and stay as they are.").waitFor();
    await dialog.getByRole("button", { name: "Cancel 2 tasks" }).click();
    await page.getByText(/2 tasks are cancelled\./).waitFor();
    assert.equal(await countOf("cancelled"), 4);
    await bar.waitFor({ state: "detached" });
  });

  it("retries everything a filter matches, also what is on no page", async function () {
    const page = await open("/tasks?status=completed");
    await restoreRows(
      house.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, status, completed_at)
       select $1, $2, 'completed', now() from generate_series(1, 60)`,
      [guildId, channelIdOf(1)],
    );
    await page.getByRole("button", { name: "Completed 90" }).waitFor();
    await page.getByRole("checkbox", { name: "Select all on this page" }).click();
    await page.getByText("50 tasks selected").waitFor();
    await page.getByRole("button", { name: "Select all 90 that match" }).click();
    await page.getByText("90 tasks selected").waitFor();
    await page.getByRole("toolbar").getByRole("button", { name: "Retry" }).click();
    await page.getByRole("dialog", { name: "Retry 90 tasks?" }).getByRole("button", { name: "Back" }).click();
    assert.equal(await countOf("completed"), 90);
  });

  it("resumes and pauses one task from its own menu", async function () {
    const page = await open("/tasks?status=paused");
    await page.getByRole("button", { name: "Actions for task 37" }).click();
    await page.getByRole("menuitem", { name: "Resume" }).click();
    await page.getByText("The task goes on.").waitFor();
    assert.equal(await countOf("paused"), 0);
    assert.equal(await countOf("pending"), 2);
  });

  it("pages to older tasks, and the browser's back leads to the newer ones", async function () {
    await restoreRows(
      house.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, status, completed_at)
       select $1, $2, 'completed', now() from generate_series(1, 40)`,
      [guildId, channelIdOf(1)],
    );
    const page = await open("/tasks");
    await page.getByRole("button", { name: "Older" }).click();
    await page.waitForURL(/cursor=/);
    await page.getByText("#28 ·").waitFor();
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("cursor"));
    await page.getByText("#78 ·").waitFor();
  });

  it("tells a failed task's cause and what to do, and how to see it in SQL", async function () {
    const page = await open("/tasks/34");
    await page.getByRole("heading", { name: "The bot has no access" }).waitFor();
    await page.getByText("Give the bot’s role “View Channel”").waitFor();
    await page.getByRole("button", { name: "Technical" }).first().click();
    await page.getByText("50001 Missing Access").waitFor();
    const timeline = page.getByRole("list").filter({ hasText: "created" });
    await timeline.getByText("Failed").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
    const sql = String(await page.evaluate("navigator.clipboard.readText()"));
    const { rows: found } = await house.pool.query<{ id: string }>(sql);
    assert.equal(found[0]?.id, "34");
  });

  it("shows a task over several channels with its children", async function () {
    const made = await restoreRows<{ id: string }>(
      house.pool,
      `insert into history_fetch_tasks (guild_id, status, fanned_out_at, started_at) values ($1, 'running', now(), now())
       returning id`,
      [guildId],
    );
    const parent = made[0]?.id;
    await restoreRows(
      house.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, parent_task_id, status, progress, completed_at)
       values ($1, $3, $2, 'completed', 1, now()), ($1, $4, $2, 'pending', 0, null), ($1, $5, $2, 'pending', 0, null)`,
      [guildId, parent, channelIdOf(1), channelIdOf(2), channelIdOf(3)],
    );
    const page = await open(`/tasks/${parent}`);
    await page.getByRole("heading", { name: "Channels of this task" }).waitFor();
    await page.getByRole("button", { name: "Waiting 2" }).click();
    await eventually("two children are listed", async () => (await rows(page).count()) === 3);
    await page.getByRole("link", { name: "general" }).click();
    await page.getByRole("link", { name: `Part of task #${parent}` }).waitFor();
  });

  it("says that a task does not exist", async function () {
    const page = await open("/tasks/999999");
    await page.getByText("This task does not exist, or no longer.").waitFor();
  });
});
