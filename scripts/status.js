/** `npm run status`: what of this checkout runs, and how it is. Exit code 1 when something is down. */
import "./lib/checkNode.js";
import { duration, runScript, say, table, warn } from "./lib/output.js";
import { withoutPassword } from "./lib/postgres/migrations.js";
import { addresses } from "./lib/services/addresses.js";
import { spaceLeft } from "./lib/services/disk.js";
import { readHealth } from "./lib/services/health.js";
import { foreignApps } from "./lib/services/managed.js";
import { appNames, keeperName, listApps, pm2Home } from "./lib/services/pm2.js";
import { neededServices, servicesState } from "./lib/services/services.js";

await runScript(async () => {
  const home = foreignApps()[0]?.pm2Home ?? pm2Home();
  const apps = await listApps(home);
  // Where they were told to listen at their start; this shell may have other settings.
  const where = addresses(apps[0]?.environment);
  const { missing, notes } = await readHealth(where);
  const needed = neededServices();
  const names = needed.postgres || needed.sandbox ? [...appNames, keeperName] : appNames;
  const rows = [...names.map((name) => appRow(name, apps, missing)), ...serviceRows()];
  say(table(["name", "state", "pid", "up", "memory", "restarts"], rows));
  const disk = spaceLeft();
  if (disk) say(`\nDisk: ${disk}`);
  if (home !== pm2Home()) say(`\nThey run in another PM2 (${home}), not in that of npm start.`);
  if (apps.length > 0) say(`\n${where.client.origin.replace("127.0.0.1", "localhost")}`);
  for (const note of notes) warn(`\n⚠ ${note}`);
  if (missing.size > 0) process.exitCode = 1;
});

/** @param {string} name @param {import("./lib/services/pm2.js").App[]} apps @param {Map<string, string>} missing */
function appRow(name, apps, missing) {
  const app = apps.find((candidate) => candidate.name === name);
  if (!app || app.status !== "online") return [name, app?.status ?? "stopped"];
  const state = name === keeperName ? "watches the services" : (missing.get(name) ?? "healthy");
  const up = duration(Date.now() - app.startedMs);
  return [name, state, String(app.pid), up, `${Math.round(app.memoryBytes / 1e6)} MB`, String(app.restarts)];
}

function serviceRows() {
  const { postgres, sandbox, externalUrl } = servicesState();
  const database = externalUrl
    ? ["PostgreSQL", withoutPassword(externalUrl)]
    : ["PostgreSQL", postgres ? `port ${postgres.port}` : "stopped", postgres ? String(postgres.pid) : ""];
  return [database, ...(sandbox ? [["sandbox", `port ${sandbox.port}`, String(sandbox.pid)]] : [])];
}
