/**
 * Looking at processes by id. An id alone proves nothing: it may belong to a zombie, or to another
 * program that got the number later, so a process is remembered together with the time it started.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const hasProc = process.platform === "linux";

/**
 * When the process started, in an opaque form that only this machine's current boot understands, or
 * null when there is no such process or it is a zombie.
 * @param {number} pid
 * @returns {string | null}
 */
export function startTime(pid) {
  if (hasProc) {
    const stat = readProc(pid, "stat");
    if (!stat) return null;
    // The command name may hold spaces and brackets: fields are counted from the last ")". proc(5)
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  }
  const line = ps(pid, "state=,lstart=");
  return line && !line.startsWith("Z") ? line.replace(/^\S+\s+/, "") : null;
}

/** The command line, arguments separated by spaces; empty when it cannot be read. @param {number} pid */
export function commandLine(pid) {
  return (hasProc ? readProc(pid, "cmdline")?.replaceAll("\0", " ") : ps(pid, "command=")) ?? "";
}

/**
 * The working directory, or null when the process is gone, belongs to someone else, or the system
 * does not tell (macOS).
 * @param {number} pid
 */
export function workingDirectory(pid) {
  if (!hasProc) return null;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, "");
  } catch {
    return null; // gone, or another user's
  }
}

/**
 * Whether the file that the process runs was removed or replaced since it started (Linux; elsewhere false).
 * @param {number} pid
 */
export function isProgramGone(pid) {
  if (!hasProc) return false;
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith(" (deleted)");
  } catch {
    return false; // gone, or another user's
  }
}

/**
 * One variable of the environment a process was started with, or null.
 * @param {number} pid
 * @param {string} name
 */
export function environmentValue(pid, name) {
  const entries = hasProc ? readProc(pid, "environ")?.split("\0") : ps(pid, "command=", "-E")?.split(" ");
  return entries?.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** Ids of all processes that can be seen; empty where the system does not tell (macOS). */
export function processIds() {
  if (!hasProc) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/**
 * Sends a signal. False when the process is gone or not ours.
 * @param {number} pid A negative id addresses the process group.
 * @param {NodeJS.Signals | 0} signal 0 only asks.
 */
export function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/**
 * Waits until `condition` holds, looking every 20 ms at first and every 200 ms later.
 * Returns false when `timeoutMs` passed first.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} timeoutMs
 */
export async function until(condition, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(200, pauseMs * 1.5)) {
    if (await condition()) return true;
    if (Date.now() >= deadline) return false;
    await sleep(pauseMs);
  }
}

/**
 * Ends a process: SIGTERM, then SIGKILL when it is still there after `graceMs`.
 * @param {number} pid
 * @param {number} graceMs
 */
export async function endProcess(pid, graceMs) {
  const started = startTime(pid);
  if (started === null) return;
  send(pid, "SIGTERM");
  const gone = () => startTime(pid) !== started;
  if (await until(gone, graceMs)) return;
  send(pid, "SIGKILL");
  await until(gone, 5000);
}

/** @param {number} pid @param {string} file */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null; // gone, or another user's
  }
}

/** @param {number} pid @param {string} format @param {string[]} options */
function ps(pid, format, ...options) {
  try {
    return execFileSync("ps", [...options, "-o", format, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null; // ps fails when there is no such process
  }
}
