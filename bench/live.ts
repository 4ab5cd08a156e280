/**
 * How much a listening bot keeps up with, how late the archive is, and how much memory that takes.
 *
 *   npm run bench -- live [rate|lag|memory …]
 *
 * live.events_per_second: the highest rate of an everyday mix in 50 channels that is archived as fast as it happens,
 * looked for in steps; made-up Discord, bot and PostgreSQL share the machine.
 * live.lag_p50_ms, live.lag_p99_ms: from a message's own time to the row that a reader sees, at 200 events a second. Each once
 * nothing is caught up any more: without limits a catch-up takes all the processor there is.
 * live.bot_rss_mb: largest resident memory over LIVE_EVENTS events (only when named; 1,000,000 when left out).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Bot, type House, openHouse, result, type Sandbox } from "./support/house.ts";

const channels = 50;
/** Rates that are tried, in events a second. */
const rates = [500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000];
const secondsPerRate = 8;
/** A rate is kept up with when everything of it is archived so soon after it ends: a batch and its commit. */
const keptUpMs = 2_500;

interface Run {
  house: House;
  sandbox: Sandbox;
  bot: Bot;
}

const parts: Record<string, (run: Run) => Promise<void>> = {
  async rate(run) {
    let best = 0;
    for (const rate of rates) {
      await untilCaughtUp(run.house);
      const { behindMs, perSecond } = await drive(run, rate, secondsPerRate);
      console.log(
        `${rate} events/s wanted, ${Math.round(perSecond)} happened, behind ${Math.round(behindMs)} ms`,
      );
      if (behindMs > keptUpMs) break;
      best = Math.max(best, perSecond);
    }
    result("live.events_per_second", best);
  },
  async lag(run) {
    const lags = await measureLag(run, 20);
    result("live.lag_p50_ms", lags[Math.floor(lags.length * 0.5)] ?? Number.NaN);
    result("live.lag_p99_ms", lags[Math.floor(lags.length * 0.99)] ?? Number.NaN);
  },
};

/** Parts that run only when they are named. */
const onRequest: Record<string, (run: Run) => Promise<void>> = {
  async memory(run) {
    const events = Number(process.env.LIVE_EVENTS ?? 1_000_000);
    const rate = Number(process.env.LIVE_RATE ?? 1_000);
    const rssMb: number[] = [];
    await run.sandbox.control.setTraffic({ perSecond: rate, mix: "everyday", disorderMs: 500 });
    for (const endMs = performance.now() + (events / rate) * 1_000; performance.now() < endMs; ) {
      await sleep(500);
      rssMb.push(run.bot.rssBytes() / 2 ** 20);
    }
    await run.sandbox.control.setTraffic({ perSecond: 0 });
    const tenth = Math.floor(rssMb.length / 10);
    result("live.memory_events", events);
    result("live.bot_rss_mb", Math.max(...rssMb));
    result(
      "live.bot_rss_growth_mb",
      average(rssMb.slice(-tenth * 4)) - average(rssMb.slice(tenth, tenth * 5)),
    );
  },
};

/** Lets things happen at a rate for some seconds, and waits until the last message of every channel is archived. */
async function drive({ house, sandbox }: Run, perSecond: number, seconds: number) {
  const { control } = sandbox;
  const startedMs = performance.now();
  await control.setTraffic({ perSecond, mix: "everyday" });
  await sleep(seconds * 1_000);
  await control.setTraffic({ perSecond: 0 });
  const happenedMs = performance.now() - startedMs;
  const wanted = new Map<string, string>();
  for (const { id, newestId } of await control.truth.channels({ readable: true }))
    if (newestId !== null) wanted.set(id, newestId);
  while (!(await areArchived(house, wanted))) await sleep(50);
  return {
    perSecond: perSecond * Math.min(1, (seconds * 1_000) / happenedMs),
    behindMs: performance.now() - startedMs - happenedMs,
  };
}

async function areArchived({ pool }: House, newest: ReadonlyMap<string, string>): Promise<boolean> {
  const { rows } = await pool.query<{ missing: number }>(
    `select count(*)::int as missing from unnest($1::int8[], $2::int8[]) as wanted (channel_id, id)
     where not exists (select from messages m where m.channel_id = wanted.channel_id and m.id = wanted.id)`,
    [[...newest.keys()], [...newest.values()]],
  );
  return rows[0]?.missing === 0;
}

/** By looking for new rows every 50 ms: a reader sees them then, so that the figure is too large by 25 ms on average. */
async function measureLag({ house, sandbox }: Run, seconds: number): Promise<number[]> {
  const lags: number[] = [];
  await sandbox.control.setTraffic({ perSecond: 200, mix: "everyday" });
  await sleep(2_000);
  await untilCaughtUp(house);
  const known = new Set<string>();
  const look = async (count: boolean) => {
    const { rows } = await house.pool.query<{ id: string; at: number }>(
      `select id::text, extract(epoch from created_at)::float8 * 1000 as at from messages
       where created_at > now() - interval '10 s'`,
    );
    const nowMs = Date.now();
    for (const { id, at } of rows) {
      if (count && !known.has(id)) lags.push(nowMs - at);
      known.add(id);
    }
  };
  await look(false);
  for (const endMs = performance.now() + seconds * 1_000; performance.now() < endMs; await sleep(50))
    await look(true);
  await sandbox.control.setTraffic({ perSecond: 0 });
  return lags.sort((a, b) => a - b);
}

/** The first sweep begins ten seconds after listening; for a while longer its tasks run. */
async function untilCaughtUp({ pool }: House): Promise<void> {
  const isSwept = async () =>
    (await pool.query("select from live_captures where swept_at is not null")).rowCount !== 0;
  const hasOpenTasks = async () =>
    (await pool.query("select from history_fetch_tasks where status in ('pending', 'running') limit 1"))
      .rowCount !== 0;
  while (!(await isSwept()) || (await hasOpenTasks())) await sleep(200);
}

const average = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** A bot that listens to 50 channels whose little history is archived. */
async function openRun(house: House): Promise<Run> {
  const sandbox = await house.startSandbox([
    "--layout",
    "plain",
    "--channels",
    String(channels),
    "--messages",
    "1000",
    "--limits",
    "off",
  ]);
  const bot = await house.startBot(sandbox, { DISCORD_RATE_LIMIT: "off" });
  const isLive = async () => (await house.pool.query("select from live_captures")).rowCount !== 0;
  while (!(await isLive())) await sleep(100);
  return { house, sandbox, bot };
}

const wanted = process.argv.slice(2);
const house = await openHouse();
try {
  for (const [name, measure] of Object.entries({ ...parts, ...onRequest })) {
    if (!wanted.includes(name) && !(wanted.length === 0 && name in parts)) continue;
    await house.pool.query(
      "truncate guilds, channels, messages, accounts, workers, history_fetch_tasks cascade",
    );
    const run = await openRun(house);
    await measure(run);
    await run.bot.stop();
    await run.sandbox.stop();
  }
} finally {
  await house.close();
}
