/** Our processes as PM2 runs them, but watched: their log lines, their readiness, their death. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildState } from "../../scripts/lib/build/build.js";
import { botNodeArguments } from "../../scripts/lib/services/botNode.js";
import { makeTestFolder } from "../../scripts/lib/test/folders.js";

// Not import.meta.resolve: mocha loads test files through require, where tsx offers none.
const tsx = createRequire(import.meta.url).resolve("tsx");
const root = fileURLToPath(new URL("../..", import.meta.url));

/** One line of output: the JSON object of a log line, or `{ text }` for anything else. */
export type LogLine = Record<string, unknown> & { text?: string };
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export interface ProcessOptions {
  /** A part of the product (its main.js), or the path of a script. */
  entry: "bot" | "server" | "sandbox" | (string & {});
  /** The whole environment beyond PATH, HOME and LANG: nothing of the tester's leaks in. */
  env?: Record<string, string>;
  args?: string[];
  /** Shown in messages; the entry when left out. */
  name?: string;
  /** `source` runs the TypeScript through tsx and needs no build. The default is what `npm run build` made. */
  from?: "compiled" | "source";
  /** The default is an empty temporary folder, removed at its end: no `.env` is there, and `data/` is its own. */
  cwd?: string;
}

export interface TestProcess {
  readonly pid: number;
  readonly name: string;
  /** All lines so far, both streams in order of arrival. */
  readonly lines: readonly LogLine[];
  /** Resolves when the process sends "ready", as PM2's `wait_ready` expects; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and its output is complete. */
  readonly exited: Promise<Exit>;
  /**
   * The first line, already there or still to come, that carries this `code` or satisfies the function.
   * Rejects with the last lines when it does not come within `timeoutMs` or the process ends.
   */
  waitForLine(match: string | ((line: LogLine) => boolean), timeoutMs?: number): Promise<LogLine>;
  send(signal: NodeJS.Signals): void;
  /** SIGKILL; resolves once it is gone. */
  kill9(): Promise<Exit>;
  /** SIGSTOP and SIGCONT: the process stands still without knowing. */
  freeze(): void;
  thaw(): void;
  /** SIGTERM; resolves once it is gone, which may take the 25 s it has to drain. */
  stop(): Promise<Exit>;
}

/**
 * Starts processes for the tests of the surrounding `describe`; those a test leaves are killed after it.
 * With `{ keep: true }` they live until the end of the `describe`.
 */
export function useProcesses(options: { keep?: boolean } = {}): {
  start(options: ProcessOptions): TestProcess;
} {
  const running: RunningProcess[] = [];
  const endAll = async function () {
    await Promise.all(running.splice(0).map((process) => process.kill9()));
  };
  if (!options.keep) afterEach("end the processes of the test", endAll);
  after("end all processes", endAll);
  return {
    start(processOptions) {
      const process = new RunningProcess(processOptions);
      running.push(process);
      return process;
    },
  };
}

/** Kills what is left of all tests; for the end of an interrupted run. */
export function killAllProcesses(): void {
  for (const process of alive) process.send("SIGKILL");
}

const alive = new Set<RunningProcess>();

class RunningProcess implements TestProcess {
  readonly name: string;
  readonly lines: LogLine[] = [];
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly folder = makeTestFolder();
  private readonly waiting = new Set<() => void>();
  private ended = false;

  constructor(options: ProcessOptions) {
    this.name = options.name ?? options.entry;
    this.child = spawn(process.execPath, [...entryArguments(options), ...(options.args ?? [])], {
      cwd: options.cwd ?? this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, LANG: "C.UTF-8", ...options.env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    alive.add(this);
    this.child.on("error", (error) => this.lines.push({ text: String(error) })); // could not be started
    this.exited = new Promise((resolve) => {
      this.child.once("close", (code, signal) => {
        this.ended = true;
        alive.delete(this);
        rmSync(this.folder, { recursive: true, force: true });
        this.wake();
        resolve({ code, signal });
      });
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.on("message", (message) => message === "ready" && resolve());
      void this.exited.then((exit) => reject(this.failure(`ended before it was ready (${shown(exit)})`)));
    });
    this.ready.catch(() => {}); // for those who do not ask
    for (const stream of [this.child.stdout, this.child.stderr]) this.readLines(stream);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async waitForLine(match: string | ((line: LogLine) => boolean), timeoutMs = 15_000): Promise<LogLine> {
    const matches = typeof match === "string" ? (line: LogLine) => line.code === match : match;
    const wanted = typeof match === "string" ? `with code ${match}` : "that was waited for";
    const deadline = Date.now() + timeoutMs;
    for (let read = 0; ; ) {
      while (read < this.lines.length) {
        const line = this.lines[read++];
        if (line && matches(line)) return line;
      }
      if (this.ended) throw this.failure(`ended without a line ${wanted}`);
      if (Date.now() >= deadline) throw this.failure(`did not print a line ${wanted} within ${timeoutMs} ms`);
      await this.nextOutput(deadline - Date.now());
    }
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  kill9(): Promise<Exit> {
    this.send("SIGKILL");
    return this.exited;
  }

  freeze(): void {
    this.send("SIGSTOP");
  }

  thaw(): void {
    this.send("SIGCONT");
  }

  stop(): Promise<Exit> {
    this.send("SIGTERM");
    return this.exited;
  }

  private failure(what: string): Error {
    const tail = this.lines.slice(-15).map((line) => line.text ?? JSON.stringify(line));
    return new Error(`${this.name} ${what}. Its last lines:\n${tail.join("\n")}`);
  }

  private nextOutput(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.waiting.add(done);
    });
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }

  private readLines(stream: NodeJS.ReadableStream | null): void {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (part: string) => {
      const parts = (rest + part).split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts.map(parseLine));
      this.wake();
    });
    stream?.on("end", () => rest && this.lines.push(parseLine(rest)));
  }
}

function entryArguments({ entry, from = "compiled" }: ProcessOptions): string[] {
  const isPart = /^[a-z]+$/.test(entry);
  if (from === "source") {
    return ["--import", tsx, isPart ? join(root, entry, "main.ts") : entry];
  }
  if (!isPart) return [entry];
  const path = join(root, "dist", entry, "main.js");
  if (!existsSync(path)) throw new Error(`${path} is not there: run npm run build.`);
  if (!buildState().serverFresh && !warned) {
    warned = true;
    process.emitWarning("dist/ is older than the sources: run npm run build before trusting this test.");
  }
  return entry === "bot" ? [...botNodeArguments, path] : [path];
}
let warned = false;

function parseLine(text: string): LogLine {
  if (!text.startsWith("{")) return { text };
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { text };
  }
}

const shown = ({ code, signal }: Exit) => signal ?? `exit code ${code}`;
