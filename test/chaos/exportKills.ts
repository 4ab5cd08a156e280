/** An export whose bot is killed over and over, compared byte by byte with one that nobody disturbed. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { exportResult } from "../../core/exports/exportFolder.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { eventually } from "../support/eventually.ts";
import { unzip } from "../support/exportRuns.ts";
import { insertTaskRow } from "../support/factories.ts";
import type { ProcessOptions, TestProcess } from "../support/processes.ts";
import { makeRichArchive, rich, richId } from "../support/richArchive.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { startBotProcess } from "./house.ts";

interface ExportHouse {
  pool: Pool;
  url: string;
  start: (options: ProcessOptions) => TestProcess;
  sandbox: TestSandbox;
  /** Of the bot: exports and stored files. */
  dataDir: string;
  say?: (text: string) => void;
}

export interface KilledExport {
  /** A kill after so many whole files each; behind the last one while it is packed. */
  killsAfterFiles: readonly number[];
  /** Pause before each kill, in ms. */
  pauseMs: (kill: number) => number;
  /** Messages of a file. */
  partition: number;
  format: string;
}

/** Fills the thread of the rich archive up, which then carries all there is and is long. */
export async function makeLongArchive(pool: Pool, dataDir: string, messages: number): Promise<void> {
  const blobs = createLocalBlobs(join(dataDir, "media"));
  await makeRichArchive(pool, blobs);
  for (let from = 1; from <= messages; from += 20_000) {
    const values = [rich.thread, rich.guild, rich.ada, from, Math.min(messages, from + 19_999)];
    await pool.query(
      `insert into messages (channel_id, id, guild_id, author_id, content, created_at, reply_to_id)
       select $1, 990000000000000000 + n, $2, $3::int8 + n % 2, 'message ' || n || ' **late** again 🫖',
         '2023-01-01'::timestamptz + make_interval(secs => n), case when n % 9 = 0 then 990000000000000000 + n - 3 end
       from generate_series($4::int, $5::int) n`,
      values,
    );
    await pool.query(
      `insert into reactions (channel_id, message_id, emoji, count)
       select $1, 990000000000000000 + n, '🫖', 3 from generate_series($2::int, $3::int) n where n % 5 = 0`,
      [rich.thread, from, values[4]],
    );
  }
  await pool.query("update channels set message_count = $1 where id = $2", [messages + 2, rich.thread]);
  // So large that packing takes a while.
  await storeFile(
    { pool, blobs },
    Readable.from([randomBytes(40_000_000)]),
    {
      kind: "attachment",
      message: { channelId: rich.channel, messageId: richId(3) },
      item: "610000000000000002",
    },
    { mostBytes: 50_000_000 },
  );
}

/** Fails unless the finished file is that of an undisturbed export to the byte, and nothing else is left. Returns the kills. */
export async function exportUnderKills(house: ExportHouse, wanted: KilledExport): Promise<number> {
  const { pool, dataDir, say = () => undefined } = house;
  const startBot = () =>
    startBotProcess(house.start, house.url, house.sandbox, { DATA_DIR: dataDir, MIN_FREE_BYTES: "0" });
  const columns = {
    guild_id: rich.guild,
    name: "harbour",
    format: wanted.format,
    files: "included",
    partition_messages: wanted.partition,
  };
  const task = async (id: string) => {
    const { rows } = await pool.query<Record<string, unknown>>("select * from export_tasks where id = $1", [
      id,
    ]);
    return rows[0] ?? {};
  };
  const isOver = async (id: string) => (await task(id)).completed_at !== null;

  let bot = startBot();
  const id = await insertTaskRow(pool, "export_tasks", columns);
  let kills = 0;
  for (const files of wanted.killsAfterFiles) {
    await until(async () => {
      const { status, position } = await task(id);
      return status !== "pending" && ((position as { files?: number } | undefined)?.files ?? 0) >= files;
    });
    await sleep(wanted.pauseMs(kills));
    if (await isOver(id)) break;
    await bot.kill9();
    kills++;
    say(`kill ${kills} behind ${files} files`);
    assert.equal((await task(id)).result_name, null, "nothing half is offered");
    bot = startBot();
  }
  await eventually("the killed export ends", () => isOver(id), 240_000);
  const killed = await task(id);
  assert.equal(killed.status, "completed", JSON.stringify(killed.error_message));

  // The same choice of the same moment, by a bot that nobody kills.
  const other = await insertTaskRow(pool, "export_tasks", {
    ...columns,
    plan: JSON.stringify(killed.plan),
    frozen_at: killed.frozen_at,
    messages_total: killed.messages_total,
  });
  await eventually("the undisturbed export ends", () => isOver(other), 240_000);
  const undisturbed = await task(other);
  await assertSameEntries(
    exportResult(dataDir, id, String(killed.result_name)),
    exportResult(dataDir, other, String(undisturbed.result_name)),
  );
  assert.deepEqual(facts(killed), facts(undisturbed));
  const result = (of: string) => hashOf(exportResult(dataDir, of, String(killed.result_name)));
  assert.equal(await result(id), await result(other));
  assert.deepEqual(await readdir(join(dataDir, "exports", id), { recursive: true }), ["harbour.zip"]);
  const rows = (of: string) =>
    pool.query("select number, path, messages, size_bytes from export_files where task_id = $1 order by 1", [
      of,
    ]);
  assert.deepEqual((await rows(id)).rows, (await rows(other)).rows);
  return kills;
}

const facts = (row: Record<string, unknown>) =>
  ["status", "messages_written", "bytes_written", "result_name", "result_bytes"].map((name) => row[name]);

/** As often as the database answers: what is waited for is over soon. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error("The export does not go on");
    await sleep(2);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function assertSameEntries(one: string, other: string): Promise<void> {
  const [a, b] = [await unzip(await readFile(one)), await unzip(await readFile(other))];
  assert.deepEqual([...a.keys()], [...b.keys()]);
  for (const [name, content] of a) assert.ok(content.equals(b.get(name) ?? Buffer.alloc(0)), name);
}
