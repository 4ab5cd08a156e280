/**
 * How fast a mirror drains its backlog, and how soon it posts what is said live; a bot and the loopback Telegram in this
 * process, PostgreSQL in one of its own.
 *
 *   npm run bench -- mirror
 *
 * mirror.ceiling_ratio: messages posted a second, as a share of what `mirror_interval_ms` allows (its usual value, 1000).
 * mirror.live_lag_p50_ms: from the moment something is said to the moment it stands in the target, nothing else going on.
 * mirror.drained_per_second: with no interval and no limits: what the bot itself is capable of.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createBot } from "../bot/bot.ts";
import { parseConfig } from "../core/config.ts";
import { createLogger } from "../core/log.ts";
import { startTelegram } from "../sandbox/telegram/server.ts";
import { eventually } from "../test/support/eventually.ts";
import {
  archiveChats,
  makeChat,
  makeMirror,
  mirrorEnv,
  saidIn,
  saveAccount,
  set,
} from "../test/support/mirrorHouse.ts";
import { openHouse } from "./support/house.ts";

const intervalMs = 1_000;
const paced = 40;
const unpaced = 1_000;
const samples = 15;
const result = (name: string, value: number) => console.log(`RESULT ${name} ${Number(value.toPrecision(4))}`);

const house = await openHouse();
const telegram = await startTelegram({ layout: "plain", chats: 1, messages: 10, limits: "off" });
const { pool } = house;
const accountId = await saveAccount(pool, telegram);
const stop = new AbortController();
const running = createBot({
  config: parseConfig(mirrorEnv(telegram, house.databaseUrl)),
  log: createLogger({ process: "bench", level: "error" }),
  workerId: randomUUID(),
  host: "bench",
  pid: process.pid,
}).run(stop.signal);

/** Seconds from the first message posted to the last. */
async function drain(
  messages: number,
  mirrorIntervalMs: number,
): Promise<{ seconds: number; source: string; target: string }> {
  await set(pool, { mirrorIntervalMs, mediaGroupBufferMs: 200 });
  const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
  await telegram.control.postMessages({ chatId: source, count: messages, text: "what was said" });
  await archiveChats(pool, [source]);
  const id = await makeMirror(pool, { accountId, source, target });
  const span = await eventually(
    "the backlog is drained",
    async () => {
      const { rows } = await pool.query<{ n: number; seconds: number }>(
        `select count(*)::int as n, extract(epoch from max(sent_at) - min(sent_at))::float8 as seconds
         from mirror_messages where mirror_id = $1 and state = 'sent'`,
        [id],
      );
      return rows[0]?.n === messages ? rows[0] : null;
    },
    600_000,
  );
  return { seconds: span.seconds, source, target };
}

async function liveLag(source: string, target: string): Promise<number> {
  const lags: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    await sleep(1_500);
    const text = `live ${sample}`;
    const saidMs = performance.now();
    await telegram.control.postMessages({ chatId: source, text, count: 1 });
    while ((await saidIn(telegram, target)).at(-1)?.text !== text) await sleep(10);
    lags.push(performance.now() - saidMs);
  }
  return lags.toSorted((a, b) => a - b)[Math.floor(samples / 2)] ?? Number.NaN;
}

const { seconds, source, target } = await drain(paced, intervalMs);
result("mirror.ceiling_ratio", ((paced - 1) / seconds) * (intervalMs / 1_000));
result("mirror.live_lag_p50_ms", await liveLag(source, target));
const free = await drain(unpaced, 0);
result("mirror.drained_per_second", (unpaced - 1) / free.seconds);
stop.abort();
await running;
await telegram.close();
await house.close();
