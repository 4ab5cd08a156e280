/** The apps of this checkout that run under any PM2: the one of `npm start`, or the operator's own. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SetupError } from "../output.js";
import { rootDirectory } from "../paths.js";
import { environmentValue, processIds, startTime } from "../processes.js";
import { appNames, keeperName, pm2, pm2Home } from "./pm2.js";

/** @typedef {{ pid: number, name: string, id: string, pm2Home: string }} ManagedApp */

/** Those that run now. Another user's are not seen. @returns {ManagedApp[]} */
export function managedApps() {
  return candidates().flatMap((pid) => {
    if (environmentValue(pid, "pm_cwd") !== rootDirectory || startTime(pid) === null) return [];
    const name = environmentValue(pid, "name") ?? "";
    if (![...appNames, keeperName].includes(name)) return [];
    // A helper that an app started has the app's variables, but not its id in PM2's files.
    if (pidIn(environmentValue(pid, "pm_pid_path")) !== pid) return [];
    return [
      {
        pid,
        name,
        id: environmentValue(pid, "pm_id") ?? "",
        pm2Home: environmentValue(pid, "PM2_HOME") ?? "",
      },
    ];
  });
}

/** Those that `npm start` did not start. */
export const foreignApps = () => managedApps().filter((app) => app.pm2Home !== pm2Home());

/** Stops those, in the PM2s that run them; returns where these live. */
export async function stopForeignApps() {
  const apps = foreignApps();
  const homes = [...new Set(apps.map((app) => app.pm2Home))];
  for (const home of homes) {
    const ids = apps.filter((app) => app.pm2Home === home).map((app) => app.id);
    const { code, output } = await pm2(["stop", ...ids], { home });
    if (code !== 0)
      throw new SetupError(`PM2 (${home}) could not stop the processes; it says:\n${output.trim()}`);
  }
  return homes;
}

/** All processes where the system lists them, else those in the files of the PM2s that are known. */
function candidates() {
  const all = processIds();
  if (all.length > 0) return all;
  const homes = [pm2Home(), process.env.PM2_HOME ?? join(homedir(), ".pm2")];
  return homes
    .map((home) => join(home, "pids"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => pidIn(join(folder, file)) ?? 0))
    .filter((pid) => pid > 0);
}

/** @param {string | null} file */
const pidIn = (file) => (file && existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null);
