/**
 * Settings as the processes will see them, for scripts that run before anything is installed or built.
 * The same rules as core/environment.ts (test/setup/environment.test.ts holds the two together).
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as util from "node:util"; // as a whole: old versions lack parseEnv, see checkNode.js
import { SetupError } from "./output.js";
import { rootDirectory } from "./paths.js";

/**
 * Settings in force, first match wins: `base`, `.env` in `directory`, `DATA_DIR/secrets.env`,
 * `DATA_DIR/services.env` (left out with `withServices: false`: then it is what the operator configured).
 * An empty value counts as not set.
 * @param {NodeJS.ProcessEnv} base
 * @param {string} directory
 * @param {{ withServices?: boolean }} [options]
 * @returns {NodeJS.ProcessEnv}
 */
export function readEnvironment(base, directory, { withServices = true } = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = {};
  const add = (/** @type {NodeJS.Dict<string>} */ values) => {
    for (const [name, value] of Object.entries(values)) if (value) environment[name] ??= value;
  };
  add(base);
  add(readEnvFile(join(directory, ".env")));
  const dataDir = resolve(directory, environment.DATA_DIR ?? "data");
  add(readEnvFile(join(dataDir, "secrets.env")));
  if (withServices) add(readEnvFile(join(dataDir, "services.env")));
  return environment;
}

/**
 * @typedef {object} Settings
 * @property {NodeJS.ProcessEnv} configured What the operator configured (environment, .env) and the generated
 *   keys; without the managed services.
 * @property {string} dataDir Absolute.
 */

/**
 * The settings of this checkout, `base` being the environment (the process's own). Nothing is checked here: with
 * a setting that no process would take, everything can still be stopped.
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {Settings}
 */
export function readSettings(base = process.env) {
  const configured = readEnvironment(base, rootDirectory, { withServices: false });
  const dataDir = resolve(rootDirectory, configured.DATA_DIR ?? "data");
  return { configured, dataDir };
}

/**
 * The variables of a file; none when it does not exist.
 * @param {string} path
 * @returns {NodeJS.Dict<string>}
 */
export function readEnvFile(path) {
  try {
    return existsSync(path) ? util.parseEnv(readFileSync(path, "utf8")) : {};
  } catch (error) {
    throw new SetupError(
      `${path} cannot be read (${/** @type {Error} */ (error).message}): give this user access to it.`,
    );
  }
}

/**
 * Writes a file of variables that only its owner can read, replacing it in one step; untouched when equal.
 * @param {string} path
 * @param {string} comment
 * @param {Record<string, string>} values
 * @returns {void}
 */
export function writeEnvFile(path, comment, values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`);
  const content = `# ${comment}\n${lines.join("\n")}\n`;
  if (existsSync(path) && readFileSync(path, "utf8") === content) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600, flush: true }); // on the disk before it replaces the old one
  chmodSync(draft, 0o600); // an odd umask may have taken more from it
  renameSync(draft, path);
}

/** @param {string} value */
function quoted(value) {
  if (/^[\w./:@%+=?&~-]*$/.test(value)) return value;
  const mark = ['"', "'", "`"].find((candidate) => !value.includes(candidate));
  if (!mark)
    throw new SetupError("A value with all three kinds of quotation marks cannot be written to an env file.");
  return `${mark}${value}${mark}`;
}
