/**
 * How fast the archive is exported, and in how much memory.
 *
 *   npm run bench -- export [messages] [format]
 *
 * export.messages_per_second: one channel of so many messages (200,000 unless given; a fifth of them with reactions, a tenth with
 * an attachment) as JSON in DiscordChatExporter's schema unless another format is named, from the row that asks for it to the
 * file that can be downloaded. export.bot_rss_mb: largest resident memory of the exporting process.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportArchive } from "../bot/exports/exportJob.ts";
import { exportTasks } from "../core/database/exports/exportTasks.ts";
import { openExportPlaces } from "../core/exports/exportPlaces.ts";
import { createLocalBlobs } from "../core/media/localBlobs.ts";
import { claimTasks } from "../core/queue/claim.ts";
import { openHouse, result } from "./support/house.ts";

const count = Number(process.argv[2] ?? 200_000);
const format = process.argv[3] ?? "json";
const workerId = "00000000-0000-4000-8000-000000000001";
const guild = "210000000000000001";
const channel = "310000000000000001";
const house = await openHouse();
const dataDir = await mkdtemp(join(tmpdir(), "backscroll-bench-export-"));
try {
  const { pool } = house;
  await fill();
  await pool.query("insert into export_tasks (guild_id, format) values ($1, $2)", [guild, format]);
  const [task] = await claimTasks(pool, exportTasks, {
    workerId,
    leaseSeconds: 3_600,
    lanes: ["0"],
    limit: 1,
  });
  if (!task) throw new Error("No export was due");
  let largest = 0;
  const watch = setInterval(() => {
    largest = Math.max(largest, process.memoryUsage.rss());
  }, 100);
  const startedMs = performance.now();
  await exportArchive(
    {
      pool,
      dataDir,
      blobs: createLocalBlobs(join(dataDir, "media")),
      keepDays: 7,
      minFreeBytes: 0,
      places: openExportPlaces(dataDir, null),
    },
    task,
    new AbortController().signal,
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  clearInterval(watch);
  result("export.messages_per_second", count / seconds);
  result("export.bot_rss_mb", largest / 2 ** 20);
} finally {
  await house.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  const { pool } = house;
  await pool.query("insert into guilds (id, platform, name) values ($1, 'discord', 'Harbour')", [guild]);
  await pool.query(
    "insert into channels (id, guild_id, kind, name, message_count) values ($1, $2, 'text', 'quay', $3)",
    [channel, guild, count],
  );
  await pool.query(
    "insert into authors (id, platform, name) select 410000000000000000 + n, 'discord', 'person ' || n from generate_series(0, 999) n",
  );
  // In steps: a statement may take as long as any of ours.
  for (let from = 1; from <= count; from += 50_000) {
    const to = Math.min(count, from + 49_999);
    await pool.query(
      `insert into messages (channel_id, id, guild_id, author_id, content, created_at)
       select $1, 910000000000000000 + n, $2, 410000000000000000 + n % 1000,
         'message ' || n || ' about tides, tea and the boats that are late again today', '2023-01-01'::timestamptz + make_interval(secs => n)
       from generate_series($3::int, $4::int) n`,
      [channel, guild, from, to],
    );
    await pool.query(
      `insert into reactions (channel_id, message_id, emoji, count)
       select $1, 910000000000000000 + n, '🫖', 3 from generate_series($2::int, $3::int) n where n % 5 = 0`,
      [channel, from, to],
    );
    await pool.query(
      `insert into attachments (channel_id, message_id, id, position, file_name, size_bytes, url)
       select $1, 910000000000000000 + n, n, 0, 'map.png', 1, 'https://cdn.discordapp.com/attachments/1/2/map.png'
       from generate_series($2::int, $3::int) n where n % 10 = 0`,
      [channel, from, to],
    );
  }
  await pool.query("analyze messages, reactions, attachments");
}
