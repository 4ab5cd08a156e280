/** Migrations as the start script applies them: all or nothing, one runner at a time, both directions. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listMigrations, migrateDown, migrateUp } from "../../scripts/lib/postgres/migrations.js";
import { makeDatabase, type OwnDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";

const migrationsModule = new URL("../../scripts/lib/postgres/migrations.js", import.meta.url).href;

describe("migrations", function () {
  this.timeout(60_000);
  const processes = useProcesses();
  let database: OwnDatabase;
  let directory: string;
  beforeEach(async function () {
    database = await makeDatabase();
    directory = mkdtempSync(join(tmpdir(), "backscroll-migrations-"));
  });
  afterEach(async function () {
    await database.drop();
    rmSync(directory, { recursive: true });
  });
  const write = (name: string, up: string, down = "select 1") =>
    writeFileSync(join(directory, name), `-- Up Migration\n${up};\n-- Down Migration\n${down};\n`);
  const schema = async () => {
    const { rows } = await database.pool.query(`
      select table_name, column_name, data_type, column_default from information_schema.columns
      where table_schema = 'public' and table_name <> 'pgmigrations' order by 1, 2`);
    return rows;
  };
  /** A schema without ours, for migrations of the test's own. */
  const emptied = () => database.pool.query("drop schema public cascade; create schema public");

  it("can all be taken back and applied again, with the same result", async function () {
    const before = await schema();
    assert.ok(before.length > 50);
    const count = (await listMigrations(database.url)).length;
    assert.equal((await migrateDown(database.url, { count })).length, count);
    assert.deepEqual(await schema(), []);
    assert.equal((await migrateUp(database.url)).length, count);
    assert.deepEqual(await schema(), before);
    assert.deepEqual(await migrateUp(database.url), []);
  });

  it("are listed with their state, those of a newer version included", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()", "drop table one");
    write("0002_two.sql", "create table two ()", "drop table two");
    writeFileSync(join(directory, "notes.txt"), "not a migration");
    assert.deepEqual(await migrateUp(database.url, { directory }), ["0001_one", "0002_two"]);
    write("0003_three.sql", "create table three ()");
    rmSync(join(directory, "0002_two.sql"));
    const states = (await listMigrations(database.url, { directory })).map((state) => [
      state.name,
      state.appliedAt instanceof Date,
      state.missing,
    ]);
    assert.deepEqual(states, [
      ["0001_one", true, false],
      ["0003_three", false, false],
      ["0002_two", true, true],
    ]);
  });

  it("leave the schema as it was when one fails, and say why", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write("0002_two.sql", "create table two (); alter table nowhere add column n int");
    await assert.rejects(migrateUp(database.url, { directory }), /relation "nowhere" does not exist/);
    assert.deepEqual(await tables(), []);
  });

  it("leave the schema as it was when the runner is killed, and complete the next time", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write(
      "0002_two.sql",
      "create table two (); select pg_sleep(case when current_setting('test.slow', true) = 'on' then 60 else 0 end)",
    );
    const entry = join(directory, "..", `backscroll-runner-${process.pid}.mjs`);
    const slowUrl = `${database.url}?options=-c%20test.slow%3Don%20-c%20client_connection_check_interval%3D100ms`;
    writeFileSync(
      entry,
      `import { migrateUp } from ${JSON.stringify(migrationsModule)};
      await migrateUp(${JSON.stringify(slowUrl)}, { directory: ${JSON.stringify(directory)} });`,
    );
    const runner = processes.start({ entry });
    await eventually("the runner is in its second migration", async () => {
      const { rowCount } = await database.pool.query(
        "select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
      );
      return rowCount;
    });
    await runner.kill9();
    rmSync(entry);
    assert.deepEqual(await tables(), []);
    assert.deepEqual(await migrateUp(database.url, { directory }), ["0001_one", "0002_two"]);
    assert.deepEqual(await tables(), ["one", "two"]);
  });

  it("are applied once by runners at the same time", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write("0002_two.sql", "select pg_sleep(0.2)");
    const done = await Promise.all([1, 2, 3].map(() => migrateUp(database.url, { directory })));
    assert.deepEqual(done.flat().sort(), ["0001_one", "0002_two"]);
  });

  it("wait for a database that is away, and say so", async function () {
    const nowhere = "postgres://someone:secret@127.0.0.1:1/discord_stats";
    let waits = 0;
    await assert.rejects(migrateUp(nowhere, { waitMs: 600, onWait: () => waits++ }), (error: Error) => {
      assert.match(error.message, /postgres:\/\/someone@127\.0\.0\.1:1\/discord_stats cannot be reached/);
      return true;
    });
    assert.equal(waits, 1);
  });

  async function tables(): Promise<string[]> {
    const { rows } = await database.pool.query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'pgmigrations' order by 1",
    );
    return rows.map((row) => row.name);
  }
});
