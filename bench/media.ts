/**
 * How fast files are downloaded, and how much memory that takes: 3,000 files of 40 kB, 40 % of them duplicates, by one bot
 * from a made-up Discord on this machine to its disk, each flushed and committed by itself.
 *
 *   npm run bench -- media
 *
 * media.files_per_second: files stored, from the first task to the last row. media.bot_rss_mb: the bot's largest resident
 * memory meanwhile, thumbnails included (MEDIA_FILES and MEDIA_CONCURRENCY change the size).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openHouse, result } from "./support/house.ts";

const files = Number(process.env.MEDIA_FILES ?? 3_000);
const sizeBytes = 40_000;
const duplicateShare = 0.4;
/** Attachments per message, and messages per request of the control interface. */
const perMessage = 10;

const house = await openHouse();
const dataDir = mkdtempSync(join(tmpdir(), "backscroll-bench-media-"));
try {
  const sandbox = await house.startSandbox([
    "--layout",
    "plain",
    "--channels",
    "1",
    "--messages",
    "100",
    "--limits",
    "off",
  ]);
  const [guild] = await sandbox.control.truth.guilds();
  const [channel] = await sandbox.control.truth.channels({ guildId: guild?.id ?? "" });
  const same = Buffer.alloc(sizeBytes, "the same ").toString("base64");
  for (let made = 0; made < files; made += perMessage)
    await sandbox.control.postMessages({
      channelId: channel?.id ?? "",
      content: "files",
      attachments: Array.from({ length: perMessage }, (_, place) => ({
        filename: `${made + place}.bin`,
        contentType: "application/octet-stream",
        sizeBytes,
        width: null,
        height: null,
        ...(place < perMessage * duplicateShare ? { base64: same } : {}),
      })),
    });
  const env = {
    DATA_DIR: dataDir,
    MEDIA_DOWNLOADS: "on",
    MEDIA_CONCURRENCY: process.env.MEDIA_CONCURRENCY ?? "8",
    LIVE_CAPTURE: "off",
    DISCORD_RATE_LIMIT: "off",
    TASK_POLL_INTERVAL_MS: "1000",
  };
  const bot = await house.startBot(sandbox, env);
  const { rows } = await house.pool.query<{ id: string }>(
    "insert into history_fetch_tasks (guild_id) values ($1) returning id",
    [guild?.id],
  );
  const stored = async () => {
    const { rows: counts } = await house.pool.query<{ n: string; first: Date | null }>(
      `select count(*) as n, (select min(started_at) from media_tasks where guild_id = $1) as first
       from media_files where kind = 'attachment' and status = 'stored' and guild_id = $1`,
      [guild?.id],
    );
    return { n: Number(counts[0]?.n ?? 0), first: counts[0]?.first ?? null };
  };
  let [rssBytes, startedMs] = [0, 0];
  for (;;) {
    await sleep(50);
    rssBytes = Math.max(rssBytes, bot.rssBytes());
    const { n, first } = await stored();
    if (first && startedMs === 0) startedMs = first.getTime();
    if (n >= files) break;
  }
  const seconds = (Date.now() - startedMs) / 1_000;
  result("media.files_per_second", files / seconds);
  result("media.megabytes_per_second", (files * sizeBytes) / 1e6 / seconds);
  result("media.bot_rss_mb", rssBytes / 2 ** 20);
  if (rows.length === 0) throw new Error("nothing was fetched");
} finally {
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
}
