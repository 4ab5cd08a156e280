import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("files in the console", function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 10, limits: "off" }, { keep: true });
  const env = { DATA_DIR: mkdtempSync(join(tmpdir(), "backscroll-e2e-files-")), MEDIA_DOWNLOADS: "on" };
  const house = useHouse({ sandbox, botEnv: env, apiEnv: env });
  after("remove the files", () => rm(env.DATA_DIR, { recursive: true, force: true }));

  before("fetch a file that the platform does not give out", async function () {
    const [guild] = await sandbox.control.truth.guilds();
    const [channel] = await sandbox.control.truth.channels({ guildId: guild?.id ?? "" });
    await sandbox.control.addFault({ match: { route: "cdn/attachments" }, action: "404" });
    await sandbox.control.postMessages({
      channelId: channel?.id ?? "",
      content: "two maps",
      attachments: ["harbour.txt", "quay.txt"].map((filename) => ({
        filename,
        contentType: "text/plain",
        sizeBytes: 4,
        width: null,
        height: null,
        base64: Buffer.from(filename.slice(0, 4)).toString("base64"),
      })),
    });
    const count = async (text: string) => (await house.pool.query(text)).rowCount ?? 0;
    await eventually("the channel is known", async () => (await count("select from channels")) > 0, 30_000);
    await house.pool.query("insert into history_fetch_tasks (guild_id) values ($1)", [guild?.id]);
    const failed = "select from media_files where status = 'failed' and kind = 'attachment'";
    await eventually("the files are missed", async () => (await count(failed)) >= 2, 60_000);
  });

  it("tells why a file could not be had, and has it once it is tried again", async function () {
    const page = await house.open("/files");
    const missed = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await missed("harbour.txt").getByText("The platform no longer has it").waitFor();
    await page.getByLabel("Reason").selectOption("gone");
    await missed("quay.txt").waitFor();
    await sandbox.control.clearFaults({});
    await page.getByRole("button", { name: "Try again: harbour.txt" }).click();
    await page.getByText("1 file is tried again").waitFor();
    await missed("harbour.txt").waitFor({ state: "detached", timeout: 60_000 });
    await missed("quay.txt").waitFor(); // nobody asked for it
    await page.getByRole("button", { name: "Try all again" }).click();
    await page.getByText("Every file so far could be had.").waitFor({ timeout: 60_000 });
    const { rows } = await house.pool.query<{ file_name: string }>(
      `select a.file_name from attachments a join media_files f
         on f.channel_id = a.channel_id and f.message_id = a.message_id and f.item = a.id::text
       where f.kind = 'attachment' and f.status = 'stored' and a.file_name in ('harbour.txt', 'quay.txt') order by 1`,
    );
    assert.deepEqual(
      rows.map((row) => row.file_name),
      ["harbour.txt", "quay.txt"],
    );
    assert.deepEqual(house.violations, []);
  });
});
