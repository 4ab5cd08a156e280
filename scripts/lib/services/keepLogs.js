/**
 * Loaded into every app before its own code (ecosystem.config.js): keeps the two log files that PM2 writes for it
 * bounded, and open. PM2 opens all of them anew at SIGUSR2; a file moved aside is written to until then, so that no
 * line is lost. A file that PM2 closed because the disk was full is opened again once there is space.
 */
import { realpathSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { readSettings } from "../environment.js";
import { commandLine, send } from "../processes.js";
import { hasOpen, rotateLog } from "./logFiles.js";

const lookMs = 10_000;
const paths = [process.env.pm_out_log_path, process.env.pm_err_log_path].filter((path) => path !== undefined);
const pm2 = process.ppid;

// A forked helper of the app inherits this module with the app's variables: its parent is not PM2.
if (isMainThread && paths.length > 0 && isDaemon(pm2)) {
  const { LOG_FILE_BYTES = "10000000", LOG_FILES = "5" } = readSettings().configured;
  const limits = { maxBytes: Number(LOG_FILE_BYTES), keep: Number(LOG_FILES) - 1 };
  setInterval(() => look(limits), lookMs).unref();
}

/** @param {{ maxBytes: number, keep: number }} limits */
function look(limits) {
  try {
    const moved = paths.map((path) => rotateLog(path, limits)).some(Boolean);
    if ((moved || paths.some(isClosed)) && isDaemon(pm2)) send(pm2, "SIGUSR2");
  } catch {
    // The log folder cannot be read or written now; the next look tries again.
  }
}

/** @param {string} path */
function isClosed(path) {
  try {
    return !hasOpen(pm2, realpathSync(path));
  } catch {
    return true; // removed by hand
  }
}

/** SIGUSR2 would end any other program. @param {number} pid */
function isDaemon(pid) {
  return /^PM2 .*God Daemon/.test(commandLine(pid));
}
