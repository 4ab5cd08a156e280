/** The Chromium that the browser tests use: from the system, from apt, or named by the tester. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { SetupError } from "../output.js";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/** The two fonts: without them screenshots show boxes for Chinese, Japanese and emoji. */
const aptPackages = ["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"];

/** The path of an installed Chromium or Chrome (`CHROMIUM_PATH` wins), or null. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new SetupError(`CHROMIUM_PATH names ${named}, which is not there.`);
  return named ?? places.find((path) => existsSync(path)) ?? null;
}

/**
 * The path of a Chromium, installed through apt when it is missing and the caller is root; `onInstall` is
 * told before. Throws a SetupError saying what to install.
 * @param {() => void} onInstall
 * @returns {string}
 */
export function ensureBrowser(onInstall) {
  const found = findBrowser();
  if (found && (process.platform !== "linux" || hasFonts())) return found;
  if (canInstall()) {
    onInstall();
    const missing = found ? aptPackages.slice(1) : aptPackages;
    const install = ["install", "-y", "--no-install-recommends", ...missing];
    // A fresh container has no package list; an old list names files that are gone.
    if (apt(install) !== 0 && apt(["update"]) === 0) apt(install);
  }
  const now = findBrowser();
  if (now) return now; // without the fonts the tests pass all the same
  throw new SetupError(
    `The browser tests need Chromium: install it (Debian, Ubuntu: apt-get install ${aptPackages.join(" ")}) or set CHROMIUM_PATH.`,
  );
}

/** @param {string[]} args */
function apt(args) {
  const { status } = spawnSync("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status;
}

const canInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

function hasFonts() {
  try {
    return execFileSync("fc-list", [":lang=zh", "family"], { encoding: "utf8" }).trim() !== "";
  } catch {
    return false; // no fontconfig: no fonts either
  }
}
