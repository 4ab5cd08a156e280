/** The loopback Discord and Telegram that stand in while no credentials are configured: a detached process of their own. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildState } from "../build/build.js";
import { SetupError } from "../output.js";
import { fromRoot } from "../paths.js";
import { freePort } from "../ports.js";
import { endProcess, startTime, until } from "../processes.js";

/** Enough to watch a fetch for half a minute at Discord's limits, and for one and a half at Telegram's. */
const demoMessages = 30_000;
const demoTelegramMessages = 12_000;
const readySeconds = 30;

/**
 * @typedef {object} SandboxState What is remembered of the running sandbox, in DATA_DIR/sandbox.json.
 * @property {number} pid
 * @property {string} startedAt Tells the process from a later one with the same id.
 * @property {number} port The Discord's.
 * @property {number} telegramPort
 * @property {string} build A sandbox of older sources is replaced.
 * @property {{ apiBase: string, cdnBase: string, controlBase: string, tokens: string[],
 *   telegram: { dc: string, publicKeyFile: string, session: string, controlBase: string } }} ready
 */

/**
 * True when the operator configured no account and did not decline (`BACKSCROLL_DEMO=off`).
 * @param {NodeJS.ProcessEnv} configured Without services.env, where the sandbox's own values stand.
 */
export function isDemo({ DISCORD_TOKEN, TELEGRAM_API_ID, BACKSCROLL_DEMO }) {
  return !DISCORD_TOKEN && !TELEGRAM_API_ID && !["0", "false", "off"].includes(BACKSCROLL_DEMO ?? "");
}

/**
 * Starts the sandbox, or finds it running; its ports stay the same as long as they are free. Returns the
 * variables that point the bot to it.
 * @param {string} dataDir
 * @returns {Promise<Record<string, string>>}
 */
export async function startSandbox(dataDir) {
  const build = buildState().server;
  const known = readState(dataDir);
  if (known && isRunning(known) && known.build === build) return variables(known);
  await stopSandbox(dataDir);
  const port = await freePort(known?.port);
  const telegramPort = await freePort(known?.telegramPort);
  const state = await launch(dataDir, { port, telegramPort }, build);
  writeFileSync(stateFile(dataDir), JSON.stringify(state), { mode: 0o600 });
  return variables(state);
}

/** Stops it; false when none runs. @param {string} dataDir */
export async function stopSandbox(dataDir) {
  const known = readState(dataDir);
  if (!known || !isRunning(known)) return false;
  await endProcess(known.pid, 5_000);
  return true;
}

/** The running sandbox's process, or null. @param {string} dataDir */
export function findSandbox(dataDir) {
  const known = readState(dataDir);
  return known && isRunning(known) ? known : null;
}

/**
 * @param {string} dataDir @param {{ port: number, telegramPort: number }} ports @param {string} build
 * @returns {Promise<SandboxState>}
 */
async function launch(dataDir, ports, build) {
  const script = fromRoot("dist", "sandbox", "main.js");
  if (!existsSync(script))
    throw new SetupError(`The sandbox is not built: run "npm run build", or set DISCORD_TOKEN in .env.`);
  const logFile = join(dataDir, "logs", "sandbox.log");
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const log = openSync(logFile, "w");
  const flags = {
    port: ports.port,
    "telegram-port": ports.telegramPort,
    messages: demoMessages,
    "telegram-messages": demoTelegramMessages,
    keys: join(dataDir, "sandbox"),
  };
  const args = ["demo", ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: fromRoot(),
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let ended = false;
  child.once("exit", () => (ended = true));
  /** @type {SandboxState["ready"] | undefined} */
  let ready;
  await until(() => (ready = readyLine(logFile)) !== undefined || ended, readySeconds * 1000);
  const pid = child.pid ?? 0;
  if (!ready) {
    child.kill("SIGKILL");
    throw new SetupError(
      `The demonstration sandbox did not start: see ${logFile}, or set DISCORD_TOKEN in .env.`,
    );
  }
  child.unref();
  return { pid, startedAt: startTime(pid) ?? "", ...ports, build, ready };
}

/** What the sandbox says when it listens: one line of JSON. @param {string} logFile @returns {SandboxState["ready"] | undefined} */
function readyLine(logFile) {
  const line = readFileSync(logFile, "utf8")
    .split("\n")
    .slice(0, -1)
    .find((text) => text.startsWith('{"ready":true'));
  return line ? JSON.parse(line) : undefined;
}

/** @param {SandboxState} state */
const variables = ({ ready }) => ({
  BACKSCROLL_DEMO: "on",
  // Names of their own: DISCORD_API_BASE stays what the operator says, for a token that is added in the console.
  BACKSCROLL_DEMO_TOKEN: ready.tokens[0] ?? "",
  BACKSCROLL_DEMO_API_BASE: ready.apiBase,
  BACKSCROLL_DEMO_CDN_BASE: ready.cdnBase,
  BACKSCROLL_DEMO_TELEGRAM_DC: ready.telegram.dc,
  BACKSCROLL_DEMO_TELEGRAM_KEY: ready.telegram.publicKeyFile,
  BACKSCROLL_DEMO_TELEGRAM_SESSION: ready.telegram.session,
});

/** @param {SandboxState} state */
const isRunning = ({ pid, startedAt }) => startTime(pid) === startedAt;

/** @param {string} dataDir */
const stateFile = (dataDir) => join(dataDir, "sandbox.json");

/** @param {string} dataDir @returns {SandboxState | null} */
function readState(dataDir) {
  try {
    return JSON.parse(readFileSync(stateFile(dataDir), "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) rmSync(stateFile(dataDir)); // cut off by a full disk
    return null;
  }
}
