/**
 * Scrolling through a channel of a million messages in a browser, for minutes.
 *
 *   npm run bench -- viewer [--messages 1000000] [--minutes 10]
 *
 * viewer.fps: frames of the page per second while it is scrolled by 4,000 pixels a second, up and down by turns;
 * viewer.fps_worst: of the worst ten seconds. viewer.dom_rows: most lines in the page at any time. viewer.heap_mb_start,
 * viewer.heap_mb_end: what the page holds after garbage was collected, before and after. viewer.jump_ms: from a click on the
 * timeline to the messages, median of ten.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { createLogger } from "../core/log.ts";
import { createPool, type Pool } from "../core/postgres/pool.ts";
import { freePort } from "../scripts/lib/ports.js";
import { migrateUp } from "../scripts/lib/postgres/migrations.js";
import { startTestServer } from "../scripts/lib/test/server.js";
import { launchBrowser } from "../test/support/browser.ts";
import { eventually, waitForHttp } from "../test/support/eventually.ts";
import { median, result } from "./support/house.ts";

const option = (name: string, usual: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : usual;
};
const count = option("messages", 1_000_000);
const minutes = option("minutes", 10);
const guildId = "200000000000000001";
/** Made on 2023-01-01, when its first message is said: the timeline begins there. */
const channelId = "1058897343283200000";
const password = "lantern harbour nine";
/** Pixels, and pixels per second, of one way. */
const distance = 20_000;
const speed = 4_000;

/** A message a minute, of one to sixty words, by 50 people; every 40th answers one before it. */
async function fill(pool: Pool): Promise<void> {
  await pool.query("insert into guilds (id, platform, name) values ($1, 'discord', 'Bench')", [guildId]);
  await pool.query(
    "insert into authors (id, platform, name) select 400000000000000000 + n, 'discord', 'person' || n from generate_series(0, 49) n",
  );
  await pool.query(
    `insert into messages (channel_id, id, guild_id, author_id, kind, content, created_at, reply_to_id)
     select $1, ((extract(epoch from at) * 1000)::int8 - 1420070400000) << 22, $2, 400000000000000000 + n % 50,
       case when n % 40 = 0 then 'reply' else 'default' end,
       (select string_agg('word' || (n * i) % 997, ' ') from generate_series(1, 1 + (n * 7919) % 60) i),
       at, case when n % 40 = 0 then ((extract(epoch from at) * 1000)::int8 - 60000 - 1420070400000) << 22 end
     from (select n, timestamptz '2023-01-01' + n * interval '1 minute' as at from generate_series(0, $3::int8 - 1) n) said`,
    [channelId, guildId, count],
  );
  await pool.query(
    `insert into channels (id, guild_id, kind, name, message_count, newest_message_id, last_message_id, covered)
     select $1, $2, 'text', 'general', count(*), max(id), max(id), int8multirange(int8range(0, max(id) + 1))
     from messages where channel_id = $1`,
    [channelId, guildId],
  );
  await pool.query("vacuum (analyze) messages");
}

const folder = mkdtempSync(join(tmpdir(), "backscroll-viewer-"));
const server = await startTestServer({ settings: { shared_buffers: "512MB" } });
const stops: (() => unknown)[] = [
  () => server.remove(),
  () => rmSync(folder, { recursive: true, force: true }),
];
try {
  await migrateUp(server.url);
  const log = createLogger({ process: "bench", level: "warn" });
  const pool = createPool(server.url, {
    applicationName: "bench",
    size: 2,
    statementTimeoutMs: 600_000,
    log,
  });
  await fill(pool);
  await pool.end();

  const [apiPort, clientPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${clientPort}`;
  const start = (file: string, env: Record<string, string>) => {
    const child = spawn(process.execPath, [new URL(`../dist/${file}`, import.meta.url).pathname], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(apiPort), ...env },
      stdio: "ignore",
    });
    stops.unshift(() => child.kill());
  };
  const secrets = { SECRET_KEY: randomBytes(32).toString("base64") };
  start("server/main.js", {
    ...secrets,
    DATABASE_URL: server.url,
    DATA_DIR: folder,
    TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: password,
  });
  start("client/server/main.js", {
    ...secrets,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    CLIENT_PORT: String(clientPort),
  });
  await waitForHttp(`http://127.0.0.1:${apiPort}/api/v1/health/ready`, { timeoutMs: 60_000 });
  await waitForHttp(`${origin}/login`, { timeoutMs: 60_000 });

  const browser = await launchBrowser();
  stops.unshift(() => browser.close());
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  await page.request.post(`${origin}/api/v1/auth/login`, { data: { password } });
  await page.goto(`${origin}/guilds/${guildId}/channels/${channelId}`);
  await page.locator("[data-message]").first().waitFor();
  const chromium = await page.context().newCDPSession(page);
  await scroll(page, chromium, distance); // what is compiled at first use is
  const heapStart = await heapMb(chromium);
  const watched = await scrollFor(page, chromium, minutes * 60_000);
  result("viewer.messages", count);
  result("viewer.minutes", minutes);
  result("viewer.fps", watched.frames / (watched.ms / 1_000));
  result("viewer.fps_worst", watched.worst);
  result("viewer.dom_rows", watched.mostRows);
  result("viewer.heap_mb_start", heapStart);
  result("viewer.heap_mb_end", await heapMb(chromium));
  result("viewer.jump_ms", await jump(page));
} finally {
  for (const stop of stops) await stop();
}

/** Moves the messages by so many pixels: positive to older ones. */
async function scroll(page: Page, chromium: CDPSession, yDistance: number): Promise<void> {
  const box = await page.locator("[data-main] [data-list]").boundingBox();
  if (!box) throw new Error("There is no list to scroll");
  await chromium.send("Input.synthesizeScrollGesture", {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance,
    speed,
    gestureSourceType: "mouse",
  });
}

interface Watched {
  frames: number;
  ms: number;
  /** Frames per second of the worst ten seconds. */
  worst: number;
  mostRows: number;
}

/** Scrolls to and fro: three ways to older messages for each to newer ones, so that it goes through the channel. */
async function scrollFor(page: Page, chromium: CDPSession, forMs: number): Promise<Watched> {
  await page.evaluate(`window.watched = { times: [], rows: 0, on: true };
    (function step(at) {
      if (!window.watched.on) return;
      window.watched.times.push(at);
      if (window.watched.times.length % 20 === 0)
        window.watched.rows = Math.max(window.watched.rows, document.querySelectorAll("[data-list] > ol > li").length);
      requestAnimationFrame(step);
    })(performance.now())`);
  const until = performance.now() + forMs;
  for (let way = 0; performance.now() < until; way++)
    await scroll(page, chromium, way % 4 === 3 ? -distance : distance);
  const seen = (await page.evaluate("window.watched.on = false, window.watched")) as {
    times: number[];
    rows: number;
  };
  await page.evaluate("delete window.watched");
  const { times, rows } = seen;
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const perTen = new Map<number, number>();
  for (const at of times)
    perTen.set(Math.floor((at - first) / 10_000), (perTen.get(Math.floor((at - first) / 10_000)) ?? 0) + 1);
  const whole = [...perTen.entries()]
    .filter(([ten]) => (ten + 1) * 10_000 <= last - first)
    .map(([, frames]) => frames / 10);
  return { frames: times.length - 1, ms: last - first, worst: Math.min(...whole), mostRows: rows };
}

async function heapMb(chromium: CDPSession): Promise<number> {
  await chromium.send("HeapProfiler.collectGarbage");
  const { usedSize } = await chromium.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}

/** Clicks through the timeline; milliseconds until the messages of that time are there. */
async function jump(page: Page): Promise<number> {
  const box = await page.getByRole("slider").boundingBox();
  if (!box) throw new Error("There is no timeline");
  const times: number[] = [];
  const first = page.locator("[data-main] [data-message]").first();
  for (let i = 1; i <= 10; i++) {
    const before = await first.getAttribute("data-message");
    const begun = performance.now();
    await page.mouse.click(box.x + box.width / 2, box.y + (box.height * ((i * 7) % 11)) / 11 + 4);
    await eventually("the messages of that time are there", async () => {
      const now = await first.getAttribute("data-message", { timeout: 1_000 }).catch(() => null);
      return now !== null && now !== before;
    });
    times.push(performance.now() - begun);
  }
  return median(times);
}
