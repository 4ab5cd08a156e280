/** Making a schedule in the console, running it, and what it says then. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("the page of schedules", function () {
  this.timeout(90_000);
  const sandbox = useSandbox({ layout: "plain", channels: 3, messages: 300, limits: "off" }, { keep: true });
  const house = useHouse({ sandbox, botEnv: { DISCORD_RATE_LIMIT: "off" } });
  before("let the bot see the server", async function () {
    this.timeout(60_000);
    await eventually("its channels are known", async () => {
      const { rowCount } = await house.pool.query("select from channels where has_history");
      return (rowCount ?? 0) >= 3;
    });
  });

  it("makes one, shows when it comes due, runs it and tells the result", async function () {
    const page = await house.open("/schedules");
    await page.getByText("No schedules yet.").waitFor();
    await page.getByRole("button", { name: "New schedule" }).click();
    await page.getByLabel("Name", { exact: true }).fill("nightly");
    await page.getByText("Hourly", { exact: true }).click();
    await page.getByText("Next, in your time:").waitFor();
    await page.getByLabel("Cron expression").fill("61 * * * *");
    await page.getByText("Five fields: minute hour day month weekday").waitFor();
    await page.getByLabel("Cron expression").fill("15 4 * * *");
    await page.getByLabel("Time zone").fill("Asia/Taipei");
    await page.getByText("Next, in your time:").waitFor();
    await page.getByRole("button", { name: "Create schedule" }).click();

    await page.getByRole("heading", { name: "nightly" }).waitFor();
    await page.getByText("15 4 * * * · Asia/Taipei").waitFor();
    const { rows } = await house.pool.query<{ hour: number; minute: number; ahead: boolean }>(
      `select extract(hour from next_run_at at time zone 'Asia/Taipei')::int as hour,
         extract(minute from next_run_at)::int as minute, next_run_at > now() as ahead from schedules`,
    );
    assert.deepEqual(rows, [{ hour: 4, minute: 15, ahead: true }]);

    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("The schedule runs.").waitFor();
    await page.getByText("Completed").waitFor({ timeout: 30_000 });
    await page.getByRole("main").getByRole("link", { name: "Task #1" }).click();
    await page.getByText("the schedule “nightly”").waitFor();
  });
  it("is switched off, changed and deleted", async function () {
    const page = await house.open("/schedules");
    await page.getByRole("switch", { name: "nightly is on" }).press("Space"); // its drawing covers it from the mouse
    await page.getByText("Switched off").waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByText("Chosen channels").click();
    assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
    await page.getByRole("checkbox").last().check();
    await page.getByText("Read again", { exact: true }).click();
    await page.getByLabel("Only the newest days").fill("7");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("the newest 7 days").waitFor();
    const { rows } = await house.pool.query(
      "select mode, newest_days, enabled, cardinality(channel_ids) as n from schedules",
    );
    assert.deepEqual(rows, [{ mode: "reconcile", newest_days: 7, enabled: false, n: 1 }]);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("No schedules yet.").waitFor();
  });
});
