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
  const database = useTestDatabase(); // after the hooks above: it is emptied once no bot works on it any more
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
  it("says why a file cannot be had, and has the others nevertheless", async function () {
    const faults: [string, string, Parameters<Sandbox["control"]["addFault"]>[0]["action"]][] = [
      ["410.bin", "gone", "410"],
      ["403.bin", "refused", "403"],
      ["500.bin", "unavailable", "500"],
      ["cut.bin", "unreachable", "cut"],
      ["short.bin", "wrong_length", "short-body"],
      ["page.bin", "wrong_length", "html"],
      ["endless.bin", "wrong_length", "giant-body"],
    ];
    for (const [name, , action] of faults)
      await control().addFault({ match: { path: name.replace(".", "\\.") }, action, sizeBytes: 300_000 });
    await post(...faults.map(([filename]) => ({ filename })), { filename: "fine.png" });
    await start();
    await fetchAll();
    const rows = await eventually(
      "all were tried",
      async () => {
        const found = await files();
        return found.length === faults.length + 1 &&
          found.every(({ status, reason }) => status === "stored" || reason !== null)
          ? found
          : null;
      },
      30_000,
    );
    assert.deepEqual(
      rows.map(({ reason }) => reason),
      [...faults.map(([, reason]) => reason), null],
    );
    assert.deepEqual(
      rows.map(({ status }) => status),
      // What may pass is tried again later, and nothing of it fails the task.
      ["failed", "failed", "pending", "pending", "pending", "pending", "pending", "stored"],
    );
    const { rows: tasks } = await database.pool.query(
      "select distinct status from media_tasks where status not in ('pending', 'running')",
    );
    assert.deepEqual(tasks, [{ status: "completed" }]);
    await assertStoreIsTrue();
  });
  it("goes on with what broke off, by range", async function () {
    await control().addFault({ match: { path: "a\\.bin" }, action: "cut-body", times: 2 });
    await post({ filename: "a.bin", base64: Buffer.alloc(200_000, 7).toString("base64") });
    await start();
    await fetchAll();
    assert.deepEqual(
      (await untilSettled(1)).map(({ status, attempts }) => [status, attempts]),
      [["stored", 1]],
    );
    await assertStoreIsTrue();
  });
  it("keeps what claims to be a picture as what it is, and a huge one undecoded", async function () {
    const text = (words: string) => Buffer.from(words).toString("base64");
    await post(
      { filename: "a.svg.png", base64: text("<svg onload='alert(1)'/>") },
      { filename: "b.png", base64: text("<!doctype html><script>alert(1)</script>") },
      { filename: "..\\..\\x\0.png", base64: text("words") },
    );
    await start();
    await fetchAll();
    assert.deepEqual(
      (await untilSettled(3)).map(({ status, contentType }) => [status, contentType]),
      Array.from({ length: 3 }, () => ["stored", "application/octet-stream"]),
    );
  });
  it("waits while the disk has no room, says so, and goes on by itself", async function () {
    let free = 0;
    await post({ filename: "a.png" });
    await start({}, { findFree: async () => free });
    await fetchAll();
    const task = await eventually("it waits", async () => {
      const { rows } = await database.pool.query(
        "select id, status from media_tasks where status_reason = 'media_disk_low'",
      );
      return rows[0] ?? null;
    });
    assert.equal(task.status, "pending");
    assert.deepEqual(
      (await files()).map(({ status, attempts }) => [status, attempts]),
      [["pending", 0]],
    );
    free = 1e12;
    await database.pool.query("update media_tasks set run_at = now() where status = 'pending'");
    assert.equal((await untilSettled(1))[0]?.status, "stored");
  });
  it("looks through what was archived before files were noted", async function () {
    await post({ filename: "a.png" });
    await start({ MEDIA_DOWNLOADS: "off" });
    await fetchAll();
    await bot?.stop();
    bot = null;
    await database.pool.query("truncate media_files");
    await start();
    assert.equal((await untilSettled(1))[0]?.status, "stored");
    await eventually("the server was looked through", async () => {
      const { rows } = await database.pool.query("select media_noted_at from guilds");
      return rows.every((row) => row.media_noted_at !== null);
    });
  });
  it("stores nothing of a message that was erased while its file came", async function () {
    await control().addFault({ match: { path: "a\\.png" }, action: "slow", delayMs: 3_000 });
    await post({ filename: "a.png" });
    await start({ MEDIA_DOWNLOADS: "off" });
    await fetchAll(); // to its end: it would note the file anew
    await bot?.stop();
    await start();
    await eventually("the download has begun", async () => {
      const { rows } = await database.pool.query(
        `select 1 from media_tasks t join media_files f using (guild_id)
         where t.status = 'running' and f.kind = 'attachment'`,
      );
      return rows.length > 0;
    });
    await database.pool.query(`
      with carrying as (delete from attachments returning channel_id, message_id),
        erased as (delete from messages m using carrying c where m.channel_id = c.channel_id and m.id = c.message_id)
      delete from media_files where kind = 'attachment'`);
    await eventually("the task is over", async () => {
      const { rows } = await database.pool.query(
        "select 1 from media_tasks where status in ('pending', 'running')",
      );
      return rows.length === 0;
    });
    const { rows } = await database.pool.query("select 1 from media_references where kind = 'attachment'");
    assert.deepEqual(rows, []);
    await assertStoreIsTrue();
  });
});
