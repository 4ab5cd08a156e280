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
 * import.node_us, import.postgres_us, import.copy_postgres_us: processor time per message of this process, of PostgreSQL for
 * the import, and of PostgreSQL for the COPY: what tells on a machine that others use as well.
 */

import { createReadStream, createWriteStream, readFileSync } from "node:fs";
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
import { writeDceFile } from "../test/support/exports/dceFile.ts";
import { writeDht } from "../test/support/exports/dht.ts";
import { openHouse, result } from "./support/house.ts";

const count = Number(process.argv[2] ?? 500_000);
const workerId = "00000000-0000-4000-8000-000000000001";
const house = await openHouse();
const folder = await mkdtemp(join(tmpdir(), "backscroll-bench-import-"));
try {
  const { pool } = house;
  const path = join(folder, "quay.json");
  await writeDceFile(path, count);
  const first = await run(path);
  result("import.messages_per_second", count / first.seconds);
  result("import.rss_mb", first.rssMb);
  result("import.node_us", first.nodeUs / count);
  result("import.postgres_us", first.postgresUs / count);
  const copy = await copyRows();
  result("import.copy_ratio", copy.seconds / first.seconds);
  result("import.copy_messages_per_second", count / copy.seconds);
  result("import.copy_postgres_us", copy.postgresUs / count);
  result("import.again_messages_per_second", count / (await run(path)).seconds);
  await pool.query("truncate guilds, channels, messages, authors, import_tasks, media_files cascade");
  writeDht(join(folder, "export.dht"), { version: 11, count });
  result("import.dht_messages_per_second", count / (await run(join(folder, "export.dht"))).seconds);
} finally {
  await house.close();
  await rm(folder, { recursive: true, force: true });
}

/** Imports a file in this process, as the bot does it. */
async function run(
  source: string,
): Promise<{ seconds: number; rssMb: number; nodeUs: number; postgresUs: number }> {
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
  const [node, postgres] = [process.cpuUsage(), await postgresCpuUs()];
  const store = { pool, blobs: createLocalBlobs(join(folder, "media")) };
  const outcome = await importExport({ pool, dataDir: folder, store }, task, new AbortController().signal);
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(node);
  const postgresUs = (await postgresCpuUs()) - postgres;
  clearInterval(watch);
  if (outcome.kind !== "completed") throw new Error(`The import ended as ${JSON.stringify(outcome)}`);
  await pool.query("update import_tasks set status = 'cancelled' where id = $1", [task.id]);
  return { seconds, rssMb, nodeUs: user + system, postgresUs };
}

/**
 * The rows of the archive, read out by COPY and copied back into the same tables, emptied before: through this process, as an
 * import's rows come.
 */
async function copyRows(): Promise<{ seconds: number; postgresUs: number }> {
  const tables = ["messages", "attachments", "reactions", "media_files"];
  const client = new Client({ connectionString: house.databaseUrl }); // COPY does not go with pipelining
  await client.connect();
  try {
    for (const table of tables)
      await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(join(folder, table)));
    await client.query(`truncate ${tables.join(", ")} cascade`);
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`); // raw
    const startedMs = performance.now();
    const postgres = await postgresCpuUs();
    for (const table of tables)
      await pipeline(
        createReadStream(join(folder, table)),
        client.query(copyFrom(`copy ${table} from stdin`)),
      );
    const seconds = (performance.now() - startedMs) / 1_000;
    return { seconds, postgresUs: (await postgresCpuUs()) - postgres };
  } finally {
    await client.end();
  }
}

/** Processor time of all connections that are open now, in µs; Linux tells it in ticks of 10 ms. */
async function postgresCpuUs(): Promise<number> {
  const { rows } = await house.pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'client backend'",
  );
  return rows.reduce((sum, { pid }) => {
    // Behind the program's name: the 14th and 15th field are its own time and the kernel's for it (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * 10_000;
  }, 0);
}
