/** Puts the parts of the bot together and runs them until told to stop. */

import type { Config } from "../core/config.ts";
import { type HistoryTask, historyTasks } from "../core/database/tasks/historyTasks.ts";
import { pruneWorkers, recordWorkerAlive, recordWorkerStopped } from "../core/database/workers/workers.ts";
import type { Logger } from "../core/log.ts";
import type { Platform } from "../core/model/platform.ts";
import { startListener } from "../core/postgres/listener.ts";
import { createPool } from "../core/postgres/pool.ts";
import { createSecretBox } from "../core/secrets.ts";
import { version } from "../core/version.ts";
import { AccountKeeper } from "./accounts/keeper.ts";
import { type ArchiveWriter, createArchiveWriter } from "./archive/writer.ts";
import { createHistoryTaskRunner } from "./jobs/runHistoryTask.ts";
import { logTexts } from "./logTexts.ts";
import { createDiscordPlatform } from "./platforms/discord/platform.ts";
import type { ChatPlatform } from "./platforms/platform.ts";
import { keepBeating, keepGuildTasksFresh } from "./worker/heartbeat.ts";
import { LeaseKeeper } from "./worker/leases.ts";
import { ShutdownError } from "./worker/settlement.ts";
import { buryDeadSiblings, findProcessSpace } from "./worker/siblings.ts";
import { Wake } from "./worker/wake.ts";
import { runWorker } from "./worker/worker.ts";

export interface BotOptions {
  config: Config;
  log: Logger;
  /** Drawn anew at every start. */
  workerId: string;
  host: string;
  pid: number;
}

/** With LISTEN a cancelled task is noticed at once; without it, within this time. */
const deafHeartbeatMs = 4_000;

/** `run` returns once `stop` has aborted and everything is handed back. It waits for the database and platforms. */
export function createBot({ config, log, workerId, host, pid }: BotOptions): {
  run(stop: AbortSignal): Promise<void>;
} {
  const { databaseUrl, databaseUrlListen } = config;
  if (databaseUrl === null || databaseUrlListen === null) {
    throw new Error(
      "No database: set DATABASE_URL in .env, or run npm start, which brings its own PostgreSQL.",
    );
  }
  const { concurrency, leaseSeconds, pollIntervalMs } = config.tasks;
  const processSpace = findProcessSpace();

  return {
    async run(stop) {
      const pool = createPool(databaseUrl, {
        applicationName: "backscroll-bot",
        size: config.databasePoolSize,
        statementTimeoutMs: 60_000,
        log,
      });
      const wakeWorker = new Wake();
      const wakePulse = new Wake();
      const wakeRefresh = new Wake();
      const leases = new LeaseKeeper<HistoryTask>(historyTasks, leaseSeconds);
      const keeper = new AccountKeeper({
        pool,
        workerId,
        platforms: new Map<Platform, ChatPlatform>([
          ["discord", createDiscordPlatform({ ...config.discord, log })],
        ]),
        ownTokens:
          config.discord.token === null
            ? []
            : [{ platform: "discord", token: config.discord.token, isDemo: config.demo }],
        secrets: config.encryptionKey === null ? null : createSecretBox(config.encryptionKey),
        leaseSeconds,
        onChange: () => wakeWorker.ring(),
        log,
      });
      const listener = startListener({
        url: databaseUrlListen,
        db: pool,
        channels: ["task_wake", "task_control"],
        onNotification: (channel) => {
          if (channel === "task_wake") wakeWorker.ring();
          else {
            wakePulse.ring();
            wakeRefresh.ring();
          }
        },
        log,
      });
      const recordAlive = async () => {
        await buryDeadSiblings(pool, { id: workerId, pid, processSpace }, log);
        await recordWorkerAlive(pool, {
          id: workerId,
          host,
          pid,
          processSpace,
          version,
          status: stop.aborted ? "draining" : "running",
          concurrency,
          runningTasks: leases.size,
          rssBytes: process.memoryUsage.rss(),
        });
      };
      const writers = createWriters((platform) => createArchiveWriter(pool, platform));
      const runTask = createHistoryTaskRunner({
        pool,
        writers: (task) => writers(task.platform),
        sessions: () => keeper.sessions(),
        log,
      });

      // The pulse goes on while tasks are handed back, so that no lease runs out under them.
      const pulseStop = new AbortController();
      const intervalMs = () =>
        listener.hears ? (leaseSeconds * 1_000) / 4 : Math.min((leaseSeconds * 1_000) / 4, deafHeartbeatMs);
      const pulse = keepBeating(
        {
          pool,
          table: historyTasks,
          leases,
          recordAlive,
          tickAccounts: () => keeper.tick(),
          intervalMs,
          wake: wakePulse,
          log,
        },
        pulseStop.signal,
      );
      const refresher = keepGuildTasksFresh(
        { pool, wake: wakeRefresh, isWorking: () => leases.size > 0, log },
        pulseStop.signal,
      );
      stop.addEventListener("abort", () =>
        leases.abortAll(new ShutdownError("The process is shutting down")),
      );
      if (stop.aborted) leases.abortAll(new ShutdownError("The process is shutting down"));
      log.info({ code: "process.started", workerId, version, concurrency }, "discord-bot started");
      void pruneWorkers(pool).catch(() => undefined); // next start tries again

      await runWorker(
        {
          pool,
          table: historyTasks,
          workerId,
          concurrency,
          leaseSeconds,
          pollIntervalMs,
          lanes: () => [...new Set(keeper.sessions().flatMap(({ session }) => session.directory.guildIds()))],
          leases,
          wake: wakeWorker,
          runTask,
          onSettled: (task) => {
            if (task.parentTaskId !== null || task.channelId === null) wakeRefresh.ring();
          },
          log,
          texts: logTexts(config.log.language),
        },
        stop,
      );
      pulseStop.abort();
      await Promise.all([pulse, refresher, listener.close()]);
      await keeper
        .close()
        .catch((error: unknown) =>
          log.warn(
            { code: "account.release_failed", error },
            "accounts not given back; their leases run out",
          ),
        );
      await recordWorkerStopped(pool, workerId).catch(() => undefined); // the heartbeat runs out instead
      await pool.end();
    },
  };
}

/** One writer per platform, made when first needed. */
function createWriters(create: (platform: Platform) => ArchiveWriter): (platform: Platform) => ArchiveWriter {
  const writers = new Map<Platform, ArchiveWriter>();
  return (platform) => {
    const writer = writers.get(platform) ?? create(platform);
    writers.set(platform, writer);
    return writer;
  };
}
