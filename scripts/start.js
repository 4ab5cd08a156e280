/** `npm start`: everything from a fresh clone to three healthy processes. Quick and harmless when they run. */
import "./lib/checkNode.js";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { buildState, ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { readEnvironment, readSettings } from "./lib/environment.js";
import { withLock } from "./lib/lock.js";
import { duration, runScript, SetupError, say, warn } from "./lib/output.js";
import { rootDirectory } from "./lib/paths.js";
import { isPortFree } from "./lib/ports.js";
import { addresses } from "./lib/services/addresses.js";
import { checkSettings } from "./lib/services/built.js";
import { readHealth, waitForHealth } from "./lib/services/health.js";
import { foreignApps } from "./lib/services/managed.js";
import {
  appNames,
  callerSettings,
  isDaemonRunning,
  keeperName,
  listApps,
  startApps,
  stopApps,
} from "./lib/services/pm2.js";
import { ensureDataDirectory } from "./lib/services/secrets.js";
import { neededServices, servicesUp } from "./lib/services/services.js";

await runScript(async () => {
  const startedMs = Date.now();
  const { dataDir } = readSettings();
  await ensureInstalled();
  await ensureBuilt();
  await checkSettings();
  ensureDataDirectory(dataDir);
  const wait = { what: "Another start", onWait: () => say("Waiting for another start to end …") };
  await withLock(join(dataDir, "start.lock"), wait, async () => {
    refuseForeign();
    if (!isDaemonRunning()) {
      if (await stopApps()) say("… ended processes that an earlier start had left");
      await ensurePortsFree();
    }
    const { demo } = await servicesUp({ onProgress: (step) => say(`… ${step}`) });
    const { started, notes } = await startProcesses();
    say(started ? `Started in ${duration(Date.now() - startedMs)}.` : "Already running, nothing changed.");
    tellHow(demo, dataDir);
    for (const note of notes) warn(`\n⚠ ${note}`);
  });
});

/** Two sets of processes on one archive and the same ports would only be in each other's way. */
function refuseForeign() {
  const [app] = foreignApps();
  if (!app) return;
  throw new SetupError(
    `The processes run already, in another PM2 (${app.pm2Home}): go on with that one (pm2 restart ecosystem.config.js), or end them first with npm stop.`,
  );
}

/**
 * Starts the apps unless they run what is built with the settings as they are. Tells whether it did, and what asks
 * for attention.
 */
async function startProcesses() {
  const release = releaseId();
  const apps = await listApps();
  const { postgres, sandbox } = neededServices();
  const names = postgres || sandbox ? [...appNames, keeperName] : appNames;
  const isCurrent = names.every((name) =>
    apps.some((app) => app.name === name && app.status === "online" && app.release === release),
  );
  if (isCurrent) {
    const { missing, notes } = await readHealth();
    if (missing.size === 0) return { started: false, notes };
  }
  if (!isCurrent) {
    if (await stopApps()) {
      say("… stopped the processes, to start them with the new build or settings");
      await ensurePortsFree();
    }
    await startApps(release);
  }
  return { started: true, notes: await waitForHealth() };
}

/**
 * Stands for the build, the settings and the version of Node.js that the apps run with. Keyed, since settings
 * include passwords that someone could otherwise guess and compare.
 */
function releaseId() {
  const { SECRET_KEY = "", ...settings } = readEnvironment(callerSettings(), rootDirectory);
  const names = Object.keys(settings).toSorted();
  const content = JSON.stringify([
    buildState().id,
    process.version,
    names.map((name) => [name, settings[name]]),
  ]);
  return createHmac("sha256", SECRET_KEY).update(content).digest("hex").slice(0, 16);
}

async function ensurePortsFree() {
  const { api, client } = addresses();
  if (api.port === client.port)
    throw new SetupError(`PORT and CLIENT_PORT are both ${api.port}: give them different numbers.`);
  const checks = [
    { name: "PORT", purpose: "the API", ...api },
    { name: "CLIENT_PORT", purpose: "the console", ...client },
  ];
  for (const { name, purpose, host, port } of checks) {
    if (await isPortFree(port, host)) continue;
    throw new SetupError(
      `Port ${port}, meant for ${purpose}, is used by another program or may not be opened: end that program, or set ${name} to another port (in .env, or ${name}=${port + 10} npm start).`,
    );
  }
}

/** @param {boolean} demo @param {string} dataDir */
function tellHow(demo, dataDir) {
  const { api, client } = addresses();
  say("");
  say(`  Console  ${client.origin.replace("127.0.0.1", "localhost")}`);
  say(`  API      ${api.origin}/api/v1`);
  say(`  Logs     npm run logs   (files in ${join(dataDir, "logs")})`);
  say("  Stop     npm stop");
  if (!demo) return;
  say("");
  say("  This is a demonstration: a Discord and a Telegram made up on this machine.");
  say("  To go live, put DISCORD_TOKEN=<your bot's token> into .env and run npm start again, or log in");
  say("  to Telegram in the console (Accounts).");
}
