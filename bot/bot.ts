/** Puts the parts of the bot together and runs them until told to stop. */

import type { Config } from "../core/config.ts";
import { findPausedGuilds } from "../core/database/guilds/pause.ts";
import { type DiskSpace, findFreeBytes, findFullestDisk } from "../core/disk.ts";
import { openExportPlaces } from "../core/exports/exportPlaces.ts";
import type { Logger } from "../core/log.ts";
import type { Platform } from "../core/model/platform.ts";
import { createSecretBox } from "../core/secrets.ts";
import { version } from "../core/version.ts";
import { AccountKeeper, type KeeperDeps } from "./accounts/keeper.ts";
import { keepChecking } from "./accounts/tokenChecker.ts";
import { createArchiveWriters } from "./archive/writer.ts";
import { serveAccount } from "./capture/serveAccount.ts";
import { serveCommands } from "./commands/serveCommands.ts";
import { keepMembersListed } from "./directory/listMembers.ts";
import { exportsService } from "./exports/removeExports.ts";
import { useForgettingKey } from "./forgetting/guard.ts";
import { uploadsService } from "./imports/removeUploads.ts";
import type { KindDeps } from "./kinds/deps.ts";
import { createTaskKinds } from "./kinds/index.ts";
import { createDiskWatch } from "./maintenance/diskWatch.ts";
import { notificationWatch } from "./maintenance/notificationWatch.ts";
import { retentionService } from "./maintenance/retention.ts";
import { schedulerService } from "./maintenance/scheduler.ts";
import { searchIndexWatch } from "./maintenance/searchIndexWatch.ts";
import { createMedia } from "./media/media.ts";
import { mirrorWatch } from "./mirrors/watch.ts";
import { createDispatcher, socketProxyService } from "./network/proxy.ts";
import { createDiscordPlatform } from "./platforms/discord/platform.ts";
import type { ChatPlatform } from "./platforms/platform.ts";
import { keepSandboxApart } from "./platforms/sandboxApart.ts";
import { responseWatch } from "./responses/watch.ts";
import { accountsService } from "./services/accounts.ts";
import { createDatabases } from "./services/databases.ts";
import { createListening } from "./services/listening.ts";
import { createPresence } from "./services/presence.ts";
import { loopService, runServices, type Service } from "./services/service.ts";
import { createTelegram, sandboxSession } from "./services/telegram.ts";
import { workerService } from "./services/working.ts";
import { digestService } from "./statistics/digestService.ts";
import { statisticsService } from "./statistics/statisticsService.ts";
import { recordCrash } from "./worker/crash.ts";
import { LeaseKeeper } from "./worker/leases.ts";
import { keepParentsFresh } from "./worker/parents.ts";
import { Pulse } from "./worker/pulse.ts";
import { DiskLowError } from "./worker/settlement.ts";
import type { TaskKind } from "./worker/taskKind.ts";
import { Wake } from "./worker/wake.ts";

export interface BotOptions {
  config: Config;
  log: Logger;
  /** Drawn anew at every start. */
  workerId: string;
  host: string;
  pid: number;
  /** What it can do; everything unless a test says otherwise. */
  createKinds?: (deps: KindDeps) => readonly TaskKind[];
  /** The space left below a data folder; the file system's answer unless a test says otherwise. */
  findDisk?: (dataDir: string) => Promise<DiskSpace | null>;
  /** Likewise where files are stored. */
  findFree?: (folder: string) => Promise<number | null>;
}

export interface Bot {
  /** Returns once `stop` has aborted and everything is handed back. It waits for the database and platforms. */
  run(stop: AbortSignal): Promise<void>;
  /** The last words of a process that dies of `error`: gives everything back. Throws when the database is away. */
  recordCrash(error: unknown): Promise<void>;
}

/** With LISTEN a cancelled task is noticed at once; without it, within this time. */
const deafBeatMs = 4_000;
/** Beats per lease: three may fail before it runs out. More costs the database, fewer make a late beat dear. */
const beatsPerLease = 4;

export function createBot(options: BotOptions): Bot {
  const { log, workerId, config } = options;
  const stopping = new AbortController();
  const { services, recordCrash } = createParts(options, stopping.signal);
  return {
    async run(stop) {
      const { concurrency } = config.tasks;
      log.info({ code: "process.started", workerId, version, concurrency }, "discord-bot started");
      if (stop.aborted) stopping.abort();
      else stop.addEventListener("abort", () => stopping.abort(), { once: true });
      await runServices(services, stopping.signal, log);
    },
    recordCrash,
  };
}

/** All parts, in the order in which they start. */
function createParts(
  options: BotOptions,
  stop: AbortSignal,
): { services: readonly Service[]; recordCrash: Bot["recordCrash"] } {
  const {
    config,
    log,
    workerId,
    host,
    pid,
    createKinds = createTaskKinds,
    findDisk = findFullestDisk,
    findFree = findFreeBytes,
  } = options;
  const { databaseUrl, databaseUrlListen } = config;
  if (databaseUrl === null || databaseUrlListen === null) {
    throw new Error(
      "No database: set DATABASE_URL in .env, or run npm start, which brings its own PostgreSQL.",
    );
  }
  const { concurrency, leaseSeconds, pollIntervalMs } = config.tasks;
  const { pool, pulsePool, service: databases } = createDatabases(databaseUrl, config, log);
  const writers = createArchiveWriters(pool);
  const wakeWorker = new Wake();
  const wakePulse = new Wake();
  const wakeParents = new Wake();
  const wakeChecker = new Wake();
  const forgettingKey = config.forgettingKey === null ? null : Buffer.from(config.forgettingKey, "base64");
  useForgettingKey(forgettingKey);
  const secrets = config.encryptionKey === null ? null : createSecretBox(config.encryptionKey);
  const telegram = createTelegram({
    config,
    pool,
    workerId,
    secrets,
    sessions: () => keeper.sessions(),
    log,
  });
  const platforms = new Map([...createPlatforms(config, log), ["telegram", telegram.platform] as const]);

  const keeper: AccountKeeper = new AccountKeeper({
    pool,
    leasePool: pulsePool,
    workerId,
    platforms,
    ownTokens: ownTokens(config),
    secrets,
    leaseSeconds,
    longestPauseMs: new Map([["telegram", config.telegram.retryMs]]),
    onChange: () => {
      wakeWorker.ring();
      telegram.onChore();
    },
    async whileConnected(held, until) {
      const live = { pool, workerId, leaseSeconds, writers, ...config.live, log };
      await Promise.all([
        config.live.enabled ? serveAccount(live, held, until) : undefined,
        keepMembersListed({ pool, writer: writers(held.platform), log }, held.session, until),
        config.slashCommands
          ? serveCommands({ db: pool, aliveSeconds: leaseSeconds, log }, held, until)
          : undefined,
      ]);
    },
    log,
  });
  const media = createMedia({ pool, config, pollIntervalMs, findFreeBytes: findFree, log });
  const exportPlaces = openExportPlaces(config.dataDir, config.storage.s3);
  const kinds = createKinds({
    pool,
    dataDir: config.dataDir,
    writers,
    downloads: media.downloads,
    sessions: () => keeper.sessions(),
    exports: {
      keepDays: config.exports.keepDays,
      places: exportPlaces,
      secrets,
      minFreeBytes: config.minFreeBytes,
      findFreeBytes: findFree,
    },
    forgettingKey,
    secrets,
    outbound: { allowPrivate: config.notifications.allowPrivate },
    consoleUrl: config.api.publicUrl,
    language: config.log.language,
    log,
  });
  const leases = new LeaseKeeper(leaseSeconds);
  const presence = createPresence({
    pool: pulsePool,
    kinds,
    worker: { id: workerId, host, pid, concurrency },
    runningTasks: () => leases.size,
    isStopping: () => stop.aborted,
    onDrainingChanged: () => wakeWorker.ring(),
    log,
  });
  const listening = createListening({
    url: databaseUrlListen,
    db: pulsePool,
    onNotification: {
      task_wake: () => wakeWorker.ring(),
      task_control: () => {
        wakePulse.ring();
        wakeParents.ring();
      },
      account_control: () => wakePulse.ring(),
      account_check: () => wakeChecker.ring(),
      telegram_login: telegram.onLogin,
      telegram_errand: telegram.onChore,
      telegram_chats: telegram.onChore,
      chat_request: telegram.onChore,
    },
    log,
  });
  const pulse = new Pulse({
    pool: pulsePool,
    kinds,
    leases,
    leaseSeconds,
    findPausedLanes: () => findPausedGuilds(pulsePool),
    recordAlive: () => presence.recordAlive(),
    // A drained worker that has finished gives its accounts to others.
    tickAccounts: () => (presence.isDraining && leases.size === 0 ? keeper.letGo() : keeper.tick()),
    intervalMs: () =>
      Math.min(
        (leaseSeconds * 1_000) / beatsPerLease,
        listening.hears ? Number.POSITIVE_INFINITY : deafBeatMs,
      ),
    wake: wakePulse,
    onRevived: () => wakeWorker.ring(),
    log,
  });
  const disk = createDiskWatch({
    minFreeBytes: config.minFreeBytes,
    findDisk: () => findDisk(config.dataDir),
    onLow: () => leases.recall(new DiskLowError("The disk is nearly full")),
    onEnough: () => wakeWorker.ring(),
    log,
  });
  const worker = workerService({
    pool,
    kinds,
    workerId,
    concurrency,
    leaseSeconds,
    pollIntervalMs,
    leases,
    mayClaim: () => pulse.isFresh && !disk.isLow && !presence.isDraining,
    wake: wakeWorker,
    onSettled: (kind, task) => {
      if (kind.parents?.concerns(task)) wakeParents.ring();
    },
    log,
  });
  const checker = { pool, workerId, platforms, secrets, pollIntervalMs, wake: wakeChecker, log };
  const parents = { pool, kinds, wake: wakeParents, isWorking: () => leases.size > 0, log };
  return {
    services: [
      socketProxyService(config.proxy),
      databases,
      presence.service,
      accountsService(keeper, log),
      listening.service,
      // Stops after the worker: no lease may run out under tasks that are being handed back.
      loopService("pulse", (stopping) => pulse.keepBeating(stopping)),
      loopService("token checks", (stopping) => keepChecking(checker, stopping)),
      loopService("parents", (stopping) => keepParentsFresh(parents, stopping)),
      ...telegram.services,
      disk.service,
      digestService({ db: pool, log }),
      notificationWatch({ db: pool, catchUpLateMs: config.notifications.catchUpLateMs, log }),
      schedulerService({ pool, log }),
      ...media.services,
      mirrorWatch({ pool, log }),
      searchIndexWatch({ db: pool, log }),
      statisticsService({ db: pool, log }),
      responseWatch({ db: pool, lookEveryMs: pollIntervalMs, log }),
      exportsService({ pool, dataDir: config.dataDir, places: exportPlaces, log }),
      uploadsService({ pool, dataDir: config.dataDir, log }),
      retentionService({ pool, taskDays: config.tasks.retentionDays, log }),
      worker,
    ],
    recordCrash: (error) => recordCrash({ pool: pulsePool, kinds, workerId, log }, error),
  };
}

/** Discord; the sandbox's account is kept apart from the real ones. */
function createPlatforms(config: Config, log: Logger): ReadonlyMap<Platform, ChatPlatform> {
  const dispatcher = createDispatcher(config.proxy);
  const discord = createDiscordPlatform({ ...config.discord, dispatcher, log });
  const { sandbox } = config;
  if (sandbox === null) return new Map([["discord", discord]]);
  const demo = createDiscordPlatform({ ...config.discord, ...sandbox, log });
  return new Map([["discord", keepSandboxApart(discord, demo)]]);
}

/** Tokens that stand in the environment of this process. */
function ownTokens(config: Config): KeeperDeps["ownTokens"] {
  const { discord, sandbox } = config;
  const session = sandboxSession(config);
  return [
    ...(discord.token === null
      ? []
      : [{ platform: "discord" as const, token: discord.token, isDemo: false }]),
    ...(sandbox === null ? [] : [{ platform: "discord" as const, token: sandbox.token, isDemo: true }]),
    ...(session === null ? [] : [{ platform: "telegram" as const, token: session, isDemo: true }]),
  ];
}
