/**
 * Runs test files in mocha, several groups beside each other: most tests across processes wait for processes, so that
 * two lanes take little more than half the time of one. A lane keeps one PostgreSQL per version for all it runs.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromRoot } from "../paths.js";
import { send, until } from "../processes.js";
import { packageProgram } from "../run.js";
import { startTestServer } from "./server.js";

/** @typedef {{ title: string, file?: string, reason: string }} FailedTest `file` is missing where mocha itself failed. */
/**
 * @typedef {{
 *   passes: number, failures: number, pending: number, slowest: { title: string, ms: number }[], failed: FailedTest[]
 * }} Counts
 */
/** @typedef {import("./files.js").TestRun} TestRun */
/** @typedef {{ run: TestRun, counts: Counts, output: string, ms: number }} Finished */

/** Ctrl-C: what runs is told to end, and nothing new begins. */
export class Lanes {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  #running = new Set();
  #isInterrupted = false;

  get isInterrupted() {
    return this.#isInterrupted;
  }

  interrupt() {
    this.#isInterrupted = true;
    // The whole group: mocha's own process passes no SIGTERM to the one that runs the tests.
    for (const { pid } of this.#running) if (pid) send(-pid, "SIGTERM");
  }

  /**
   * Runs all of `runs` in their order, `count` at a time, and calls `onDone` after each. With one lane their output is
   * passed on as it comes, with more it is kept until the run's end.
   * @param {readonly TestRun[]} runs
   * @param {{ count: number, options: string[], onDone: (finished: Finished) => void }} how
   */
  async run(runs, { count, options, onDone }) {
    const waiting = [...runs];
    const lane = async () => {
      /** @type {Map<string | undefined, Promise<import("./server.js").TestServer>>} */
      const servers = new Map();
      try {
        for (let run = waiting.shift(); run && !this.#isInterrupted; run = waiting.shift()) {
          const server = servers.get(run.binDir) ?? startTestServer({ binDir: run.binDir });
          servers.set(run.binDir, server);
          onDone(await this.#runMocha(run, await server, options, count === 1));
        }
      } finally {
        for (const server of servers.values()) await (await server).remove();
      }
    };
    await Promise.all(Array.from({ length: count }, lane));
  }

  /**
   * @param {TestRun} run
   * @param {import("./server.js").TestServer} server
   * @param {string[]} options
   * @param {boolean} isShown
   * @returns {Promise<Finished>}
   */
  async #runMocha(run, server, options, isShown) {
    const startedMs = Date.now();
    const folder = mkdtempSync(join(tmpdir(), "backscroll-summary-"));
    const summary = join(folder, "summary.json");
    const reporter = fromRoot("scripts", "lib", "test", "summaryReporter.cjs");
    const args = ["--reporter", reporter, ...(isShown ? [] : ["--no-color"]), ...options, ...run.files];
    const mocha = spawn(packageProgram("mocha"), args, {
      cwd: fromRoot(),
      stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "test",
        BACKSCROLL_TEST_DATABASE_URL: server.url,
        BACKSCROLL_TEST_SUMMARY: summary,
      },
      // A group of its own: Ctrl-C reaches it once, from us.
      detached: true,
    });
    /** @type {Buffer[]} */
    const output = [];
    for (const stream of [mocha.stdout, mocha.stderr]) stream?.on("data", (chunk) => output.push(chunk));
    this.#running.add(mocha);
    try {
      const code = await new Promise((resolve) => mocha.once("close", resolve));
      const group = -(mocha.pid ?? 0);
      if (this.#isInterrupted) await until(() => !send(group, 0), 5_000); // it ends what its tests started
      const counts = existsSync(summary)
        ? JSON.parse(readFileSync(summary, "utf8"))
        : { passes: 0, failures: 0, pending: 0, slowest: [], failed: [] };
      // Ended without counting failures: a file that does not load, a crash.
      if (code !== 0 && counts.failures === 0) {
        counts.failures = 1;
        counts.failed.push({ title: run.name, reason: `mocha ended with code ${code}` });
      }
      return { run, counts, output: Buffer.concat(output).toString(), ms: Date.now() - startedMs };
    } finally {
      this.#running.delete(mocha);
      rmSync(folder, { recursive: true });
    }
  }
}
