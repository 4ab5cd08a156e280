/** Temporary folders of tests, and whatever still runs in them. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine, processIds, send, startTime, until, workingDirectory } from "../processes.js";

const prefix = "backscroll-test-";

/**
 * Makes a temporary folder for a test. The first call of a process also ends and removes what earlier runs
 * left behind that were killed.
 */
export function makeTestFolder() {
  if (!isSwept) sweepTestFolders();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o711); // for root, whose PostgreSQL runs as another user
  writeFileSync(join(folder, "owner"), `${process.pid} ${startTime(process.pid)}`);
  return folder;
}

/** Kills every process that works in the folder or runs something from it, then removes it. @param {string} folder */
export async function removeTestFolder(folder) {
  const left = killAllIn(folder);
  await until(() => left.every((pid) => startTime(pid) === null), 10_000);
  remove(folder);
}

let isSwept = false;

/** Ends and removes what runs left behind that were killed or interrupted. */
export function sweepTestFolders() {
  isSwept = true;
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (!isAbandoned(folder)) continue;
    killAllIn(folder);
    remove(folder);
  }
}

/** @param {string} folder */
function isAbandoned(folder) {
  try {
    if (statSync(folder).uid !== process.getuid?.()) return false;
    const [pid, startedAt] = readFileSync(join(folder, "owner"), "utf8").split(" ");
    return startTime(Number(pid)) !== startedAt;
  } catch {
    return false; // about to be made, or being removed by another run
  }
}

/** Kills every process that works in the folder or runs something from it; returns their ids. @param {string} folder */
function killAllIn(folder) {
  const pids = processIds().filter((pid) => {
    if (pid === process.pid) return false;
    return workingDirectory(pid)?.startsWith(folder) || commandLine(pid).includes(folder);
  });
  for (const pid of pids) send(pid, "SIGKILL");
  return pids;
}

/** @param {string} folder */
const remove = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
