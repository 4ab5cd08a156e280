/** Which test files belong to which group. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../output.js";
import { fromRoot } from "../paths.js";

/** @typedef {{ name: string, files: string[], binDir?: string }} TestGroup */

const parts = ["core", "bot", "server", "sandbox", "cli", "client"];
const crossing = "test";

/**
 * All tests: those beside their source, the database's again on each other PostgreSQL that is installed,
 * and those across processes, which need the build and the browser.
 * @returns {TestGroup[]}
 */
export function allGroups() {
  const support = join(crossing, "support");
  const unit = [...parts, support].flatMap(testFiles);
  const database = [...testFiles("core"), ...testFiles(support).filter((file) => /database/.test(file))];
  const groups = [
    { name: "unit and integration", files: unit },
    ...installedServers().map(({ major, binDir }) => ({
      name: `database tests on PostgreSQL ${major}`,
      files: database,
      binDir,
    })),
    { name: "across processes", files: testFiles(crossing).filter((file) => !file.startsWith(support)) },
  ];
  return groups.filter(({ files }) => files.length > 0);
}

/**
 * The files and folders that the caller named, as one group.
 * @param {string[]} paths Relative to the checkout.
 * @returns {TestGroup[]}
 */
export function namedGroup(paths) {
  const files = paths.flatMap((path) => {
    const found = existsSync(fromRoot(path)) ? testFiles(path) : [];
    if (found.length === 0) throw new SetupError(`There are no tests in ${path}.`);
    return found;
  });
  return [{ name: paths.join(", "), files }];
}

/** Whether any of the files needs what is built, and a browser. @param {TestGroup[]} groups */
export const needBuild = (groups) =>
  groups.some(({ files }) => files.some((file) => file.startsWith(`${crossing}/`)));

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
