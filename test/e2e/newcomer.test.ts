import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Pool } from "pg";
import { connectSandbox, type SandboxControl } from "../../sandbox/index.ts";
import { readEnvFile } from "../../scripts/lib/environment.js";
import { useBrowser } from "../support/browser.ts";
import { useCheckout } from "../support/checkout.ts";
import { eventually } from "../support/eventually.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";
import { valueOf } from "./progress.ts";

/** The whole way as the README tells it: one command, the password it printed, the button, the archive. */
describe("a newcomer", function () {
  this.timeout(300_000);
  const checkout = useCheckout();
  const browser = useBrowser();
  let pool: Pool | undefined;
  after("let go of the database", async function () {
    await pool?.end();
  });

  it("starts everything with one command and archives a server from the page, complete", async function () {
    const { code, output } = await checkout.run("start");
    assert.equal(code, 0, output);
    const password = /access password[^\n]*\n\W*\n\W*(\S+)/.exec(output)?.[1] ?? "";
    const origin = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? "";
    const { DATABASE_URL = "" } = readEnvFile(checkout.path("data", "services.env"));
    pool = new Pool({ connectionString: DATABASE_URL });
    pool.on("error", () => {}); // its server goes before it does
    const control = sandboxOf(checkout.path("data", "sandbox.json"));
    const guildId = (await control.truth.guilds()).find(({ name }) => name === "Lanternworks")?.id ?? "";

    const page = await browser.open({ locale: "en-GB" });
    page.setDefaultTimeout(15_000);
    await page.goto(origin);
    await page.getByLabel("Access password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
    await page.getByLabel("New password").fill("lantern harbour nine");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.goto(`${origin}/admin?guild=${guildId}`);
    await page.getByText("Demo", { exact: true }).waitFor();

    // Two channels of the demonstration cannot be read: "All" leaves them out, so that the task can complete.
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await page.getByRole("menuitem", { name: "All", exact: true }).click();
    await page.getByRole("button", { name: /^Start fetch of \d+ channels/ }).click();
    await page.getByRole("link", { name: "View task" }).click();
    const bar = page.getByRole("progressbar").first();
    await bar.waitFor();
    const shown = new Set<string>();
    const status = page.locator("main").getByText("Completed", { exact: true }).first();
    await eventually(
      "the task is completed",
      async () => {
        shown.add(await valueOf(bar));
        const { rows } = await (pool as Pool).query<{ status: string }>(
          "select status from history_fetch_tasks where parent_task_id is null",
        );
        assert.ok(["pending", "running", "completed"].includes(rows[0]?.status ?? ""), rows[0]?.status);
        return rows[0]?.status === "completed";
      },
      240_000,
    );
    await status.waitFor();
    shown.delete("");
    assert.ok(shown.size >= 4, `progress moved: ${[...shown].join(", ")}`);

    const channels = await assertArchiveIsTrue(pool, control, { guildId });
    const messageCount = channels.reduce((sum, channel) => sum + channel.messageCount, 0);
    assert.ok(messageCount >= 20_000, `${messageCount} messages`);
    const threads = channels.filter(({ archived }) => archived !== null);
    assert.ok(threads.some(({ archived }) => archived) && threads.some(({ archived }) => !archived));
    const forums = (await control.truth.channels({ guildId })).filter(({ kind }) => kind === "forum");
    assert.ok(threads.some(({ parentId }) => forums.some(({ id }) => id === parentId)));

    const log = readFileSync(checkout.path("data", "logs", "discord-bot.log"), "utf8");
    assert.match(log, /"code":"task\.claimed"/);
    assert.equal((await checkout.run("stop")).code, 0);
  });
});

function sandboxOf(stateFile: string): SandboxControl {
  const { ready } = JSON.parse(readFileSync(stateFile, "utf8")) as { ready: { controlBase: string } };
  return connectSandbox(ready.controlBase);
}
