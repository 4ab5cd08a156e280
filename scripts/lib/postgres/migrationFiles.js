/** How a migration's file becomes statements: each file one transaction that gives up waiting for locks. */
import { readFile } from "node:fs/promises";

/**
 * Longest wait of a migration for a lock. While it waits, everybody who comes after it waits as well: a larger value
 * would stop the bots behind one long query, a smaller one would fail beside ordinary work.
 */
const lockTimeoutSeconds = 5;

/** Stands in a file whose statements cannot run in a transaction (create index concurrently). */
const withoutTransaction = /^--\s*without transaction\b/im;

/**
 * What node-pg-migrate calls to load the files.
 * @param {string[]} paths
 */
export const loadMigrationFiles = (paths) =>
  Promise.all(
    paths.map(async (path) => ({
      id: path,
      filePaths: [path],
      actions: toActions(await readFile(path, "utf8")),
    })),
  );

/**
 * @param {string} content
 * @returns {{ up: (pgm: import("node-pg-migrate").MigrationBuilder) => void, down: (pgm: import("node-pg-migrate").MigrationBuilder) => void }}
 */
function toActions(content) {
  const [up = "", down = ""] = content.split(/^-- Down Migration$/m);
  const isWhole = !withoutTransaction.test(content);
  const run =
    (/** @type {string} */ sql) => (/** @type {import("node-pg-migrate").MigrationBuilder} */ pgm) => {
      if (isWhole) {
        pgm.sql(`set local lock_timeout = '${lockTimeoutSeconds}s'`);
        pgm.sql(sql);
        return;
      }
      pgm.noTransaction();
      // Several statements sent together would be one transaction again.
      for (const statement of sql.split(/;\s*$/m)) if (/^\s*[a-z]/im.test(statement)) pgm.sql(statement);
    };
  return { up: run(up), down: run(down) };
}
