/** Watches the services of an installation and brings back what is away. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../processes.js";
import { rotateInPlace } from "./logFiles.js";
import { managedApps } from "./managed.js";
import { keeperName } from "./pm2.js";
import { bringBack, missingServices } from "./services.js";

const lookMs = 1_000;
/** While the disk is full every attempt fails: not too often, and not long after there is space. */
const longestPauseMs = 15_000;
const postgresLog = { maxBytes: 10_000_000, keep: 2 };

/**
 * Looks every second until `stop` aborts; a start that is under way is seen through first.
 * @param {string} dataDir
 * @param {AbortSignal} stop
 */
export async function keepServices(dataDir, stop) {
  log("info", "keeper.started", "watching the services");
  for (let failures = 0; !stop.aborted; ) {
    const away = missingServices();
    if (away.length > 0) failures = (await restore(away)) ? 0 : failures + 1;
    else failures = 0;
    keepLogSmall(join(dataDir, "postgres", "server.log"));
    const pauseMs = Math.min(longestPauseMs, lookMs * 2 ** Math.min(failures, 10));
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => {}); // the abort ends the loop
  }
  log("info", "keeper.stopped", "stopped; the services go on");
}

/** @param {string[]} away */
async function restore(away) {
  log("warn", "keeper.service_away", `${away.join(" and ")} is away: starting it`);
  try {
    const { moved } = await bringBack();
    log("info", "keeper.service_back", `${away.join(" and ")} is back`);
    if (moved) restartApps();
    return true;
  } catch (error) {
    log("error", "keeper.start_failed", error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** The apps read the addresses at their start; PM2 starts anew what ends. */
function restartApps() {
  log("warn", "keeper.address_changed", "another program has the old port: restarting the processes");
  for (const { name, pid } of managedApps()) if (name !== keeperName) send(pid, "SIGINT");
}

/** @param {string} path */
function keepLogSmall(path) {
  try {
    rotateInPlace(path, postgresLog);
  } catch {
    // no space for the copy, or not ours to change: the next look tries again
  }
}

/** A line like those of the other processes. @param {string} level @param {string} code @param {string} msg */
function log(level, code, msg) {
  const line = { level, time: new Date().toISOString(), process: keeperName, code, msg };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
