/** Waiting until the three processes do their work, as their health checks tell, and what asks for attention. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../environment.js";
import { SetupError } from "../output.js";
import { until } from "../processes.js";
import { addresses } from "./addresses.js";
import { listApps } from "./pm2.js";

const readySeconds = 90;
/** After as many restarts within one start an app will not come up by waiting. */
const hopelessRestarts = 4;

/** Without these nothing works. Other checks (a disk nearly full, an account refused) only ask for attention. */
const essential = ["database", "migrations", "bot"];
/** So long an account may take to connect before it is told that it did not. */
const settleSeconds = 8;

/** @typedef {{ missing: Map<string, string>, notes: string[] }} Health */

/**
 * What each app still lacks, in words (empty when all three work), and what else asks for attention.
 * @param {ReturnType<typeof addresses>} [where]
 * @returns {Promise<Health>}
 */
export async function readHealth({ api, client } = addresses()) {
  const [ready, page] = await Promise.all([
    answer(`${api.origin}/api/v1/health/ready`),
    answer(`${client.origin}/`),
  ]);
  /** @type {Map<string, string>} */
  const missing = new Map();
  const notes = [];
  const checks = /** @type {{ checks?: Record<string, { status: string, detail?: string }> }} */ (
    ready.body ?? {}
  ).checks;
  if (!checks) missing.set("discord-api", ready.problem ?? `answers ${ready.status}`);
  for (const [name, { status, detail }] of Object.entries(checks ?? {})) {
    if (status === "healthy") continue;
    const words = `${name} is ${status}${detail ? ` (${detail})` : ""}`;
    if (!essential.includes(name)) notes.push(detail ?? words);
    else missing.set(name === "bot" ? "discord-bot" : "discord-api", words);
  }
  if (page.status === 0 || page.status >= 400)
    missing.set("discord-client", page.problem ?? `answers ${page.status}`);
  const told = [...missing.values()].join();
  return { missing, notes: [...new Set(notes)].filter((note) => !told.includes(note)) };
}

/**
 * Waits for all three; throws a SetupError that shows the log of the first that did not come up. Returns what
 * asks for attention all the same.
 */
export async function waitForHealth() {
  /** @type {Health} */
  let health = { missing: new Map(), notes: [] };
  let looks = 0;
  const healthy = await until(async () => {
    health = await readHealth();
    const { missing } = health;
    return missing.size === 0 || (++looks % 25 === 0 && (await isHopeless()));
  }, readySeconds * 1000);
  const { missing } = health;
  if (healthy && missing.size === 0) {
    const settled = async () => (health = await readHealth()).notes.length === 0;
    if (health.notes.length > 0) await until(settled, settleSeconds * 1000);
    return health.notes;
  }
  const [name, problem] = /** @type {[string, string]} */ ([...missing][0]);
  const others = [...missing.keys()].slice(1).join(", ");
  throw new SetupError(
    `${name} did not come up: ${problem}${others ? `; nor did ${others}` : ""}. See npm run logs. Its last lines:\n${logTail(name)}`,
  );
}

async function isHopeless() {
  return (await listApps()).some((app) => app.restarts >= hopelessRestarts || app.status === "errored");
}

/**
 * @param {string} url
 * @returns {Promise<{ status: number, body?: unknown, problem?: string }>} `status` 0: no answer.
 */
async function answer(url) {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined };
  } catch (error) {
    const { cause, message } = /** @type {Error & { cause?: { code?: string } }} */ (error);
    return { status: 0, problem: cause?.code === "ECONNREFUSED" ? "does not listen" : message };
  }
}

/** The end of the log that the process wrote to last: JSON lines, or what it said when it broke. @param {string} name */
function logTail(name) {
  const folder = join(readSettings().dataDir, "logs");
  const files = [join(folder, `${name}.error.log`), join(folder, `${name}.log`)].filter((file) =>
    existsSync(file),
  );
  const [last] = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const lines = last ? readFileSync(last, "utf8").trim().split("\n").slice(-10) : [];
  return lines.join("\n") || "(nothing logged)";
}
