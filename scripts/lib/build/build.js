/** Compiles what changed: the four TypeScript parts into dist/, the console into client/.next/. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withLock } from "../lock.js";
import { duration, SetupError, say } from "../output.js";
import { fromRoot } from "../paths.js";
import { packageProgram, runProgram } from "../run.js";

const serverStamp = fromRoot("dist", "build.sha256");
const clientStamp = fromRoot("client", ".next", "build.sha256");
const clientOutput = fromRoot("client", ".next");
const progressMs = 10_000;
const ignored = new Set(["node_modules", ".next", "dist", "next-env.d.ts"]);

/**
 * @typedef {object} BuildState
 * @property {string} id Names what the sources would build into; changes with every source file.
 * @property {string} server
 * @property {string} client
 * @property {boolean} serverFresh The outputs belong to the sources as they are now.
 * @property {boolean} clientFresh
 */

/** Compares the sources with what was built last; some tens of milliseconds. @returns {BuildState} */
export function buildState() {
  const server = sourceHash([...serverParts(), "tsconfig.base.json", "package-lock.json"]);
  const client = sourceHash(["client", "core/api", "core/model", "package-lock.json"]);
  return {
    id: createHash("sha256")
      .update(server + client)
      .digest("hex")
      .slice(0, 16),
    server,
    client,
    serverFresh: stampOf(serverStamp) === server,
    clientFresh: stampOf(clientStamp) === client,
  };
}

/**
 * Builds what is stale, or everything with `force`; `client: false` leaves the console out. Concurrent calls
 * wait for one another. Throws a SetupError with the compiler's words.
 * @param {{ force?: boolean, client?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function ensureBuilt({ force = false, client = true } = {}) {
  const wanted = () => {
    const state = buildState();
    return { ...state, server: force || !state.serverFresh, client: client && (force || !state.clientFresh) };
  };
  const first = wanted();
  if (!first.server && !first.client) return;
  const wait = { what: "Another build", onWait: () => say("Waiting for another build to end …") };
  await withLock(fromRoot("dist", ".build.lock"), wait, async () => {
    const now = wanted(); // the other build may have done it all
    if (now.server) await step("Compiling bot, API and sandbox", () => buildServer(force));
    if (now.client) await step("Building the console", () => buildClient(force));
  });
}

/** The projects that tsconfig.json refers to by folder; a reference to a file only checks types. */
function serverParts() {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(fromRoot("tsconfig.json"), "utf8"));
  return references.map(({ path }) => path).filter((path) => !path.endsWith(".json"));
}

/** @param {boolean} force */
async function buildServer(force) {
  const { server } = buildState(); // before: a change during the build makes the next one stale
  // --force rewrites files that tsc believes are there; removing dist/ would take them from running processes
  await tool("tsc", ["-b", ...(force ? ["--force"] : []), ...serverParts().map((part) => fromRoot(part))]);
  writeStamp(serverStamp, server);
}

/** @param {boolean} force */
async function buildClient(force) {
  const { client } = buildState();
  rmSync(clientStamp, { force: true }); // an interrupted build is none
  if (force) rmSync(clientOutput, { recursive: true, force: true });
  await tool("next", ["build", fromRoot("client")]);
  writeStamp(clientStamp, client);
}

/** @param {string} name @param {string[]} args */
async function tool(name, args) {
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await runProgram(packageProgram(name), args, { env });
  if (code !== 0)
    throw new SetupError(
      `The sources do not build; ${name} says:\n${output.trim().split("\n").slice(0, 40).join("\n")}`,
    );
}

/** @param {string} doing @param {() => Promise<void>} work */
async function step(doing, work) {
  const startedMs = Date.now();
  say(`${doing} …`);
  const timer = setInterval(() => say(`… ${duration(Date.now() - startedMs)}`), progressMs);
  await work().finally(() => clearInterval(timer));
  say(`${doing} took ${duration(Date.now() - startedMs)}.`);
}

/**
 * A digest of names and contents; tests do not count, since they are not built.
 * @param {string[]} paths Files and folders of the checkout.
 */
function sourceHash(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(sourceFiles).sort())
    hash
      .update(`${path}\0`)
      .update(readFileSync(fromRoot(path)))
      .update("\0");
  return hash.digest("hex");
}

/** @param {string} path @returns {string[]} */
function sourceFiles(path) {
  if (ignored.has(basename(path)) || /\.test\.tsx?$|\.tsbuildinfo$/.test(path)) return [];
  try {
    return readdirSync(fromRoot(path)).flatMap((name) => sourceFiles(join(path, name)));
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return []; // a part that does not exist yet, or a file that was just removed
    throw error;
  }
}

/** @param {string} path */
const stampOf = (path) => (existsSync(path) ? readFileSync(path, "utf8") : null);

/** @param {string} path @param {string} content */
function writeStamp(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
