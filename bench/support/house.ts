/** A house to measure in: an embedded PostgreSQL, a sandbox and bots, all compiled, each a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { connectSandbox } from "../../sandbox/client.ts";
import { migrateUp } from "../../scripts/lib/postgres/migrations.js";
import { botNodeArguments } from "../../scripts/lib/services/botNode.js";
import { startTestServer } from "../../scripts/lib/test/server.js";

export interface House {
  pool: Pool;
  databaseUrl: string;
  /** Starts a sandbox; its bots connect to it. */
  startSandbox(args: string[]): Promise<Sandbox>;
  startBot(sandbox: Sandbox, env?: Record<string, string>): Promise<Bot>;
  close(): Promise<void>;
}
export interface Sandbox {
  apiBase: string;
  cdnBase: string;
  tokens: string[];
  control: ReturnType<typeof connectSandbox>;
  stop(): Promise<void>;
}
export interface Bot {
  pid: number;
  /** Resident memory in bytes, now. */
  rssBytes(): number;
  stop(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const directory = mkdtempSync(join(tmpdir(), "backscroll-bench-"));
  const server = await startTestServer({ settings: { fsync: "on" } });
  await migrateUp(server.url);
  const log = createLogger({ process: "bench", level: "warn" });
  const pool = createPool(server.url, {
    applicationName: "bench",
    size: 4,
    statementTimeoutMs: 600_000,
    log,
  });
  const children = new Set<ChildProcess>();

  function start(
    file: string,
    args: string[],
    env: Record<string, string> = {},
    nodeArguments: readonly string[] = [],
  ): ChildProcess {
    const child = spawn(
      process.execPath,
      [...nodeArguments, new URL(`../../dist/${file}`, import.meta.url).pathname, ...args],
      {
        cwd: directory,
        env: { PATH: process.env.PATH, ...env },
        stdio: ["ignore", "pipe", openSync(join(directory, "errors.log"), "a")],
      },
    );
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  }
  const stop = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(10_000).then(() => child.kill("SIGKILL"))]);
  };

  return {
    pool,
    databaseUrl: server.url,
    async startSandbox(args) {
      const child = start("sandbox/main.js", ["--port", "0", ...args]);
      const ready = JSON.parse(await lineWith(child, '"ready":true')) as Omit<Sandbox, "control" | "stop"> & {
        controlBase: string;
      };
      return { ...ready, control: connectSandbox(ready.controlBase), stop: () => stop(child) };
    },
    async startBot(sandbox, env = {}) {
      const child = start(
        "bot/main.js",
        [],
        {
          DATABASE_URL: server.url,
          DISCORD_TOKEN: sandbox.tokens[0] ?? "",
          DISCORD_API_BASE: sandbox.apiBase,
          DISCORD_CDN_BASE: sandbox.cdnBase,
          MEDIA_DOWNLOADS: "off",
          ...env,
        },
        botNodeArguments,
      );
      await lineWith(child, '"account.ready"');
      return {
        pid: child.pid ?? 0,
        rssBytes: () =>
          Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) *
          1024,
        stop: () => stop(child),
      };
    },
    async close() {
      await Promise.all([...children].map(stop));
      await pool.end();
      await server.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The first line of a process's output that contains `text`; the rest is read and thrown away. */
function lineWith(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error("The process has no output");
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes(text)) resolve(line);
    });
    child.once("exit", (code) => reject(new Error(`A process of the benchmark ended with ${code}`)));
  });
}

/** Prints one figure. */
export function result(name: string, value: number): void {
  console.log(`RESULT ${name} ${Number(value.toPrecision(4))}`);
}

/** The middle of several figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
