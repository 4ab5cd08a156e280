/** Migrations as the start script applies them: each file whole or not at all, one runner at a time, both directions. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  /** A folder with one of the files written so far. */
  const only = (name: string) => {
    const folder = join(directory, "only");
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(directory, name), join(folder, name));
    return folder;
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

  it("keep what went through and leave no part of the one that fails, and say why", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write("0002_two.sql", "create table two (); alter table nowhere add column n int");
    await assert.rejects(migrateUp(database.url, { directory }), /relation "nowhere" does not exist/);
    assert.deepEqual(await tables(), ["one"]);
  });

  it("leave no part of a migration behind when the runner is killed, and complete the next time", async function () {
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
    assert.deepEqual(await tables(), ["one"]);
    assert.deepEqual(await migrateUp(database.url, { directory }), ["0002_two"]);
    assert.deepEqual(await tables(), ["one", "two"]);
  });

  it("give way to who holds a lock, and go through once it is free", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write("0002_two.sql", "alter table one add column n int");
    await migrateUp(database.url, { directory: only("0001_one.sql") });
    const holder = await database.pool.connect();
    await holder.query(
      "begin; set local idle_in_transaction_session_timeout = 0; lock table one in access share mode",
    );
    const migrating = migrateUp(database.url, { directory });
    await eventually("the migration has given way once", async () => {
      const { rowCount } = await database.pool.query(
        "select from pg_stat_activity where application_name = 'backscroll-migrate' and state = 'idle' and query = 'rollback'",
      );
      return rowCount;
    });
    await database.pool.query("select from one"); // nobody waits behind it
    await holder.query("commit");
    holder.release();
    assert.deepEqual(await migrating, ["0002_two"]);
  });

  it("may stand outside a transaction, to build an index beside ordinary work", async function () {
    await emptied();
    write("0001_one.sql", "create table one (n int)");
    write(
      "0002_two.sql",
      "-- Without transaction: builds beside ordinary work.\ncreate index concurrently one_n on one (n);\ncreate index concurrently one_n_too on one (n)",
      "drop index concurrently one_n_too;\ndrop index concurrently one_n",
    );
    const indexes = async () =>
      (await database.pool.query("select from pg_indexes where tablename = 'one'")).rowCount;
    assert.deepEqual(await migrateUp(database.url, { directory }), ["0001_one", "0002_two"]);
    assert.equal(await indexes(), 2);
    assert.deepEqual(await migrateDown(database.url, { directory }), ["0002_two"]);
    assert.equal(await indexes(), 0);
  });

  it("are applied once by runners at the same time", async function () {
    await emptied();
    write("0001_one.sql", "create table one ()");
    write("0002_two.sql", "select pg_sleep(0.2)");
    const done = await Promise.all([1, 2, 3].map(() => migrateUp(database.url, { directory })));
    assert.deepEqual(done.flat().sort(), ["0001_one", "0002_two"]);
  });

  it("lead with data in place from the first release to here and back again", async function () {
    const count = (await listMigrations(database.url)).length;
    await migrateDown(database.url, { count: count - 3 }); // as 0003_console left it
    await database.pool.query(`
      insert into guilds (id, platform, name) values (200000000000000001, 'discord', 'Old server');
      insert into channels (id, guild_id, kind, name) values (300000000000000001, 200000000000000001, 'text', 'general');
      insert into messages (channel_id, id, guild_id, content, created_at)
        select 300000000000000001, n, 200000000000000001, 'message ' || n, now() from generate_series(1, 100000) n;
      insert into archive_days (channel_id, day, messages_saved) values (300000000000000001, current_date, 100000);
      insert into history_fetch_tasks (guild_id) values (200000000000000001);
      insert into history_fetch_tasks (guild_id, channel_id) values (200000000000000001, 300000000000000001);
      update history_fetch_tasks set status = 'running', worker_id = gen_random_uuid(), fence = 5,
        lease_expires_at = now() + interval '1 minute' where channel_id is not null;
      insert into history_fetch_tasks (guild_id, mode, status, completed_at, messages_saved, timeline)
        values (200000000000000001, 'fill', 'completed', now(), 100000, '[]');
      -- What only hands in psql could write, before it was refused.
      insert into history_fetch_tasks (guild_id, mode, status) values (200000000000000001, 'reconcile', 'running');
      insert into history_fetch_tasks (guild_id, mode, after_message_id, priority, options)
        values (200000000000000001, 'reconcile', 7, -3, '{"channelIds": "x", "hello": 1}');
      insert into history_fetch_tasks (guild_id, after_message_id) values (999000000000000001, 8)`);
    // The columns of that release: later ones are added.
    const columns = `channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id,
      topic_id, album_id, extra`;
    const content = async () => {
      const { rows } = await database.pool.query(`
        select (select md5(string_agg((${columns})::text, '' order by id)) from messages) as messages,
          (select json_agg(json_build_array(id, guild_id, channel_id, mode, messages_saved, started_by, attempts, fence) order by id)
            from history_fetch_tasks) as tasks,
          (select sum(messages_saved) from archive_days) as archived`);
      return rows[0];
    };
    const files = () => database.pool.query("select pg_relation_filenode('messages') as messages");
    const before = await content();
    const fileBefore = (await files()).rows;
    assert.equal((await migrateUp(database.url)).length, count - 3);
    assert.deepEqual(await content(), before);
    assert.deepEqual((await files()).rows, fileBefore, "messages is not written anew");
    const { rows: statuses } = await database.pool.query(
      "select id::int, status, priority from history_fetch_tasks order by id",
    );
    assert.deepEqual(
      statuses.map(({ id, status, priority }) => [id, status, priority]),
      [
        [1, "pending", 100],
        [2, "running", 100],
        [3, "completed", 100],
        [4, "pending", 100],
        [5, "cancelled", 0], // its options would have fetched the whole server
        [6, "pending", 100],
      ],
    );
    const { rows: next } = await database.pool.query(
      "insert into history_fetch_tasks (guild_id, after_message_id) values (200000000000000001, 3) returning id::int",
    );
    assert.equal(next[0].id, 7, "numbers go on");
    await database.pool.query("delete from history_fetch_tasks where id = 7");
    await migrateDown(database.url, { count: count - 3 });
    assert.deepEqual(await content(), before);
    await migrateUp(database.url);
    assert.deepEqual(await content(), before);
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
