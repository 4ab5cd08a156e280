/**
 * The services that Backscroll runs for itself: PostgreSQL unless DATABASE_URL names one, and the sandbox
 * while no platform is configured. Where they are stands in DATA_DIR/services.env, which every process reads.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readEnvFile, readSettings, writeEnvFile } from "../environment.js";
import { withLock } from "../lock.js";
import { say } from "../output.js";
import { migrateUp } from "../postgres/migrations.js";
import { findRunningPostgres, startPostgres, stopPostgres } from "../postgres/server.js";
import { ensurePassword } from "./built.js";
import { findSandbox, isDemo, startSandbox, stopSandbox } from "./sandbox.js";
import { ensureDataDirectory, ensureSecrets } from "./secrets.js";

/** @param {string} dataDir */
const servicesFile = (dataDir) => join(dataDir, "services.env");
const comment =
  "Written by the start script: where the services are that it runs. Do not edit; .env wins over it.";

/**
 * Makes everything available that the processes need: keys, database, schema, access password (shown when it
 * is generated), sandbox. Quick and harmless when it already is. Stops what is no longer asked for.
 * @param {{ onProgress?: (step: string) => void, withProcesses?: boolean, migrate?: boolean }} [options]
 *   Without what the processes need besides (access password, sandbox) it works before the first build.
 * @returns {Promise<{ databaseUrl: string, demo: boolean }>}
 */
export async function servicesUp({ onProgress, withProcesses = true, migrate = true } = {}) {
  const first = readSettings();
  ensureDataDirectory(first.dataDir);
  return await withLock(join(first.dataDir, "services.lock"), { what: "Starting the services" }, async () => {
    if (ensureSecrets(first).length > 0) onProgress?.("generated keys in secrets.env");
    const { configured, dataDir } = readSettings();
    const file = servicesFile(dataDir);
    const { DATABASE_URL: _, ...demoValues } = /** @type {Record<string, string>} */ (readEnvFile(file));
    /** @type {Record<string, string>} */
    let values = {};
    if (configured.DATABASE_URL) {
      if (await stopPostgres(dataDir))
        onProgress?.("stopped the embedded PostgreSQL: DATABASE_URL names another");
    } else {
      const password = configured.POSTGRES_PASSWORD ?? "";
      values.DATABASE_URL = (await startPostgres({ dataDir, password, onProgress })).url;
    }
    writeEnvFile(file, comment, { ...values, ...demoValues });
    const databaseUrl = configured.DATABASE_URL ?? values.DATABASE_URL ?? "";
    // A transaction pooler cannot hold the lock that keeps two migrations apart: use the direct connection.
    const onWait = () => onProgress?.("waiting for the database");
    const applied = migrate ? await migrateUp(configured.DATABASE_URL_LISTEN ?? databaseUrl, { onWait }) : [];
    if (applied.length > 0) onProgress?.(`applied ${applied.length} migration(s), up to ${applied.at(-1)}`);
    if (!withProcesses) return { databaseUrl, demo: "BACKSCROLL_DEMO" in demoValues };
    const password = await ensurePassword(databaseUrl);
    // At once, whatever fails later: it is shown only this time.
    if (password) say(password);
    const demo = isDemo(configured);
    if (demo) values = { ...values, ...(await startSandbox(dataDir)) };
    else if (await stopSandbox(dataDir)) onProgress?.("stopped the sandbox: a platform is configured");
    writeEnvFile(file, comment, values);
    return { databaseUrl, demo };
  });
}

/** What the settings ask us to run. @param {NodeJS.ProcessEnv} [configured] */
export function neededServices(configured = readSettings().configured) {
  return { postgres: !configured.DATABASE_URL, sandbox: isDemo(configured) };
}

/** Names of needed services that do not run now. Quick: it only looks at files and processes. */
export function missingServices() {
  const { dataDir, configured } = readSettings();
  const needed = neededServices(configured);
  const missing = [];
  if (needed.postgres && !findRunningPostgres(dataDir)?.ready) missing.push("PostgreSQL");
  if (needed.sandbox && !findSandbox(dataDir)) missing.push("the sandbox");
  return missing;
}

/**
 * Starts again what ran before and is away: no new keys, no schema, no password. `moved`: an address is not what
 * it was, since another program has the port.
 * @returns {Promise<{ moved: boolean }>}
 */
export async function bringBack() {
  const { dataDir, configured } = readSettings();
  return await withLock(join(dataDir, "services.lock"), { what: "Starting the services" }, async () => {
    const needed = neededServices(configured);
    const file = servicesFile(dataDir);
    const before = /** @type {Record<string, string>} */ (readEnvFile(file));
    const values = { ...before };
    if (needed.postgres) {
      const password = configured.POSTGRES_PASSWORD ?? "";
      values.DATABASE_URL = (await startPostgres({ dataDir, password })).url;
    }
    if (needed.sandbox) Object.assign(values, await startSandbox(dataDir));
    writeEnvFile(file, comment, values);
    return { moved: Object.keys(values).some((name) => values[name] !== before[name]) };
  });
}

/** Stops what servicesUp started; returns the names of what ran. */
export async function servicesDown() {
  const { dataDir } = readSettings();
  if (!existsSync(dataDir)) return [];
  // A keeper that was killed while it started something leaves the lock, which passes on at once.
  return await withLock(join(dataDir, "services.lock"), { what: "Starting the services" }, async () => {
    const stopped = [];
    if (await stopSandbox(dataDir)) stopped.push("sandbox");
    if (await stopPostgres(dataDir)) stopped.push("PostgreSQL");
    return stopped;
  });
}

/** What runs now. */
export function servicesState() {
  const { dataDir, configured } = readSettings();
  return {
    postgres: findRunningPostgres(dataDir),
    sandbox: findSandbox(dataDir),
    externalUrl: configured.DATABASE_URL,
  };
}

/**
 * The address of the configured database; the embedded one is started when it is meant and does not run.
 * `direct`: the one for work that needs a session of its own, past a transaction pooler.
 * @param {{ direct?: boolean }} [options]
 */
export async function databaseUrl({ direct = false } = {}) {
  const { configured, dataDir } = readSettings();
  if (configured.DATABASE_URL) return (direct && configured.DATABASE_URL_LISTEN) || configured.DATABASE_URL;
  const running = findRunningPostgres(dataDir);
  const known = readEnvFile(servicesFile(dataDir)).DATABASE_URL;
  if (running?.ready && known) return known;
  return (await servicesUp({ withProcesses: false, migrate: false })).databaseUrl;
}
