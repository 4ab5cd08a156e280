/**
 * `npm test`: sets up whatever is missing and runs all tests. `npm test -- test/chaos`, `npm test -- core -g claim`:
 * only these files and folders; further options go to mocha.
 */
import "./lib/checkNode.js";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { duration, runScript, say, table } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { send, until } from "./lib/processes.js";
import { packageProgram } from "./lib/run.js";
import { ensureBrowser } from "./lib/test/browser.js";
import { allGroups, namedGroup, needBuild } from "./lib/test/files.js";
import { sweepTestFolders } from "./lib/test/folders.js";
import { startTestServer } from "./lib/test/server.js";

/** @typedef {{ passes: number, failures: number, pending: number, slowest: { title: string, ms: number }[] }} Counts */

/** Shown at the end of a run of everything: a test above 30 s must say why it takes so long. */
const shownSlowest = 10;

/** @type {import("node:child_process").ChildProcess | undefined} */
let mocha;
let interrupted = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interrupted = true;
    // The whole group: mocha's own process passes no SIGTERM to the one that runs the tests.
    if (mocha?.pid) send(-mocha.pid, "SIGTERM");
  });
}

await runScript(async () => {
  const [paths, options] = splitArguments(process.argv.slice(2));
  await ensureInstalled({ withTools: true });
  const groups = paths.length > 0 ? namedGroup(paths) : allGroups();
  if (needBuild(groups)) {
    await ensureBuilt();
    ensureBrowser(() => say("Installing Chromium …"));
  }
  const rows = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Counts["slowest"]} */
  const slow = [];
  for (const group of groups) {
    if (interrupted) break;
    const startedMs = Date.now();
    say(`\n━━ ${group.name} (${group.files.length} files)`);
    const { passes, failures, pending, slowest } = await runGroup(group, options);
    slow.push(...slowest);
    total.passed += passes;
    total.failed += failures;
    total.skipped += pending;
    rows.push([
      group.name,
      String(passes),
      String(failures),
      String(pending),
      duration(Date.now() - startedMs),
    ]);
  }
  if (interrupted) process.exitCode = 130;
  else if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  say(table(["group", "passed", "failed", "skipped", "time"], rows));
  if (paths.length === 0) {
    const rows = slow.toSorted((a, b) => b.ms - a.ms).slice(0, shownSlowest);
    say("");
    say(
      table(
        ["slowest tests", "time"],
        rows.map(({ title, ms }) => [title, duration(ms)]),
      ),
    );
  }
  say(
    `\nTests: ${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`,
  );
});

/**
 * Runs mocha over the group with a PostgreSQL of its own.
 * @param {import("./lib/test/files.js").TestGroup} group
 * @param {string[]} options
 * @returns {Promise<Counts>}
 */
async function runGroup({ files, binDir }, options) {
  const server = await startTestServer({ binDir });
  const folder = mkdtempSync(join(tmpdir(), "backscroll-summary-"));
  const summary = join(folder, "summary.json");
  try {
    const args = [
      "--reporter",
      fromRoot("scripts", "lib", "test", "summaryReporter.cjs"),
      ...options,
      ...files,
    ];
    mocha = spawn(packageProgram("mocha"), args, {
      cwd: fromRoot(),
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        NODE_ENV: "test",
        BACKSCROLL_TEST_DATABASE_URL: server.url,
        BACKSCROLL_TEST_SUMMARY: summary,
      },
      // A group of its own: Ctrl-C reaches it once, from us.
      detached: true,
    });
    const code = await new Promise((resolve) => mocha?.once("close", resolve));
    const group = -(mocha.pid ?? 0);
    if (interrupted) await until(() => !send(group, 0), 5_000); // it ends what its tests started
    const counts = existsSync(summary)
      ? JSON.parse(readFileSync(summary, "utf8"))
      : { passes: 0, failures: 0, pending: 0, slowest: [] };
    // Ended without counting failures: a file that does not load, a crash.
    if (code !== 0 && counts.failures === 0) counts.failures = 1;
    return counts;
  } finally {
    mocha = undefined;
    rmSync(folder, { recursive: true });
    await server.remove();
    sweepTestFolders(); // of tests that were interrupted
  }
}

/**
 * Paths come first; from the first option on everything is mocha's.
 * @param {string[]} words
 * @returns {[string[], string[]]}
 */
function splitArguments(words) {
  const at = words.findIndex((word) => word.startsWith("-"));
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at)];
}
