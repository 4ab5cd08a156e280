/** Where settings come from: the process environment, then the files beside the checkout. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";

/**
 * The settings in force, first match wins: the process environment, `.env`, `DATA_DIR/secrets.env` (keys
 * generated on the first start), `DATA_DIR/services.env` (addresses of what the start script runs for us:
 * the embedded PostgreSQL, the sandbox).
 *
 * Every process reads the files itself, so that no secret has to stand in the environment of
 * `pm2 start`, which PM2 writes to disk readable for all (reference: pm2's dump.pm2 has mode 644).
 * An empty value counts as not set. Throws what the file system throws when a file exists but cannot be read.
 */
export function readEnvironment(base: NodeJS.ProcessEnv, directory: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  const add = (values: NodeJS.Dict<string>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== "") environment[name] ??= value;
    }
  };
  add(base);
  add(readEnvFile(join(directory, ".env")));
  const dataDir = resolve(directory, environment.DATA_DIR ?? "data");
  add(readEnvFile(join(dataDir, "secrets.env")));
  add(readEnvFile(join(dataDir, "services.env")));
  return environment;
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  return existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {};
}
