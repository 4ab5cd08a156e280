/** The bot as a process: settings, signals, and what it does when it dies of an error. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, loadConfig } from "../core/config.ts";
import { createLogger } from "../core/log.ts";
import { type BotOptions, createBot } from "./bot.ts";
import { isSocketError } from "./socketErrors.ts";

/** PM2 sends SIGKILL after 30 s (kill_timeout): everything must be handed back before. */
const drainWithinMs = 25_000;
/** Longest that a process that is about to end may take for its last words. */
const lastWordsMs = 3_000;

/** Runs the bot until it is told to stop, then ends the process: 0 in good order, 2 for settings that cannot be used. */
export function runBotProcess(overrides: Pick<BotOptions, "createKinds"> = {}): void {
  run(overrides).catch((error: unknown) => {
    const isConfig = error instanceof ConfigError;
    createLogger({ process: "discord-bot", level: "info" }).fatal(
      { code: isConfig ? "config.invalid" : "process.start_failed", error },
      error instanceof Error ? error.message : String(error),
    );
    process.exit(isConfig ? 2 : 1);
  });
}

async function run(overrides: Pick<BotOptions, "createKinds">): Promise<void> {
  const config = loadConfig();
  const log = createLogger({ process: "discord-bot", level: config.log.level });
  const bot = createBot({
    config,
    log,
    workerId: randomUUID(),
    host: hostname(),
    pid: process.pid,
    ...overrides,
  });
  // A severe error is written down before the process ends, and PM2 starts it anew.
  let isDying = false;
  const die = async (code: string, error: unknown) => {
    log.fatal({ code, error }, "the process ends because of an error it did not expect");
    if (isDying) return;
    isDying = true;
    try {
      await Promise.race([bot.recordCrash(error), sleep(lastWordsMs)]);
    } catch (cause) {
      log.warn({ code: "process.crash_unrecorded", error: cause }, "leases run out by themselves");
    }
    process.exit(1);
  };
  process.on("uncaughtException", (error) => {
    if (isSocketError(error))
      log.error({ code: "process.socket_error", error }, "a connection broke that nobody listened to");
    else void die("process.uncaught_exception", error);
  });
  process.on("unhandledRejection", (error) => void die("process.unhandled_rejection", error));

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      log.info({ code: "process.draining", signal }, "draining: tasks are handed back");
      stop.abort();
      setTimeout(() => {
        log.error(
          { code: "process.drain_too_slow" },
          "not everything was handed back in time; leases will run out",
        );
        process.exit(1);
      }, drainWithinMs).unref();
    });
  }
  process.send?.("ready"); // PM2's wait_ready: from here on it waits for the database and Discord by itself
  await bot.run(stop.signal);
  log.info({ code: "process.stopped" }, "stopped");
  process.exit(0);
}
