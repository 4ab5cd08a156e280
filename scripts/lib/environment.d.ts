/**
 * Settings in force, first match wins: `base`, `.env` in `directory`, `DATA_DIR/secrets.env`,
 * `DATA_DIR/services.env` (left out with `withServices: false`: then it is what the operator configured).
 * An empty value counts as not set.
 */
export function readEnvironment(
  base: NodeJS.ProcessEnv,
  directory: string,
  options?: { withServices?: boolean },
): NodeJS.ProcessEnv;

export interface Settings {
  /** What the operator configured (environment, .env) and the generated keys; without the managed services. */
  configured: NodeJS.ProcessEnv;
  /** Absolute. */
  dataDir: string;
  port: number;
  clientPort: number;
}

/**
 * The settings of this checkout, `base` being the environment (the process's own).
 * Throws a SetupError for a port that is none.
 */
export function readSettings(base?: NodeJS.ProcessEnv): Settings;

/** The variables of a file; none when it does not exist. */
export function readEnvFile(path: string): NodeJS.Dict<string>;

/** Writes a file of variables that only its owner can read, replacing it in one step; untouched when equal. */
export function writeEnvFile(path: string, comment: string, values: Record<string, string>): void;
