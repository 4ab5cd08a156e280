/** A bot in this process: the real one, connected to a test database and a sandbox. */
import { randomUUID } from "node:crypto";
import { type BotOptions, createBot } from "../../bot/bot.ts";
import { parseConfig } from "../../core/config.ts";
import { createLogger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { eventually } from "./eventually.ts";
import { readTask } from "./factories.ts";
import type { TestSandbox } from "./sandbox.ts";

export interface TestBot {
  /** Hands everything back and ends it. */
  stop(): Promise<void>;
}

/** Starts a bot and waits until its account is connected. Not paced unless `env` says so. */
export async function startBot(
  database: { pool: Pool; url: string },
  sandbox: TestSandbox,
  env: Record<string, string> = {},
  options: Pick<BotOptions, "findDisk" | "findFree"> & Partial<Pick<BotOptions, "pid">> = {},
): Promise<TestBot> {
  const config = parseConfig({
    DATABASE_URL: database.url,
    DISCORD_TOKEN: sandbox.tokens[0],
    DISCORD_API_BASE: sandbox.apiBase,
    DISCORD_CDN_BASE: sandbox.cdnBase,
    DISCORD_RATE_LIMIT: "off",
    TASK_LEASE_SECONDS: "4",
    LIVE_CAPTURE: "off", // tests of fetches count requests and tasks
    SLASH_COMMANDS: "off",
    MEDIA_DOWNLOADS: "off",
    ...env,
  });
  const log = createLogger({ process: "test-bot", level: process.env.TEST_LOG_LEVEL ?? "silent" });
  const stop = new AbortController();
  const running = createBot({
    config,
    log,
    workerId: randomUUID(),
    host: "test",
    pid: process.pid,
    ...options,
  }).run(stop.signal);
  await eventually("the bot's account is connected", async () => {
    const { rowCount } = await database.pool.query("select from accounts where status = 'ready'");
    return rowCount !== 0;
  });
  return {
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/** Waits until a task is over and returns its row. */
export async function untilOver(
  pool: Pool,
  taskId: string,
  withinMs = 60_000,
): Promise<Record<string, unknown>> {
  const over = ["completed", "warning", "failed", "cancelled"];
  return eventually(
    `task ${taskId} ends`,
    async () => {
      const task = await readTask(pool, taskId);
      return over.includes(String(task.status)) ? task : null;
    },
    withinMs,
  );
}
