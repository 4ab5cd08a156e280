/**
 * PM2 with a home of its own in DATA_DIR/pm2, so that it meddles with no other PM2 of the user and several
 * checkouts run side by side.
 */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../environment.js";
import { SetupError } from "../output.js";
import { fromRoot, rootDirectory } from "../paths.js";
import { commandLine, endProcess, environmentValue, startTime, until } from "../processes.js";
import { packageProgram, runProgram } from "../run.js";

export const appNames = ["discord-bot", "discord-api", "discord-client"];
/** Runs beside them while there are services of ours to watch. */
export const keeperName = "backscroll-keeper";

/** What a process needs of the system around it; all other variables that reach PM2 are settings of ours. */
const systemVariables = [
  "PATH",
  "HOME",
  "USER",
  "SHELL",
  "LANG",
  "LC_ALL",
  "TERM",
  "TZ",
  "TMPDIR",
  "NODE_EXTRA_CA_CERTS",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
];
const settingPattern =
  /^(HOST|PORT|API_URL|DATA_DIR|PUBLIC_URL|TRUSTED_PROXIES|ENCRYPTION_KEY|SECRET_KEY|FORGETTING_KEY|BACKSCROLL_DEMO|(CLIENT|DATABASE|DISCORD|TELEGRAM|TASK|LOG|TG_BACK|S3|MEDIA|MIRROR|BACKUP|MIN)_\w+)$/;

/** @typedef {{ name: string, pid: number, status: string, restarts: number, startedMs: number, memoryBytes: number, release: string, environment: NodeJS.ProcessEnv }} App */

export const pm2Home = () => join(readSettings().dataDir, "pm2");

/**
 * The settings that stand in the caller's own environment; they win over .env.
 * @returns {Record<string, string>}
 */
export const callerSettings = () => pick((name) => settingPattern.test(name));

/**
 * The environment for PM2 and the apps: the caller's settings and what the system needs, nothing else.
 * PM2 writes it into its dump file, readable for all but for the closed folder it stands in.
 * @param {string} [home] Another PM2's than ours.
 * @returns {Record<string, string>}
 */
export function pm2Environment(home = pm2Home()) {
  if (home === pm2Home()) {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
  }
  return {
    ...pick((name) => systemVariables.includes(name)),
    ...callerSettings(),
    PM2_HOME: home,
    PM2_DISCRETE_MODE: "true",
    PM2_DISABLE_VERSION_CHECK: "true", // it would ask the network
    ...(home === pm2Home() ? socketPaths(home) : {}),
  };
}

/** @param {(name: string) => boolean} wanted @returns {Record<string, string>} */
function pick(wanted) {
  const entries = Object.entries(process.env).filter(([name, value]) => value && wanted(name));
  return /** @type {Record<string, string>} */ (Object.fromEntries(entries));
}

/**
 * A socket's path may be at most 107 characters (sockaddr_un); in a deep folder the sockets go elsewhere.
 * @param {string} home
 * @returns {Record<string, string>}
 */
function socketPaths(home) {
  if (join(home, "rpc.sock").length <= 100) return {};
  const digest = createHash("sha256").update(home).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `backscroll-pm2-${process.getuid?.()}-${digest}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { PM2_DAEMON_RPC_PORT: join(folder, "rpc.sock"), PM2_DAEMON_PUB_PORT: join(folder, "pub.sock") };
}

/**
 * Runs a PM2 command.
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string>, home?: string }} [options]
 */
export function pm2(args, { show = false, env = {}, home = pm2Home() } = {}) {
  if (!existsSync(packageProgram("pm2"))) throw new SetupError('PM2 is not installed: run "npm ci" first.');
  return runProgram(packageProgram("pm2"), args, { show, env: { ...pm2Environment(home), ...env } });
}

/** Whether a PM2 daemon (ours) lives; asking PM2 itself would start one. */
export function isDaemonRunning(home = pm2Home()) {
  const pid = readPid(join(home, "pm2.pid"));
  return pid !== null && startTime(pid) !== null && /pm2/i.test(commandLine(pid));
}

/**
 * The apps of this checkout that a PM2 (ours) knows; none when it does not run.
 * @param {string} [home]
 * @returns {Promise<App[]>}
 */
export async function listApps(home = pm2Home()) {
  if (!isDaemonRunning(home)) return [];
  const { output } = await pm2(["jlist"], { home });
  const start = output.search(/\[(\{|\])/); // notices may come first
  if (start < 0) throw new SetupError(`PM2 does not answer; it says: ${output.trim()}`);
  const list = JSON.parse(output.slice(start, output.lastIndexOf("]") + 1));
  const own = list.filter((/** @type {any} */ app) => app.pm2_env.pm_cwd === rootDirectory);
  return own.map((/** @type {any} */ app) => ({
    name: app.name,
    pid: app.pid,
    status: app.pm2_env.status,
    restarts: app.pm2_env.restart_time,
    startedMs: app.pm2_env.pm_uptime,
    memoryBytes: app.monit?.memory ?? 0,
    release: app.pm2_env.BACKSCROLL_RELEASE ?? "",
    environment: app.pm2_env.env ?? {},
  }));
}

/** Starts the apps; `release` is what they are marked with. @param {string} release */
export async function startApps(release) {
  const env = { BACKSCROLL_RELEASE: release, BACKSCROLL_SERVICES_UP: "1" };
  const { code, output } = await pm2(["start", fromRoot("ecosystem.config.js")], { env });
  if (code !== 0) throw new SetupError(`PM2 could not start the processes; it says:\n${output.trim()}`);
}

/** Stops the apps in order (they drain within 25 s), then the daemon. False when nothing ran. */
export async function stopApps() {
  const home = pm2Home();
  const running = isDaemonRunning();
  if (running) {
    const pid = readPid(join(home, "pm2.pid"));
    await pm2(["kill"]);
    if (pid !== null) await until(() => startTime(pid) === null, 5_000);
  }
  return (await endOrphans(home)) || running;
}

/**
 * Ends apps whose PM2 was killed: they live on and hold the ports.
 * @param {string} home
 */
async function endOrphans(home) {
  const folder = join(home, "pids");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const pids = files.map((file) => readPid(join(folder, file))).filter((pid) => pid !== null);
  const ours = pids.filter((pid) => startTime(pid) !== null && environmentValue(pid, "PM2_HOME") === home);
  await Promise.all(ours.map((pid) => endProcess(pid, 28_000)));
  return ours.length > 0;
}

/** @param {string} file */
function readPid(file) {
  if (!existsSync(file)) return null;
  return Number.parseInt(readFileSync(file, "utf8"), 10) || null;
}
