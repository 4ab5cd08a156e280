/**
 * The running server as its files and the process table show it. `postmaster.pid` is written by the
 * server and stays behind when it is killed; PostgreSQL then refuses to start as long as any process
 * has that number, be it a zombie or another program. Here the number must belong to a live server that
 * works in this very folder.
 */
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../output.js";
import { commandLine, processIds, send, startTime, until, workingDirectory } from "../processes.js";

/**
 * The live server of a data folder, or null. `ready` is false while it starts, recovers or stops.
 * @param {string} dataDirectory
 * @returns {{ pid: number, port: number, ready: boolean } | null}
 */
export function findPostmaster(dataDirectory) {
  let lines;
  try {
    lines = readFileSync(join(dataDirectory, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null; // stopped cleanly, or never started
  }
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory key, state
  // https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h
  const pid = Math.abs(Number(lines[0]));
  if (!pid || !isServerOf(pid, dataDirectory)) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/**
 * Clears the way after an unclean end: waits for leftover server processes to notice that their parent
 * is gone (they do within moments), then removes the stale `postmaster.pid`. Call only when
 * `findPostmaster` answers null. Throws when leftovers stay, since starting beside them would destroy data.
 * @param {string} dataDirectory
 */
export async function clearStalePostmaster(dataDirectory) {
  const left = () => serverProcesses(dataDirectory);
  if (!(await until(() => left().length === 0, 15_000))) {
    throw new SetupError(
      `Processes of a killed PostgreSQL still use ${dataDirectory} (${left().join(", ")}): end them, then start again.`,
    );
  }
  rmSync(join(dataDirectory, "postmaster.pid"), { force: true });
}

/** Ids of all live server processes that work in the folder (Linux only; elsewhere empty). @param {string} dataDirectory */
export function serverProcesses(dataDirectory) {
  if (!existsSync(dataDirectory)) return [];
  return processIds().filter((pid) => workingDirectory(pid) === realpathSync(dataDirectory) && isAlive(pid));
}

/** Kills the server and all its processes at once, as a power cut would. @param {string} dataDirectory */
export async function killServer(dataDirectory) {
  const postmaster = findPostmaster(dataDirectory);
  const pids = new Set([...(postmaster ? [postmaster.pid] : []), ...serverProcesses(dataDirectory)]);
  for (const pid of pids) send(pid, "SIGKILL");
  await until(
    () => [...pids].every((pid) => !isAlive(pid)) && serverProcesses(dataDirectory).length === 0,
    10_000,
  );
}

/** @param {number} pid */
const isAlive = (pid) => startTime(pid) !== null;

/** @param {number} pid @param {string} dataDirectory */
function isServerOf(pid, dataDirectory) {
  if (!isAlive(pid)) return false;
  const directory = workingDirectory(pid);
  if (directory !== null)
    return directory === realpathSync(dataDirectory) && /postgres|postmaster/.test(commandLine(pid));
  const command = commandLine(pid); // another user's process, or macOS: its arguments are all there is to see
  return /postgres|postmaster/.test(command) && command.includes(dataDirectory);
}
