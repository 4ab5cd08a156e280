/** Which test files belong to which group. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { SetupError } from "../output.js";
import { fromRoot } from "../paths.js";

/**
 * What one mocha runs. `group` is the line of the table at the end that counts it.
 * @typedef {{ group: string, name: string, files: string[], binDir?: string }} TestRun
 */

const parts = ["core", "bot", "server", "sandbox", "cli", "client"];
const crossing = "test";

/**
 * All tests: those beside their source, the database's again on each other PostgreSQL that is installed,
 * and those across processes, which need the build and the browser, file by file.
 * @returns {TestRun[]}
 */
export function allRuns() {
  const support = join(crossing, "support");
  const beside = [...parts, support].map((part) => ({
    group: "unit and integration",
    name: part,
    files: testFiles(part),
  }));
  const database = [...testFiles("core"), ...testFiles(support).filter((file) => /database/.test(file))];
  const others = installedServers().map(({ major, binDir }) => ({
    group: `database tests on PostgreSQL ${major}`,
    name: `core on PostgreSQL ${major}`,
    files: database,
    binDir,
  }));
  const across = testFiles(crossing)
    .filter((file) => !file.startsWith(support))
    .map((file) => ({ group: "across processes", name: file, files: [file] }));
  return [...beside, ...others, ...across].filter(({ files }) => files.length > 0);
}

/**
 * The files and folders that the caller named, all in one.
 * @param {string[]} paths Relative to the checkout.
 * @returns {TestRun[]}
 */
export function namedRun(paths) {
  const files = paths.flatMap((path) => {
    const found = existsSync(fromRoot(path)) ? testFiles(path) : [];
    if (found.length === 0) throw new SetupError(`There are no tests in ${path}.`);
    return found;
  });
  const name = paths.join(", ");
  return [{ group: name, name, files }];
}

/**
 * The files of a run that hold its failures; all of them where mocha itself failed.
 * @param {import("./lanes.js").Finished} finished
 * @returns {TestRun}
 */
export function onlyFailed({ run, counts }) {
  const files = counts.failed.map(({ file }) => file && relative(fromRoot(), file));
  return {
    ...run,
    files: files.every(Boolean) ? [.../** @type {Set<string>} */ (new Set(files))] : run.files,
  };
}

/** Whether any of the files needs what is built, and a browser. @param {TestRun[]} runs */
export const needBuild = (runs) =>
  runs.some(({ files }) => files.some((file) => file.startsWith(`${crossing}/`)));

/** @param {string} path @returns {string[]} */
function testFiles(path) {
  const full = fromRoot(path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return /\.test\.tsx?$/.test(path) ? [path] : [];
  if (/(^|\/)(node_modules|\.next)$/.test(path)) return [];
  return readdirSync(full)
    .sort()
    .flatMap((name) => testFiles(join(path, name)));
}

/** Servers of Debian's and Ubuntu's packages. */
function installedServers() {
  const folder = "/usr/lib/postgresql";
  const majors = existsSync(folder)
    ? readdirSync(folder)
        .map(Number)
        .filter((major) => major >= 14)
    : [];
  return majors
    .map((major) => ({ major, binDir: `${folder}/${major}/bin` }))
    .filter(({ binDir }) => existsSync(`${binDir}/initdb`));
}
