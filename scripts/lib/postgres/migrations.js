/** The schema: applying, taking back and listing the numbered files of `migrations/`. */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "../output.js";
import { fromRoot } from "../paths.js";
import { loadMigrationFiles } from "./migrationFiles.js";

export const migrationsDirectory = fromRoot("migrations");
const migrationsTable = "pgmigrations";

/** Errors of a database that is away or starting up: worth another try. */
const awayCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "57P03",
  "53300",
]);

/**
 * @typedef {object} MigrateOptions
 * @property {number} [waitMs] How long to wait for a database that is away or starting up; 30 s.
 * @property {string} [directory] Folder of the migrations; the checkout's own.
 * @property {() => void} [onWait] Told once when the database is away and the wait begins.
 */

/**
 * @typedef {object} MigrationState
 * @property {string} name
 * @property {Date | null} appliedAt Null while it is pending.
 * @property {boolean} missing Applied, but its file is not there: the database belongs to a newer version.
 */

/**
 * Applies what is pending, a transaction each; returns the names. Concurrent callers wait for one another.
 * Throws a SetupError with PostgreSQL's reason; the schema is then as the last whole migration left it.
 * @param {string} url
 * @param {MigrateOptions} [options]
 */
export const migrateUp = (url, options = {}) => migrate(url, { ...options, direction: "up" });

/**
 * Takes back the last `count` migrations (1), a transaction each; returns their names.
 * @param {string} url
 * @param {MigrateOptions & { count?: number }} [options]
 */
export const migrateDown = (url, options = {}) => migrate(url, { count: 1, ...options, direction: "down" });

/**
 * Every migration, in order, whether applied or not.
 * @param {string} url
 * @param {MigrateOptions} [options]
 * @returns {Promise<MigrationState[]>}
 */
export async function listMigrations(url, { waitMs = 30_000, directory = migrationsDirectory } = {}) {
  const names = readdirSync(directory)
    .filter((name) => /^\d+.*\.sql$/.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => name.replace(/\.sql$/, ""));
  const client = await connect(url, waitMs);
  try {
    const { rows: tables } = await client.query("select to_regclass($1) is not null as made", [
      `public.${migrationsTable}`,
    ]);
    const { rows } = tables[0].made
      ? await client.query(`select name, run_on from ${migrationsTable} order by id`)
      : { rows: [] };
    const applied = new Map(rows.map((row) => [row.name, row.run_on]));
    const known = names.map((name) => ({ name, appliedAt: applied.get(name) ?? null, missing: false }));
    const unknown = rows.filter((row) => !names.includes(row.name));
    return [...known, ...unknown.map((row) => ({ name: row.name, appliedAt: row.run_on, missing: true }))];
  } finally {
    await client.end();
  }
}

/**
 * @param {string} url
 * @param {MigrateOptions & { direction: "up" | "down", count?: number }} options
 * @returns {Promise<string[]>}
 */
async function migrate(url, { direction, count, waitMs = 30_000, directory = migrationsDirectory, onWait }) {
  const { runner } = await import("node-pg-migrate");
  const client = await connect(url, waitMs, onWait);
  /** @type {string[]} */
  const complaints = [];
  const complain = (/** @type {string} */ message) => void complaints.push(message);
  const run = () =>
    runner({
      dbClient: client,
      dir: directory,
      // node-pg-migrate would load every other file there as a script.
      ignorePattern: "(?!\\d+.*\\.sql$).*",
      migrationsTable,
      direction,
      count,
      // Each file by itself: its locks are gone before the next one begins, and what a killed run has done stays.
      singleTransaction: false,
      migrationLoaderStrategies: [{ extensions: [".sql"], loader: loadMigrationFiles }],
      advisoryLockMode: "wait",
      logger: { info: () => {}, warn: complain, error: complain },
    });
  try {
    const done = await untilLocksAreFree(client, run);
    return done.map(({ name }) => name);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw new SetupError(
      `The database schema could not be changed: ${reason.trim()}\n${complaints.join("\n")}`.trim(),
    );
  } finally {
    await client.end().catch(() => {}); // the connection may be what broke
  }
}

/** How often a migration that met a lock is tried again, and how long it lets others go first. */
const lockTries = 6;
const lockPauseMs = 2_000;

/**
 * Runs migrations until none is stopped by a lock that somebody else holds. Those that went through are not repeated.
 * @template {{ name: string }} Done
 * @param {import("pg").Client} client
 * @param {() => Promise<Done[]>} run
 */
async function untilLocksAreFree(client, run) {
  const before = await appliedNames(client);
  for (let tries = 1; ; tries++) {
    try {
      const done = await run();
      if (tries === 1) return done;
      const after = await appliedNames(client);
      const changed = [
        ...after.filter((name) => !before.includes(name)),
        ...before.filter((name) => !after.includes(name)),
      ];
      return changed.map((name) => ({ name }));
    } catch (error) {
      await client.query("rollback"); // ends what the failed file had begun
      if (!isLockTimeout(error) || tries >= lockTries) throw error;
      await sleep(lockPauseMs);
    }
  }
}

/** @param {unknown} error */
const isLockTimeout = (error) => error instanceof Error && "code" in error && error.code === "55P03";

/** @param {import("pg").Client} client */
async function appliedNames(client) {
  const { rows: tables } = await client.query("select to_regclass($1) is not null as made", [
    `public.${migrationsTable}`,
  ]);
  if (!tables[0].made) return [];
  const { rows } = await client.query(`select name from ${migrationsTable} order by id`);
  return rows.map((/** @type {{ name: string }} */ row) => row.name);
}

/**
 * Connects, trying again for `waitMs` while the database is away or starting up.
 * @param {string} url
 * @param {number} waitMs
 * @param {() => void} [onWait] Told once.
 */
async function connect(url, waitMs, onWait) {
  const { default: pg } = await import("pg");
  const deadline = Date.now() + waitMs;
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: "backscroll-migrate",
    });
    client.on("error", () => {}); // a lost connection also rejects the query that runs on it
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {}); // never connected
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (!(code && awayCodes.has(code)) || Date.now() > deadline) {
        throw new SetupError(
          `The database at ${withoutPassword(url)} cannot be reached (${message || code}): check DATABASE_URL.`,
        );
      }
      if (attempt === 1) onWait?.();
      await sleep(500);
    }
  }
}

/** A database URL fit for messages. @param {string} url */
export function withoutPassword(url) {
  if (!URL.canParse(url)) return "the configured address";
  const parsed = new URL(url);
  parsed.password = "";
  return parsed.href;
}
