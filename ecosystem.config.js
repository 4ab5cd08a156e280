/**
 * The three processes for PM2: `npm start` uses this file, and so may you (`pm2 start ecosystem.config.js`
 * after a build; then PM2 is your own one, and PostgreSQL and the sandbox are started here). While Backscroll runs
 * PostgreSQL or the sandbox for itself, a fourth app brings these back when they are away, after a reboot too.
 *
 * PM2 reads named exports only of an ES module; a default export would be ignored.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readSettings } from "./scripts/lib/environment.js";
import { fromRoot } from "./scripts/lib/paths.js";
import { botNodeArguments } from "./scripts/lib/services/botNode.js";
import { keeperName } from "./scripts/lib/services/pm2.js";
import { neededServices } from "./scripts/lib/services/services.js";

/** PM2 also reads this file to stop or delete: then nothing must be started. */
const starting = process.argv.some((word) =>
  /^(start|restart|reload|startOrRestart|startOrReload|startOrGracefulReload)$/.test(word),
);
if (starting && !process.env.BACKSCROLL_SERVICES_UP) {
  // A failure is told and not fatal: each process starts without its database and waits for it.
  spawnSync(process.execPath, [fromRoot("scripts", "services.js"), "up"], { stdio: "inherit" });
}

const logDirectory = join(readSettings().dataDir, "logs");

const keepLogs = ["--import", pathToFileURL(fromRoot("scripts", "lib", "services", "keepLogs.js")).href];
const { postgres, sandbox } = neededServices();
/** Nothing is watched where DATABASE_URL and a platform's account are the operator's own. */
const hasKeeper = postgres || sandbox;

/** @param {string} name */
const common = (name) => ({
  name,
  cwd: fromRoot(),
  exec_mode: "fork",
  instances: 1,
  kill_timeout: 30_000, // they drain within 25 s
  exp_backoff_restart_delay: 200,
  max_memory_restart: "500M",
  pmx: false, // PM2's own hooks keep a module that failed to load "online" for ever
  node_args: keepLogs,
  merge_logs: true,
  time: false, // every line is JSON with its time
  out_file: join(logDirectory, `${name}.log`),
  error_file: join(logDirectory, `${name}.error.log`),
});

export const apps = [
  ...(hasKeeper
    ? [
        {
          ...common(keeperName),
          script: fromRoot("scripts", "keeper.js"),
          max_memory_restart: "200M",
          env: { NODE_ENV: "production" },
        },
      ]
    : []),
  {
    ...common("discord-bot"),
    script: fromRoot("dist", "bot", "main.js"),
    node_args: [...keepLogs, ...botNodeArguments],
    wait_ready: true,
    listen_timeout: 10_000,
    env: { NODE_ENV: "production" },
  },
  {
    ...common("discord-api"),
    script: fromRoot("dist", "server", "main.js"),
    wait_ready: true,
    listen_timeout: 10_000,
    env: { NODE_ENV: "production" },
  },
  {
    ...common("discord-client"),
    script: fromRoot("dist", "client", "server", "main.js"),
    wait_ready: true,
    listen_timeout: 10_000,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  },
];
