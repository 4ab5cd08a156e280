/**
 * How fast a server's history arrives: at Discord's rate limits, without limits, and with a million messages.
 *
 *   npm run bench -- fetch [limits|unthrottled|memory|accounts|fullAccounts|concurrency …]
 *
 * fetch.ceiling_ratio: 60 channels × 2,000 messages with the sandbox enforcing Discord's limits and default
 * settings, as a share of what the limits allow (50 requests a second × 100 messages).
 * fetch.unthrottled_messages_per_second: limits off; bot, sandbox and PostgreSQL share the machine.
 * fetch.bot_rss_mb: largest resident memory of the bot over 1,000,000 messages.
 * fetch.two_accounts_ratio (accounts, only when named): messages a second of a server that two accounts of one bot read,
 * as a multiple of what one of them reads, each within 20 requests a second: at Discord's 50, one alone fills two cores.
 * fetch.two_accounts_at_50_ratio (fullAccounts, only when named): the same at 50, a figure of the machine.
 * concurrency (only when named): the first figure over 120 channels for several settings of TASK_CONCURRENCY.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { addAccount } from "../core/console/accountSettings.ts";
import { createSecretBox } from "../core/secrets.ts";
import { type Bot, type House, openHouse, result, type Sandbox } from "./support/house.ts";

const ceilingPerSecond = 50 * 100;
const noLimits = { DISCORD_RATE_LIMIT: "off" };

const parts: Record<string, (house: House) => Promise<void>> = {
  async limits(house) {
    const run = await fetchPlainWorld(house, { channels: 60, messages: 120_000, limits: "on" });
    result("fetch.ceiling_ratio", run.messagesPerSecond / ceilingPerSecond);
    result("fetch.limited_seconds", run.seconds);
    result("fetch.requests_per_100_messages", run.requests / (run.messages / 100));
    result("fetch.rate_limited_responses", run.rateLimited);
  },
  async unthrottled(house) {
    const run = await fetchPlainWorld(house, { channels: 60, messages: 240_000, limits: "off" });
    result("fetch.unthrottled_messages_per_second", run.messagesPerSecond);
    result("fetch.unthrottled_ceiling_ratio", run.messagesPerSecond / ceilingPerSecond);
  },
  async memory(house) {
    const run = await fetchPlainWorld(house, { channels: 100, messages: 1_000_000, limits: "off" });
    const half = run.rssMb.slice(Math.floor(run.rssMb.length / 2));
    const firstHalf = run.rssMb.slice(Math.floor(run.rssMb.length / 10), Math.floor(run.rssMb.length / 2));
    result("fetch.bot_rss_mb", Math.max(...run.rssMb));
    result("fetch.bot_rss_growth_mb", average(half) - average(firstHalf));
    result("fetch.million_messages_per_second", run.messagesPerSecond);
  },
};

/** Parts that run only when they are named. */
const onRequest: Record<string, (house: House) => Promise<void>> = {
  async accounts(house) {
    await compareAccounts(house, "fetch.two_accounts", 20);
  },
  async fullAccounts(house) {
    await compareAccounts(house, "fetch.two_accounts_at_50", 50);
  },
  async concurrency(house) {
    for (const concurrency of [32, 64, 96, 128, 200]) {
      const run = await fetchPlainWorld(house, {
        channels: 120,
        messages: 120_000,
        limits: "on",
        concurrency,
      });
      result(`fetch.ceiling_ratio_at_concurrency_${concurrency}`, run.messagesPerSecond / ceilingPerSecond);
    }
  },
};

/** One account beside two, each within so many requests a second. */
async function compareAccounts(house: House, name: string, requestsPerSecond: number): Promise<void> {
  const world = { channels: 60, messages: 120_000, limits: "on", requestsPerSecond } as const;
  const one = await fetchPlainWorld(house, { ...world, accounts: 1 });
  const two = await fetchPlainWorld(house, { ...world, accounts: 2 });
  result(`${name}_one_messages_per_second`, one.messagesPerSecond);
  result(`${name}_messages_per_second`, two.messagesPerSecond);
  result(`${name}_ratio`, two.messagesPerSecond / one.messagesPerSecond);
  result(`${name}_rate_limited_responses`, two.rateLimited);
}

interface World {
  channels: number;
  messages: number;
  limits: "on" | "off";
  /** TASK_CONCURRENCY; the default when left out. */
  concurrency?: number;
  /** So many accounts are saved, as the console does it; otherwise the bot has one in its environment. */
  accounts?: number;
  /** What an account allows itself; Discord's 50 when left out. */
  requestsPerSecond?: number;
}

/** Fetches a whole world of text channels with one task over all of them, in an empty archive. */
async function fetchPlainWorld(house: House, world: World) {
  await house.pool.query(
    "truncate guilds, channels, messages, accounts, workers, history_fetch_tasks cascade",
  );
  const sandbox = await house.startSandbox([
    "--layout",
    "plain",
    "--channels",
    String(world.channels),
    "--messages",
    String(world.messages),
    "--limits",
    world.limits,
    ...(world.accounts === undefined ? [] : ["--tokens", savedTokens.slice(0, world.accounts).join()]),
  ]);
  const key = randomBytes(32).toString("base64");
  for (const token of savedTokens.slice(0, world.accounts ?? 0)) await saveAccount(house, key, token);
  const bot = await house.startBot(sandbox, {
    ...(world.accounts === undefined ? {} : { DISCORD_TOKEN: "", ENCRYPTION_KEY: key }),
    ...(world.limits === "off" ? noLimits : {}),
    ...(world.requestsPerSecond === undefined
      ? {}
      : { DISCORD_REQUESTS_PER_SECOND: String(world.requestsPerSecond) }),
    ...(world.concurrency === undefined ? {} : { TASK_CONCURRENCY: String(world.concurrency) }),
  });
  try {
    await untilReady(house, world.accounts ?? 1);
    await sleep(1_500); // a fresh second for the rate limits that connecting has used
    await sandbox.control.resetCounters({});
    return await fetchAll(house, sandbox, bot, world.messages);
  } finally {
    await bot.stop();
    await sandbox.stop();
  }
}

const savedTokens = ["the-token-of-the-first-bot", "the-token-of-the-second-bot"];

async function saveAccount(house: House, key: string, botToken: string): Promise<void> {
  const deps = { pool: house.pool, secrets: createSecretBox(key) };
  await addAccount(deps, { platform: "discord", botToken, enabled: true, isPrimary: undefined });
}

async function untilReady(house: House, accounts: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const { rowCount } = await house.pool.query("select from accounts where status = 'ready'");
    if (rowCount === accounts) return;
    await sleep(100);
  }
  throw new Error("Not all accounts were connected");
}

async function fetchAll(house: House, sandbox: Sandbox, bot: Bot, messages: number) {
  const { rows } = await house.pool.query<{ id: string }>(`
    insert into history_fetch_tasks (guild_id, options)
    select guild_id, jsonb_build_object('channelIds', jsonb_agg(id::text order by id)) from channels group by guild_id
    returning id`);
  const rssMb: number[] = [];
  let task: { status: string; seconds: number; saved: number } | undefined;
  do {
    await sleep(200);
    rssMb.push(bot.rssBytes() / 2 ** 20);
    task = (
      await house.pool.query<{ status: string; seconds: number; saved: number }>(
        `select p.status, p.messages_saved::int as saved,
           extract(epoch from (select max(completed_at) from history_fetch_tasks where parent_task_id = p.id) - p.started_at)::float8 as seconds
         from history_fetch_tasks p where p.id = $1`,
        [rows[0]?.id],
      )
    ).rows[0];
  } while (task?.status === "pending" || task?.status === "running");
  if (task?.status !== "completed" || task.saved !== messages)
    throw new Error(`The fetch ended as ${JSON.stringify(task)}`);
  const counters = await sandbox.control.counters();
  return {
    messages,
    rssMb,
    seconds: task.seconds,
    messagesPerSecond: messages / task.seconds,
    requests: counters.requests,
    rateLimited: counters.rateLimited.total,
  };
}

const average = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const wanted = process.argv.slice(2);
const house = await openHouse();
try {
  for (const [name, measure] of Object.entries({ ...parts, ...onRequest })) {
    if (wanted.includes(name) || (wanted.length === 0 && name in parts)) await measure(house);
  }
} finally {
  await house.close();
}
