/** Files from the sandbox's CDN to the store, by a whole bot. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../../test/support/bot.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { makeTask } from "../../test/support/factories.ts";

describe("downloads", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  let [sandbox, bot, dataDir]: [Sandbox | null, TestBot | null, string] = [null, null, ""];
  beforeEach(async function () {
    dataDir = await mkdtemp(join(tmpdir(), "backscroll-downloads-"));
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 1, messages: 40 });
  });
  afterEach(async function () {
    await bot?.stop();
    await sandbox?.close();
    [bot, sandbox] = [null, null];
    await rm(dataDir, { recursive: true, force: true });
  });
  const control = () => (sandbox as Sandbox).control;
  const start = async (env: Record<string, string> = {}, options: Parameters<typeof startBot>[3] = {}) => {
    const settings = { DATA_DIR: dataDir, MEDIA_DOWNLOADS: "on", TASK_POLL_INTERVAL_MS: "1000", ...env };
    bot = await startBot(database, sandbox as Sandbox, settings, options);
  };
  const place = async () => {
    const [guild] = await control().truth.guilds();
    const [channel] = await control().truth.channels({ guildId: guild?.id ?? "" });
    return { guildId: guild?.id ?? "", channelId: channel?.id ?? "" };
  };
  const fetchAll = async () => {
    const { guildId } = await place();
    await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }));
  };
  const files = async (kind = "attachment") => {
    const { rows } = await database.pool.query<{
      status: string;
      reason: string | null;
      attempts: number;
      sha256: string | null;
      contentType: string | null;
      width: number | null;
      sizeBytes: string | null;
    }>(
      `select f.status, f.reason, f.attempts, r.sha256, m.content_type as "contentType", m.width, m.size_bytes as "sizeBytes"
       from media_files f left join media_references r using (channel_id, message_id, kind, item)
       left join media m using (sha256) where kind = $1 order by f.message_id, f.item`,
      [kind],
    );
    return rows;
  };
  const untilSettled = (count: number, kind = "attachment") =>
    eventually(
      `${count} files are settled`,
      async () => {
        const rows = await files(kind);
        return rows.length >= count && rows.every(({ status }) => status !== "pending") ? rows : null;
      },
      30_000,
    );
  const post = async (...attachments: { filename: string; base64?: string; contentType?: string }[]) => {
    const { channelId } = await place();
    for (const file of attachments) await control().postMessages({ channelId, attachments: [file] });
  };
  /** Every file in the folder has the content its name says, and every name stands in the database. */
  const assertStoreIsTrue = async () => {
    const found = (await readdir(join(dataDir, "media"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && basename(entry.parentPath) !== "tmp")
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of found) {
      const hash = createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
      assert.equal(basename(path).split(".")[0], hash);
    }
    const { rows } = await database.pool.query<{ name: string }>(
      "select sha256 || '.' || extension as name from media order by 1",
    );
    assert.deepEqual(
      found.map((path) => basename(path)).sort(),
      rows.map(({ name }) => name),
    );
    return found.length;
  };

  it("stores what messages carry, each content once, with the platform's links expired", async function () {
    const same = Buffer.from("the same words").toString("base64");
    await post(
      { filename: "a.txt", base64: same, contentType: "text/plain" },
      { filename: "b.txt", base64: same, contentType: "text/plain" },
      { filename: "../../../etc/passwd", base64: Buffer.from("other").toString("base64") },
      { filename: "picture.png" },
    );
    await control().expireLinks({});
    await start();
    await fetchAll();
    const rows = await untilSettled(4);
    assert.deepEqual(
      rows.map(({ status }) => status),
      ["stored", "stored", "stored", "stored"],
    );
    assert.equal(rows[0]?.sha256, rows[1]?.sha256);
    assert.deepEqual([rows[3]?.contentType, rows[3]?.width], ["image/png", 320]);
    await eventually("nothing is in hand", async () => {
      const { rows: open } = await database.pool.query(
        "select from media_tasks where status in ('pending', 'running')",
      );
      return open.length === 0;
    });
    await assertStoreIsTrue();
  });
});
