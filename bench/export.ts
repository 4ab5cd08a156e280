/**
 * How fast the archive is exported, and in how much memory: by the compiled bot, from the claim of the task to its end.
 *
 *   npm run bench -- export [messages] [most]
 *
 * One channel; a fifth of the messages with reactions, a tenth with an attachment, a tenth answers another.
 * export.<format>_messages_per_second, export.<format>_rss_mb: the first 100,000 messages unless told otherwise, each format by a
 * bot of its own. export.messages_per_second, export.bot_rss_mb: all 1,000,000 (`most`) as JSON. Memory is the bot's largest
 * resident size; export.idle_rss_mb is what it has without any work.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exportFormats } from "../core/model/exportFormat.ts";
import { openHouse, result } from "./support/house.ts";

const few = Number(process.argv[2] ?? 100_000);
const most = Number(process.argv[3] ?? 1_000_000);
const guild = "210000000000000001";
const channel = "310000000000000001";
const firstAt = Date.UTC(2023, 0, 1);
const house = await openHouse();
const dataDir = await mkdtemp(join(tmpdir(), "backscroll-bench-export-"));
const { pool } = house;
try {
  await fill(Math.max(few, most));
  const sandbox = await house.startSandbox(["--layout", "plain", "--channels", "1", "--messages", "1"]);
  const startBot = () =>
    house.startBot(sandbox, { DATA_DIR: dataDir, MEDIA_DOWNLOADS: "off", TASK_POLL_INTERVAL_MS: "1000" });
  for (const format of few > 0 ? exportFormats : []) {
    const bot = await startBot();
    const idle = bot.rssBytes();
    const before = new Date(firstAt + (few + 1) * 1_000);
    const { perSecond, largestBytes } = await measure(bot, format, before);
    await bot.stop();
    if (format === "json") result("export.idle_rss_mb", idle / 2 ** 20);
    result(`export.${format}_messages_per_second`, perSecond);
    result(`export.${format}_rss_mb`, largestBytes / 2 ** 20);
  }
  if (most > 0) {
    const bot = await startBot();
    const { perSecond, largestBytes } = await measure(bot, "json", null);
    await bot.stop();
    result("export.messages_per_second", perSecond);
    result("export.bot_rss_mb", largestBytes / 2 ** 20);
  }
} finally {
  await house.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** Exports what was sent before a time, all without one, and watches the bot meanwhile. */
async function measure(
  bot: { rssBytes(): number },
  format: string,
  before: Date | null,
): Promise<{ perSecond: number; largestBytes: number }> {
  const { rows: made } = await pool.query<{ id: string }>(
    "insert into export_tasks (guild_id, format, before_at) values ($1, $2, $3) returning id",
    [guild, format, before],
  );
  for (let largestBytes = 0; ; ) {
    await sleep(100);
    largestBytes = Math.max(largestBytes, bot.rssBytes());
    const { rows } = await pool.query<{ status: string; written: number; seconds: number }>(
      `select status, messages_written::float8 as written,
         extract(epoch from completed_at - started_at)::float8 as seconds
       from export_tasks where id = $1 and completed_at is not null`,
      [made[0]?.id],
    );
    const [done] = rows;
    if (!done) continue;
    if (done.status !== "completed") throw new Error(`The export ended as ${done.status}`);
    return { perSecond: done.written / done.seconds, largestBytes };
  }
}

async function fill(count: number): Promise<void> {
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
      `insert into messages (channel_id, id, guild_id, author_id, content, created_at, reply_to_id)
       select $1, 910000000000000000 + n, $2, 410000000000000000 + n % 1000,
         'message ' || n || ' about tides, tea and the boats that are late again today', '2023-01-01'::timestamptz + make_interval(secs => n),
         case when n % 10 = 3 then 910000000000000000 + n - 2 end
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
