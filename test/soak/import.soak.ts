/**
 * Half a million messages as DiscordChatExporter writes them and as many in a .dht, each taken in twice by the compiled bot: it
 * stays small whatever the size of the file, and the second time nothing changes. `npm run soak -- import`.
 */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { botNodeArguments } from "../../scripts/lib/services/botNode.js";
import { startBotProcess, startPlainSandbox } from "../chaos/house.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { writeDceFile } from "../support/exports/dceFile.ts";
import { writeDht } from "../support/exports/dht.ts";
import { useProcesses } from "../support/processes.ts";
import { soakResult } from "./result.ts";

const count = Number(process.env.SOAK_MESSAGES ?? 500_000);
/** Largest resident memory of the whole bot. */
const mostMb = 300;

describe(`imports of ${count} messages, each taken in twice`, function () {
  this.timeout(3 * 60 * 60_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  let folder = "";
  before("make the folder", async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-soak-import-"));
  });
  after("remove the folder", () => rm(folder, { recursive: true, force: true }));

  async function importFile(path: string): Promise<Record<string, unknown>> {
    const startedMs = performance.now();
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into import_tasks (source) values ($1) returning id",
      [path],
    );
    const task = await eventually(
      `${path} is imported`,
      async () => {
        const { rows: tasks } = await database.pool.query<Record<string, unknown>>(
          "select status, messages_read::int as read, messages_saved::int as saved, messages_merged::int as merged from import_tasks where id = $1",
          [rows[0]?.id],
        );
        return ["pending", "running"].includes(String(tasks[0]?.status)) ? null : (tasks[0] ?? null);
      },
      60 * 60_000,
    );
    return { ...task, seconds: (performance.now() - startedMs) / 1_000 };
  }
  /** Every row that an import writes to the archive. */
  async function digest(): Promise<unknown> {
    const sum = (table: string, key: string) =>
      database.pool.query(
        `select count(*)::int as rows, bit_xor(hashtextextended(t::text, 0))::text as digest from (select * from ${table} order by ${key}) t`,
      );
    const tables = [
      ["messages", "id"],
      ["message_versions", "message_id"],
      ["attachments", "message_id"],
      ["reactions", "message_id"],
      ["authors", "id"],
      ["media_files", "message_id"],
      ["media", "sha256"],
    ] as const;
    const found: unknown[] = [];
    for (const [table, key] of tables) found.push([table, (await sum(table, key)).rows[0]]);
    return found;
  }

  for (const [name, write] of [
    ["dce", (path: string) => writeDceFile(path, count)],
    ["dht", async (path: string) => writeDht(path, { version: 11, count })],
  ] as const)
    it(`${name}: takes all of it in within ${mostMb} MB, and nothing the second time`, async function () {
      const path = join(folder, name === "dce" ? "quay.json" : "export.dht");
      await write(path);
      const sandbox = await startPlainSandbox(processes.start, { channels: 1, messages: 1 });
      const bot = startBotProcess(processes.start, database.url, sandbox, {
        LIVE_CAPTURE: "off",
        DATA_DIR: folder,
        LOG_LEVEL: "info",
        NODE_OPTIONS: botNodeArguments.join(" "), // as PM2 starts it
      });
      await bot.waitForLine("account.ready", 60_000);
      const first = await importFile(path);
      assert.deepEqual(
        { ...first, seconds: 0 },
        { status: "completed", read: count, saved: count, merged: 0, seconds: 0 },
      );
      const before = await digest();
      const second = await importFile(path);
      assert.deepEqual(
        { ...second, seconds: 0 },
        { status: "completed", read: count, saved: 0, merged: 0, seconds: 0 },
      );
      assert.deepEqual(await digest(), before);
      const peakKb = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${bot.pid}/status`, "utf8"))?.[1];
      const peakMb = Number(peakKb) / 1_024;
      soakResult(`import.${name}`, {
        messages: count,
        file_mb: Math.round((await stat(path)).size / 1e6),
        bot_rss_mb: Math.round(peakMb),
        messages_per_second: Math.round(count / Number(first.seconds)),
        again_messages_per_second: Math.round(count / Number(second.seconds)),
      });
      assert.ok(peakMb < mostMb, `${peakMb} MB`);
    });
});
