/** A PostgreSQL for one run of tests: in a temporary folder, gone afterwards. */
import { startPostgres } from "./postgres.js";
import { makeTestFolder, removeTestFolder } from "./testFolders.js";

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

/** @type {typeof import("./testServer.js").startTestServer} */
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
