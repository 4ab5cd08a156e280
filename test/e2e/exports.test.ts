import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("exports in the console", function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ layout: "plain", channels: 2, messages: 40, limits: "off" }, { keep: true });
  // Both see the same folder, as on one machine.
  const env = {
    DATA_DIR: mkdtempSync(join(tmpdir(), "backscroll-e2e-exports-")),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
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
  it("encrypts an export with a passphrase, which is known no more when it is over", async function () {
    const page = await house.open(`/exports?guild=${guildId}`);
    await page.getByLabel("Format").selectOption("txt");
    await page.getByLabel("Passphrase for the file").fill("a lantern on the quay");
    await page.getByText("It is forgotten here as soon as the export is over").waitFor();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const card = page.getByRole("listitem").filter({ hasText: "encrypted (age)" });
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      card.getByRole("link", { name: "Download" }).click({ timeout: 60_000 }),
    ]);
    assert.match(download.suggestedFilename(), /\.age$/);
    assert.match(
      (await readFile(await download.path())).subarray(0, 30).toString("latin1"),
      /^age-encryption\.org/,
    );
    assert.equal(await card.getByRole("button", { name: "Export again" }).count(), 0);
    assert.equal(await page.getByLabel("Passphrase for the file").inputValue(), "");
    const { rows } = await house.pool.query("select passphrase_sealed from export_tasks where is_encrypted");
    assert.deepEqual(rows, [{ passphrase_sealed: null }]);
  });
  it("is filled in by what a search found, and by a person", async function () {
    const { rows } = await house.pool.query<{ id: string }>(
      "select author_id as id from messages where author_id is not null order by id limit 1",
    );
    const person = rows[0]?.id ?? "";
    const page = await house.open(`/search?${new URLSearchParams({ q: `from:${person}` }).toString()}`);
    await page.getByRole("link", { name: "Export these messages" }).click();
    await page.waitForURL(/\/exports\?/);
    assert.equal(await page.getByLabel("Only what a search finds").inputValue(), `from:${person}`);
    assert.equal(await page.getByLabel("What", { exact: true }).inputValue(), "*");
    await page.getByText(/^About \d+ messages?/).waitFor();
    await page.getByLabel("Only what a search finds").fill("");
    await page.getByRole("button", { name: "Export", exact: true, disabled: true }).waitFor();
    await page.goto(`${house.origin}/guilds/${guildId}/people/${person}`);
    await page.getByRole("link", { name: "Export their messages" }).click();
    await page.waitForURL(/\/exports\?/);
    assert.equal(await page.getByLabel("Only what a search finds").inputValue(), `from:${person}`);
    assert.equal(await page.getByLabel("What", { exact: true }).inputValue(), "");
  });
  it("recurs by a schedule, to a folder of which the newest are kept", async function () {
    const page = await house.open(`/schedules?guild=${guildId}`);
    await page.getByRole("button", { name: "New schedule" }).click();
    await page.getByLabel("Name", { exact: true }).fill("weekly copy");
    await page.getByText("Export", { exact: true }).last().click();
    await page.getByLabel("Format").selectOption("csv");
    await page.getByLabel("Folder", { exact: true }).fill("../up");
    await page.getByText("One name of letters").waitFor();
    await page.getByLabel("Folder", { exact: true }).fill("harbour");
    await page.getByLabel("Keep the newest").fill("2");
    await page.getByRole("button", { name: "Create schedule" }).click();
    await page.getByText("CSV · To a folder · the newest 2 are kept").waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("Completed").waitFor({ timeout: 60_000 });
    const delivered = await readdir(join(env.DATA_DIR, "scheduled-exports", "harbour"));
    assert.equal(delivered.length, 1);
    await page.goto(`${house.origin}/exports?guild=${guildId}`);
    await page.getByText(`harbour/${delivered[0]}`).waitFor();
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
