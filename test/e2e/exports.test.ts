import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("exports in the console", function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ layout: "plain", channels: 2, messages: 40, limits: "off" }, { keep: true });
  // Both see the same folder, as on one machine.
  const env = { DATA_DIR: mkdtempSync(join(tmpdir(), "backscroll-e2e-exports-")) };
  const house = useHouse({ sandbox, botEnv: env, apiEnv: env });
  after("remove the files", () => rm(env.DATA_DIR, { recursive: true, force: true }));
  let guildId = "";

  before("fetch the server", async function () {
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    const count = async (table: string) => (await house.pool.query(`select from ${table}`)).rowCount ?? 0;
    await eventually("the channels are known", async () => (await count("channels")) > 0);
    await house.pool.query("insert into history_fetch_tasks (guild_id) values ($1)", [guildId]);
    await eventually("all is fetched", async () => (await count("messages")) >= 40, 60_000);
  });

  it("estimates an export, makes it, and gives out its file", async function () {
    const page = await house.open(`/exports?guild=${guildId}`);
    await page.getByText(/^About \d+ messages/).waitFor();
    await page.getByLabel("Format").selectOption("jsonl");
    await page.getByText("A message per line").waitFor();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      page.getByRole("link", { name: "Download" }).click({ timeout: 60_000 }),
    ]);
    assert.match(download.suggestedFilename(), /\.(zip|jsonl)$/);
    assert.ok((await readFile(await download.path())).length > 1_000);
    await page.getByRole("button", { name: "Delete the file" }).click();
    await page.getByText("Its file was removed.").waitFor();
    await page.getByRole("button", { name: "Export again" }).click();
    await page.getByRole("link", { name: "Download" }).waitFor({ timeout: 60_000 });
    assert.deepEqual(house.violations, []);
  });
  it("is reached from a channel that is being read", async function () {
    const { rows } = await house.pool.query<{ id: string }>(
      "select id from channels where message_count > 0 order by id limit 1",
    );
    const channelId = rows[0]?.id ?? "";
    const page = await house.open(`/guilds/${guildId}/channels/${channelId}`);
    await page
      .getByRole("button", { name: "More places" })
      .or(page.locator("form [aria-haspopup=menu]"))
      .first()
      .click();
    await page.getByText("Export this channel").click();
    await page.waitForURL(/\/exports\?/);
    assert.equal(await page.getByLabel("What", { exact: true }).inputValue(), channelId);
  });
});
