import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { dceExport, dceMessage } from "../support/exports/dce.ts";
import { useProcesses } from "../support/processes.ts";
import { startBotProcess, startPlainSandbox } from "./house.ts";

/** Six parts, the last one cut short. */
const count = 11_003;
const importScript = fileURLToPath(new URL("../../scripts/import.js", import.meta.url));

describe("an import whose bot is killed with SIGKILL", function () {
  this.timeout(240_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  let folder = "";
  before(async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-killed-import-"));
    const attachment = { url: "files/map.png", fileName: "map.png", fileSizeBytes: 3 };
    const messages = Array.from({ length: count }, (_each, index) =>
      dceMessage(index + 1, {
        reactions:
          index % 7 === 0
            ? [{ emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false }, count: 2, users: [] }]
            : [],
        ...(index % 100 === 0
          ? { attachments: [{ ...attachment, id: String(710_000_000_000_000_001n + BigInt(index)) }] }
          : {}),
      }),
    );
    await writeFile(join(folder, "quay.json"), dceExport(messages));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const task = async () => {
    const { rows } = await database.pool.query<Record<string, unknown>>(
      "select status, messages_read, messages_saved, messages_merged, messages_known, progress, position from import_tasks",
    );
    return rows[0] ?? {};
  };

  it("ends as one that nobody disturbed, asked for on the command line, whose command tells its end", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 1, messages: 1 });
    let bot = startBotProcess(processes.start, database.url, sandbox);
    const command = processes.start({
      entry: importScript,
      env: { DATABASE_URL: database.url },
      args: [join(folder, "quay.json")],
    });
    let kills = 0;
    for (const parts of [0, 1, 3, 5]) {
      // At once when it is claimed, then while the part after these is being stored.
      await eventually(
        "it goes on",
        async () => {
          const { status, position } = await task();
          const done = (position as { parts?: number; files?: number } | undefined) ?? {};
          return status !== "pending" && (done.files === 1 || (done.parts ?? 0) >= parts);
        },
        60_000,
      );
      if ((await task()).status === "completed") break;
      await sleep(20 * kills);
      await bot.kill9();
      kills++;
      bot = startBotProcess(processes.start, database.url, sandbox);
    }
    await eventually("it ends", async () => (await task()).status === "completed", 90_000);
    assert.ok(kills >= 2, `it was over after ${kills} kills`);
    const all = String(count);
    assert.deepEqual(
      { ...(await task()), position: null },
      {
        status: "completed",
        messages_read: all,
        messages_saved: all,
        messages_merged: "0",
        messages_known: "0",
        progress: 1,
        position: null,
      },
    );
    const { rows } = await database.pool.query(
      `select message_count, (select sum(messages_saved) from archive_days where channel_id = c.id) as per_day,
         (select count(*) from messages where channel_id = c.id) as stored,
         (select count(*) from reactions where channel_id = c.id) as reactions,
         (select count(*) from attachments where channel_id = c.id) as files,
         (select messages_saved from import_channels where channel_id = c.id) as reported
       from channels c where is_imported and kind = 'text'`,
    );
    assert.deepEqual(rows, [
      {
        message_count: all,
        per_day: all,
        stored: all,
        reactions: String(Math.ceil(count / 7)),
        files: String(Math.ceil(count / 100)),
        reported: all,
      },
    ]);
    const { code } = await command.exited;
    assert.equal(code, 0);
    assert.ok(command.lines.some(({ text }) => text?.includes(`Harbour / quay: ${count} new`)));
  });
});
