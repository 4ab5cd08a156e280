/**
 * Real PostgreSQL databases for tests: cloned from one migrated template, so that each costs some tens of
 * milliseconds. Nothing is started until the first test asks.
 *
 * The server is the one of `BACKSCROLL_TEST_DATABASE_URL` (set by `npm test`, or by you: its role must be
 * allowed to create databases), else an embedded one that lives as long as the run.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { migrateUp, migrationsDirectory } from "../../scripts/lib/postgres/migrations.js";
import { startTestServer, type TestServer } from "../../scripts/lib/test/server.js";
import { emptyFunction, tablesWithRows } from "./databaseSql.ts";

export interface TestDatabase {
  /** Connections of this file; closed at its end. */
  readonly pool: Pool;
  /** For processes that connect themselves. */
  readonly url: string;
}

/**
 * Gives the surrounding `describe` a database of its own: made before its tests, emptied after each
 * (identities restart), dropped at the end. Its fields may be read inside hooks and tests only.
 */
export function useTestDatabase(): TestDatabase {
  let made: OwnDatabase | undefined;
  const current = () => {
    if (!made) throw new Error("The test database exists inside hooks and tests only.");
    return made;
  };
  before("make the test database", async function () {
    this.timeout(60_000);
    made = await makeDatabase();
  });
  afterEach("empty the test database", async function () {
    await emptyDatabase(current().pool);
  });
  after("drop the test database", async function () {
    await made?.drop();
  });
  return {
    get pool() {
      return current().pool;
    },
    get url() {
      return current().url;
    },
  };
}

export interface OwnDatabase extends TestDatabase {
  /** Ends all connections to it, whosever they are, and removes it. */
  drop(): Promise<void>;
}

/**
 * A migrated PostgreSQL server of its own for the surrounding `describe`, for tests that stop or kill it;
 * removed at the end. `settings` are the server's; commits are not flushed to the disk unless they say so.
 * Its fields may be read inside hooks and tests only.
 */
export function useDatabaseServer(settings: Record<string, string | number> = {}): {
  readonly server: TestServer;
} {
  let made: TestServer | undefined;
  before("start a PostgreSQL server", async function () {
    this.timeout(60_000);
    made = await startTestServer({ settings });
    await migrateUp(made.url);
  });
  after("remove the PostgreSQL server", async function () {
    this.timeout(60_000);
    await made?.remove();
  });
  return {
    get server() {
      if (!made) throw new Error("The server exists inside hooks and tests only.");
      return made;
    },
  };
}

/** Makes a migrated, empty database. The caller drops it. */
export async function makeDatabase(): Promise<OwnDatabase> {
  const { url: serverUrl, template } = await testServer();
  const name = `test_${process.pid}_${++databaseCount}`;
  await withClient(serverUrl, (client) => client.query(`create database ${name} template ${template}`));
  const url = databaseUrl(serverUrl, name);
  const log = createLogger({ process: "test", level: "fatal" });
  const pool = createPool(url, { applicationName: "test", size: 10, statementTimeoutMs: 15_000, log });
  return {
    url,
    pool,
    async drop() {
      // Before the pool ends: a client that a failed test never released would keep it waiting.
      await withClient(serverUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
      await Promise.race([pool.end(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    },
  };
}

/** Empties every table but the list of migrations. Fails when a test left a transaction open. */
export async function emptyDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set lock_timeout = '5s'");
    // Processes of the test may still be writing, and lock tables in another order: whoever loses tries again.
    for (let left = 5; left > 0; left--) {
      const isEmpty = await client.query("select test_support.empty()").then(
        () => true,
        (error: unknown) => {
          if (left > 1 && error instanceof Error && "code" in error && error.code === "40P01") return false;
          throw error;
        },
      );
      if (isEmpty) break;
    }
    await client.query("reset lock_timeout");
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Ends the server of this run, when one was started; called once, at the end. */
export async function releaseTestServer(): Promise<void> {
  const ready = await server?.catch(() => undefined);
  await ready?.own?.remove();
}

let databaseCount = 0;
let server: Promise<{ url: string; template: string; own: TestServer | undefined }> | undefined;

function testServer() {
  server ??= prepareServer();
  return server;
}

async function prepareServer() {
  const given = process.env.BACKSCROLL_TEST_DATABASE_URL;
  const own = given ? undefined : await startTestServer();
  const url = given ?? own?.url ?? "";
  return { url, template: await ensureTemplate(url), own };
}

/**
 * The template's name carries a digest of the migrations, so that runs with different ones may share a
 * server. Several processes may get here at once: one makes it, the others wait.
 */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const digest = createHash("sha256").update(emptyFunction);
  for (const file of readdirSync(migrationsDirectory).sort()) {
    digest.update(readFileSync(join(migrationsDirectory, file)));
  }
  const template = `template_${digest.digest("hex").slice(0, 12)}`;
  await withClient(serverUrl, async (client) => {
    await client.query("select pg_advisory_lock(hashtext('backscroll test template'))");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount) return;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template template0`);
    await migrateUp(databaseUrl(serverUrl, draft));
    await withClient(databaseUrl(serverUrl, draft), async (inside) => {
      const { rows } = await inside.query<{ name: string }>(tablesWithRows);
      if (rows.length > 0) {
        throw new Error(
          `Migrations fill ${rows.map((row) => row.name).join(", ")}: emptying would lose that.`,
        );
      }
      await inside.query(emptyFunction);
    });
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
