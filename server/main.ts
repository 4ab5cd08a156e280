/** discord-api: composition root. HTTP in, rows out. */
import { hostname } from "node:os";
import { type Config, ConfigError, loadConfig } from "../core/config.ts";
import { closeGracefully, createHttpServer, ListenError, listen } from "../core/edge/httpServer.ts";
import { aborted, dieOfUnexpectedErrors, drainWithinMs, stopOnSignals } from "../core/edge/shutdown.ts";
import { openExportPlaces } from "../core/exports/exportPlaces.ts";
import { createLogger, type Logger } from "../core/log.ts";
import { openBlobs } from "../core/media/openBlobs.ts";
import { createPool } from "../core/postgres/pool.ts";
import { createSecretBox } from "../core/secrets.ts";
import { createApp } from "./app.ts";
import { createDemoMode } from "./demoMode.ts";
import { createEventHub } from "./events/hub.ts";
import { setUpInitialPassword } from "./initialPassword.ts";
import { migrationNames } from "./migrationNames.ts";

/** A query of the console that takes longer is a mistake of ours and must not hold a connection. */
const statementTimeoutMs = 10_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger({ process: "discord-api", level: config.log.level });
  dieOfUnexpectedErrors(log);
  const stop = stopOnSignals(log);

  const { pool, readPool } = createPools(config, log);
  const demoMode = createDemoMode(pool, config.demo);
  const now = () => new Date();
  const events = createEventHub({ db: pool, listenUrl: config.databaseUrlListen, now, log });
  const app = createApp({
    pool,
    readPool,
    log,
    events,
    now,
    publicUrl: config.api.publicUrl,
    trustedProxies: config.trustedProxies,
    secretKey: config.secretKey,
    outbound: { allowPrivate: config.notifications.allowPrivate },
    telegramApi: config.telegram.api,
    secrets: config.encryptionKey === null ? null : createSecretBox(config.encryptionKey),
    demoMode,
    get demo() {
      return demoMode.isOn;
    },
    get cdnBase() {
      return demoMode.isOn && config.sandbox ? config.sandbox.cdnBase : config.discord.cdnBase;
    },
    aliveSeconds: config.tasks.leaseSeconds,
    migrations: migrationNames(),
    dataDir: config.dataDir,
    blobs: openBlobs(config.storage),
    exportPlaces: openExportPlaces(config.dataDir, config.storage.s3),
    fileBase: config.storage.publicBaseUrl ?? "/api/v1",
    files: { isOn: config.media.downloads, storage: config.storage.s3 ? "s3" : "local" },
    minFreeBytes: config.minFreeBytes,
    mostUploadBytes: config.mostUploadBytes,
    passwordContext: hostname().split("."),
  });
  const server = createHttpServer(app);
  const settings = { host: "HOST", port: "PORT" };
  await listen(server, { host: config.api.host, port: config.api.port, settings });
  log.info({ code: "api.listening", host: config.api.host, port: config.api.port }, "listening");
  process.send?.("ready"); // PM2's wait_ready: from here on it waits for the database by itself

  const passwordReady = setUpInitialPassword({
    pool,
    log,
    bootstrapPassword: config.bootstrapPassword,
    signal: stop,
  }).catch((error: unknown) => {
    if (!stop.aborted)
      log.error({ code: "auth.setup_failed", error }, "the access password cannot be set up");
  });
  await aborted(stop);
  const drained = closeGracefully(server, drainWithinMs);
  await events.close(); // streams would be waited for as requests in hand
  const [isDrained] = await Promise.all([drained, passwordReady]);
  if (!isDrained) log.warn({ code: "process.drain_too_slow" }, "requests were cut off unanswered");
  await Promise.all([...new Set([pool, readPool])].map((each) => each.end()));
  log.info({ code: "process.stopped" }, "stopped");
  process.exit(0);
}

function createPools(config: Config, log: Logger) {
  if (config.databaseUrl === null) {
    throw new ConfigError("DATABASE_URL is not set and no database was started for us: run npm start.");
  }
  const options = { applicationName: "discord-api", size: config.databasePoolSize, statementTimeoutMs, log };
  const pool = createPool(config.databaseUrl, options);
  const hasReplica = config.databaseUrlRead !== null && config.databaseUrlRead !== config.databaseUrl;
  const readPool = hasReplica ? createPool(config.databaseUrlRead ?? "", options) : pool;
  return { pool, readPool };
}

main().catch((error: unknown) => {
  const isConfig = error instanceof ConfigError;
  const isExpected = isConfig || error instanceof ListenError;
  createLogger({ process: "discord-api", level: "info" }).fatal(
    { code: isConfig ? "config.invalid" : "process.start_failed", ...(isExpected ? {} : { error }) },
    error instanceof Error ? error.message : String(error),
  );
  process.exit(isConfig ? 2 : 1);
});
