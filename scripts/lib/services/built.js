/** Calls into what is built: the checks of the settings and the console's access password. */
import { pathToFileURL } from "node:url";
import { readEnvironment } from "../environment.js";
import { boxed, SetupError } from "../output.js";
import { fromRoot, rootDirectory } from "../paths.js";

/** Refuses settings that the processes would refuse, before anything is started with them. */
export async function checkSettings() {
  const { ConfigError, loadConfig } = await built("core", "config.js");
  try {
    loadConfig(rootDirectory);
  } catch (error) {
    if (error instanceof ConfigError) throw new SetupError(/** @type {Error} */ (error).message);
    throw error;
  }
}

/**
 * Sees to it that the console has an access password. Returns what to show when one was generated: it is
 * stored nowhere in clear, so it must be shown now. Otherwise null.
 * @param {string} databaseUrl
 * @returns {Promise<string | null>}
 */
export async function ensurePassword(databaseUrl) {
  const { ensureAccessPassword } = await built("core", "auth", "accessPassword.js");
  const bootstrapPassword =
    readEnvironment(process.env, rootDirectory).TG_BACK_BOOTSTRAP_ACCESS_PASSWORD ?? null;
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { generated } = await ensureAccessPassword(client, { bootstrapPassword });
    return generated && shownOnce(generated);
  } finally {
    await client.end();
  }
}

/**
 * Puts a new generated password in place of one that was forgotten; all sessions end. Returns what to show.
 * @param {string} databaseUrl
 * @returns {Promise<string>}
 */
export async function resetPassword(databaseUrl) {
  const { resetAccessPassword } = await built("core", "auth", "accessPassword.js");
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    return shownOnce(await resetAccessPassword(pool, new Date()));
  } finally {
    await pool.end();
  }
}

/** Stored files younger than this may be about to get their row. */
const mediaGraceMs = 24 * 3_600_000;

/**
 * Removes stored files that nothing needs, or tells which.
 * @param {string} databaseUrl
 * @param {boolean} dryRun
 * @returns {Promise<{orphans: string[], unreferenced: string[], missing: string[]}>}
 */
export async function cleanUpMedia(databaseUrl, dryRun) {
  const { cleanUp, UnknownFilesError } = await built("core", "media", "checkStore.js");
  return withMediaStore(databaseUrl, (store) =>
    cleanUp(store, { dryRun, graceMs: mediaGraceMs, now: new Date() }).catch((/** @type {Error} */ error) => {
      throw error instanceof UnknownFilesError ? new SetupError(error.message) : error;
    }),
  );
}

/**
 * Reads every stored file and compares its hash.
 * @param {string} databaseUrl
 * @returns {Promise<{checked: number, missing: string[], damaged: string[]}>}
 */
export async function checkMedia(databaseUrl) {
  const { findDamaged } = await built("core", "media", "checkStore.js");
  return withMediaStore(databaseUrl, findDamaged);
}

/**
 * @template T
 * @param {string} databaseUrl
 * @param {(store: {pool: import("pg").Pool, blobs: unknown}) => Promise<T>} work
 */
async function withMediaStore(databaseUrl, work) {
  const { openBlobs } = await built("core", "media", "openBlobs.js");
  const { loadConfig } = await built("core", "config.js");
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, pipeline: true });
  try {
    return await work({ pool, blobs: openBlobs(loadConfig(rootDirectory).storage) });
  } finally {
    await pool.end();
  }
}

/** @param {string} generated */
const shownOnce = (generated) =>
  boxed([
    "The console's access password (shown only now):",
    "",
    `    ${generated}`,
    "",
    "Sign in with it within a day and choose one of your own.",
  ]);

/** A compiled module. @param {string[]} parts @returns {Promise<any>} */
const built = (...parts) => import(pathToFileURL(fromRoot("dist", ...parts)).href);
