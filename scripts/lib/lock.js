/** A lock between processes of one machine: a file that names its holder. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./output.js";
import { startTime } from "./processes.js";

/** @typedef {{ what: string, timeoutMs?: number, onWait?: (holderPid: number) => void, signal?: AbortSignal }} LockOptions */

/**
 * Runs `work` while holding the lock file `path`. Waits for another holder that is alive; takes over from
 * one that died (its process is gone, a zombie, or its id belongs to a later process). `what` names the
 * work in the SetupError when waiting takes longer than `timeoutMs` (10 minutes). Rejects when `signal` aborts
 * while it waits.
 * @template T
 * @param {string} path
 * @param {LockOptions} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, options, work) {
  await acquire(path, options);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path @param {LockOptions} options */
async function acquire(path, { what, timeoutMs = 600_000, onWait, signal }) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  for (let told = false; ; ) {
    if (tryCreate(path)) return;
    const found = read(path);
    if (found === null) continue; // released in between
    const holder = parseHolder(found);
    if (holder === null || startTime(holder.pid) !== holder.startedAt) {
      removeStale(path, found);
      continue;
    }
    if (!told) onWait?.(holder.pid);
    told = true;
    if (Date.now() > deadline) {
      throw new SetupError(`${what} is still going on in process ${holder.pid}: wait for it, or end it.`);
    }
    await sleep(100, undefined, { signal });
  }
}

/** Creates the lock file with its content in one step, so that nobody ever reads half of it. @param {string} path */
function tryCreate(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) }));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes a dead holder's file. Someone else may have done so and taken the lock since it was read: the
 * file is moved aside first and put back when it is not the one that was read.
 * @param {string} path @param {string} expected
 */
function removeStale(path, expected) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another process was quicker
  }
  if (read(aside) !== expected) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null; // released
  }
}

/** @param {string} content @returns {{ pid: number, startedAt: string } | null} */
function parseHolder(content) {
  try {
    const { pid, startedAt } = JSON.parse(content);
    return typeof pid === "number" && typeof startedAt === "string" ? { pid, startedAt } : null;
  } catch {
    return null; // not ours, or damaged: as good as no holder
  }
}
