/** The keys of an installation, generated once. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readEnvFile, writeEnvFile } from "../environment.js";
import { SetupError } from "../output.js";

/** How each key is made. The password must pass through URLs and SQL unchanged: base64url. */
const makers = {
  ENCRYPTION_KEY: () => randomBytes(32).toString("base64"),
  FORGETTING_KEY: () => randomBytes(32).toString("base64"),
  SECRET_KEY: () => randomBytes(32).toString("base64"),
  POSTGRES_PASSWORD: () => randomBytes(24).toString("base64url"),
};

/**
 * Makes DATA_DIR when it is not there: closed to others, but root's PostgreSQL runs as another user and must
 * pass through.
 * @param {string} dataDir
 */
export function ensureDataDirectory(dataDir) {
  if (existsSync(dataDir)) return;
  try {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    mkdirSync(join(dataDir, "logs"), { mode: 0o700 });
  } catch (error) {
    throw new SetupError(
      `${dataDir} could not be made (${/** @type {Error} */ (error).message}): set DATA_DIR to a folder that this user may write to.`,
    );
  }
}

/**
 * Makes the keys that are set nowhere. Never changes an existing key: what was encrypted with it would be
 * lost. Returns the names of the new ones.
 * @param {{ configured: NodeJS.ProcessEnv, dataDir: string }} settings
 */
export function ensureSecrets({ configured, dataDir }) {
  const path = join(dataDir, "secrets.env");
  const kept = /** @type {Record<string, string>} */ (readEnvFile(path));
  const missing = Object.entries(makers).filter(([name]) => !configured[name] && !kept[name]);
  if (missing.length === 0) return [];
  const made = Object.fromEntries(missing.map(([name, make]) => [name, make()]));
  writeEnvFile(
    path,
    "Keys of this installation. Back them up: without ENCRYPTION_KEY stored tokens are lost, without FORGETTING_KEY who was forgotten would come back.",
    {
      ...kept,
      ...made,
    },
  );
  return Object.keys(made);
}
