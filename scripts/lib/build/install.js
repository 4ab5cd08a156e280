/** Are the dependencies of package-lock.json installed? If not, installs them. */
import { existsSync, readFileSync } from "node:fs";
import { withLock } from "../lock.js";
import { duration, SetupError, say } from "../output.js";
import { fromRoot } from "../paths.js";
import { runProgram } from "../run.js";

const progressMs = 5_000;

/** @typedef {{ version?: string, optional?: boolean, dev?: boolean, os?: string[], cpu?: string[] }} LockedPackage An entry of npm's lock file. */

/**
 * Installs with `npm ci` when something is missing or of another version. `withTools` also asks for the
 * development tools (tests, lint); an installation without them is enough to build and run the product.
 * Throws a SetupError saying why npm failed.
 * @param {{ withTools?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function ensureInstalled({ withTools = false } = {}) {
  if (missingPackage(withTools) === null) return;
  await withLock(fromRoot("dist", ".install.lock"), { what: "Installing the dependencies" }, async () => {
    const missing = missingPackage(withTools);
    if (missing === null) return; // another process just did it
    // What was installed once stays: npm start must not take the tools of whoever develops here.
    const tools = withTools || hasTools();
    say(`Installing dependencies${tools ? " and development tools" : ""} (${missing}) …`);
    const startedMs = Date.now();
    // --include: npm's own settings must not leave out what is needed
    const which = tools ? "--include=dev" : "--omit=dev";
    const args = ["ci", which, "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    const stopTelling = tellProgress(tools, startedMs);
    const { code, output } = await runProgram("npm", args).finally(stopTelling);
    if (code !== 0) throw new SetupError(installFailure(output));
    const left = missingPackage(withTools);
    if (left !== null)
      throw new SetupError(`npm ci ended well, but ${left}: run "npm ci" and look at what it says.`);
    say(`Installed dependencies in ${duration(Date.now() - startedMs)}.`);
  });
}

const hasTools = () => existsSync(fromRoot("node_modules", "mocha", "package.json"));

/**
 * Says every few seconds how many packages are there. Returns what ends it.
 * @param {boolean} withTools
 * @param {number} startedMs
 */
function tellProgress(withTools, startedMs) {
  const wanted = Object.entries(packagesOf(fromRoot("package-lock.json")))
    .filter(([path, entry]) => path !== "" && (withTools || !entry.dev) && isForThisPlatform(entry))
    .map(([path]) => fromRoot(path, "package.json"));
  const timer = setInterval(() => {
    const there = wanted.filter((path) => existsSync(path)).length;
    say(`… ${there} of about ${wanted.length} packages, ${duration(Date.now() - startedMs)}`);
  }, progressMs);
  return () => clearInterval(timer);
}

/**
 * Why an installation is needed, in words; null when none is. npm writes the hidden lock file last, so an
 * interrupted installation has none.
 * @param {boolean} withTools
 */
function missingPackage(withTools) {
  const installedPath = fromRoot("node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return "none are installed";
  const { optionalDependencies = {} } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8"));
  return firstDifference({
    wanted: packagesOf(fromRoot("package-lock.json")),
    installed: packagesOf(installedPath),
    neededOptional: Object.keys(optionalDependencies),
    withTools,
    isThere: (path) => existsSync(fromRoot(path)),
  });
}

/**
 * The first package that is not installed as the lock file wants it, in words; null when there is none. Pure
 * but for `isThere`, which says whether a package's folder exists. `neededOptional` names the optional
 * packages that must be there when they are for this platform.
 * @param {{
 *   wanted: Record<string, LockedPackage>,
 *   installed: Record<string, LockedPackage>,
 *   neededOptional: string[],
 *   withTools: boolean,
 *   isThere: (path: string) => boolean,
 * }} state
 * @returns {string | null}
 */
export function firstDifference({ wanted, installed, neededOptional, withTools, isThere }) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || (entry.dev && !withTools)) continue;
    const found = installed[path];
    const name = path.replace(/^.*node_modules\//, "");
    // Optional packages of other packages may be absent for many reasons; ours are needed where they fit.
    const mayBeAbsent = entry.optional && !(neededOptional.includes(name) && isForThisPlatform(entry));
    if (!found && mayBeAbsent) continue;
    if (!found || !isThere(path)) return `${name} is missing`;
    if (found.version !== entry.version) return `${name} is ${found.version} instead of ${entry.version}`;
  }
  return null;
}

/** @param {string} path @returns {Record<string, LockedPackage>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages;

/** @param {LockedPackage} entry */
const isForThisPlatform = ({ os, cpu }) =>
  (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);

/** One sentence for npm's most usual failures, npm's own words for the others. @param {string} output */
function installFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output)) {
    return "The dependencies could not be downloaded: npm does not reach its registry; connect to the network (or set npm's proxy or registry) and start again.";
  }
  if (/ENOSPC/.test(output))
    return "The dependencies need about 600 MB and the disk is full: make room and start again.";
  if (/EACCES|EPERM/.test(output))
    return `The dependencies could not be written: give this user the right to write to ${fromRoot()}.`;
  return `npm ci failed; run it by hand to see more. It said:\n${output.trim().split("\n").slice(-12).join("\n")}`;
}
