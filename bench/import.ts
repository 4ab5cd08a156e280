/**
 * How fast exports are taken in, and in how much memory.
 *
 *   npm run bench -- import [messages]
 *
 * import.messages_per_second: a generated DiscordChatExporter file (500,000 messages unless given, a fifth of them with
 * reactions, a tenth with an attachment) into an empty archive. import.copy_ratio: the time of a raw COPY of the very same
 * rows into the same tables, indexes included, as a share of the import's. import.rss_mb: largest resident memory of the
 * importing process. import.again_messages_per_second: the same file once more, when all is known.
 * import.dht_messages_per_second: a .dht file of as many plain messages.
 */

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { importExport } from "../bot/imports/importJob.ts";
import { importTasks } from "../core/database/imports/importTasks.ts";
import { createLocalBlobs } from "../core/media/localBlobs.ts";
import { claimTasks } from "../core/queue/claim.ts";
import { dceExport, dceMessage } from "../test/support/exports/dce.ts";
import { writeDht } from "../test/support/exports/dht.ts";
import { openHouse, result } from "./support/house.ts";

const count = Number(process.argv[2] ?? 500_000);
const workerId = "00000000-0000-4000-8000-000000000001";
const house = await openHouse();
const folder = await mkdtemp(join(tmpdir(), "backscroll-bench-import-"));
try {
  const { pool } = house;
  const path = join(folder, "quay.json");
  await writeExport(path);
  const first = await run(path);
  result("import.messages_per_second", count / first.seconds);
  result("import.rss_mb", first.rssMb);
  result("import.copy_ratio", (await copySeconds()) / first.seconds);
  result("import.again_messages_per_second", count / (await run(path)).seconds);
  await pool.query("truncate guilds, channels, messages, authors, import_tasks, media_files cascade");
  writeDht(join(folder, "export.dht"), { version: 11, count });
  result("import.dht_messages_per_second", count / (await run(join(folder, "export.dht"))).seconds);
} finally {
  await house.close();
  await rm(folder, { recursive: true, force: true });
}

async function writeExport(path: string): Promise<void> {
  const empty = dceExport([]);
  const [head = "", tail = ""] = empty.split('"messages": []');
  const out = createWriteStream(path);
  out.write(`${head}"messages": [`);
  for (let number = 1; number <= count; number++) {
    const message = dceMessage(number, {
      content: `message ${number} about tides, tea and the boats that are late again today`,
      ...(number % 5 === 0
        ? {
            reactions: [
              { emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false }, count: 3, users: [] },
            ],
          }
        : {}),
      ...(number % 10 === 0
        ? {
            attachments: [
              {
                id: String(710000000000000000n + BigInt(number)),
                url: `https://cdn.discordapp.com/attachments/1/${number}/map.png`,
                fileName: "map.png",
                fileSizeBytes: 3,
              },
            ],
          }
        : {}),
    });
    if (!out.write(`${number === 1 ? "" : ",\n"}${JSON.stringify(message, null, 2)}`))
      await once(out, "drain");
  }
  out.end(`]${tail}`);
  await once(out, "close");
}

/** Imports a file in this process, as the bot does it. */
async function run(source: string): Promise<{ seconds: number; rssMb: number }> {
  const { pool } = house;
  await pool.query("insert into import_tasks (source) values ($1)", [source]);
  const [task] = await claimTasks(pool, importTasks, {
    workerId,
    leaseSeconds: 3_600,
    lanes: ["0"],
    limit: 1,
  });
  if (!task) throw new Error("No import was due");
  let rssMb = 0;
  const watch = setInterval(() => {
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
  }, 50);
  const startedMs = performance.now();
  const store = { pool, blobs: createLocalBlobs(join(folder, "media")) };
  const outcome = await importExport({ pool, dataDir: folder, store }, task, new AbortController().signal);
  const seconds = (performance.now() - startedMs) / 1_000;
  clearInterval(watch);
  if (outcome.kind !== "completed") throw new Error(`The import ended as ${JSON.stringify(outcome)}`);
  await pool.query("update import_tasks set status = 'cancelled' where id = $1", [task.id]);
  return { seconds, rssMb };
}

/**
 * The rows of the archive, read out by COPY and copied back into the same tables, emptied before: through this process, as an
 * import's rows come.
 */
async function copySeconds(): Promise<number> {
  const tables = ["messages", "attachments", "reactions", "media_files"];
  const client = new Client({ connectionString: house.databaseUrl }); // COPY does not go with pipelining
  await client.connect();
  try {
    for (const table of tables)
      await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(join(folder, table)));
    await client.query(`truncate ${tables.join(", ")} cascade`);
    const startedMs = performance.now();
    for (const table of tables)
      await pipeline(
        createReadStream(join(folder, table)),
        client.query(copyFrom(`copy ${table} from stdin`)),
      );
    return (performance.now() - startedMs) / 1_000;
  } finally {
    await client.end();
  }
}
