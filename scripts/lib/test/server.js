/** A PostgreSQL for one run of tests: in a temporary folder, gone afterwards. */
import { startPostgres } from "../postgres/server.js";
import { makeTestFolder, removeTestFolder } from "./folders.js";

/**
 * Commits survive `kill -9` of the server (they are in the kernel's memory), only not a power cut: a
 * commit costs microseconds instead of a disk's flush.
 */
const settings = {
  fsync: "off",
  full_page_writes: "off",
  max_connections: 300,
  log_min_duration_statement: -1,
};

/**
 * @typedef {import("../postgres/server.js").RunningPostgres & {
 *   restart: () => Promise<void>,
 *   remove: () => Promise<void>,
 * }} TestServer `restart` starts it again after `stop` or `kill9`, on the same port; `remove` ends it and removes its files.
 */

/**
 * Starts a PostgreSQL in a temporary folder.
 * `binDir` names an installed PostgreSQL's programs, instead of the npm package's.
 * @param {{ binDir?: string, settings?: Record<string, string | number> }} [options]
 * @returns {Promise<TestServer>}
 */
export async function startTestServer(options = {}) {
  const dataDir = makeTestFolder();
  const all = {
    dataDir,
    password: "test",
    binDir: options.binDir,
    settings: { ...settings, ...options.settings },
  };
  const server = await startPostgres(all);
  return {
    ...server,
    restart: async () => void (await startPostgres(all)),
    remove: async () => {
      await server.kill9(); // nothing in it is worth a checkpoint
      await removeTestFolder(dataDir);
    },
  };
}
