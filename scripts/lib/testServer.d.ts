import type { RunningPostgres } from "./postgres.js";

export interface TestServer extends RunningPostgres {
  /** Starts it again after `stop` or `kill9`, on the same port. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  remove(): Promise<void>;
}

/**
 * Starts a PostgreSQL in a temporary folder.
 * `binDir` names an installed PostgreSQL's programs, instead of the npm package's.
 */
export function startTestServer(options?: {
  binDir?: string;
  settings?: Record<string, string | number>;
}): Promise<TestServer>;
