import assert from "node:assert/strict";
import { Client } from "pg";
import { useDatabaseServer, useTestDatabase } from "./database.ts";

describe("useTestDatabase", function () {
  const database = useTestDatabase();
  const guildId = "1000000000000000001";
  const count = async () => (await database.pool.query("select count(*)::int as n from guilds")).rows[0].n;

  // Twice the same: whichever runs second would fail if the first one's row were still there.
  for (const run of ["first", "second"]) {
    it(`starts the ${run} test with empty tables`, async function () {
      assert.equal(await count(), 0);
      await database.pool.query("insert into guilds (id, platform, name) values ($1, 'discord', 'one')", [
        guildId,
      ]);
      assert.equal(await count(), 1);
    });
  }

  it("gives each describe a database of its own", async function () {
    const { rows } = await database.pool.query("select current_database() as name");
    assert.match(rows[0].name, /^test_\d+_\d+$/);
  });

  it("restarts identities, also of rows that were rolled back", async function () {
    await database.pool.query("create table counted (id int generated always as identity)");
    await database.pool.query("begin; insert into counted default values; rollback");
    await database.pool.query("select test_support.empty()");
    const { rows } = await database.pool.query("insert into counted default values returning id");
    assert.equal(rows[0].id, 1);
    await database.pool.query("drop table counted");
  });
});

describe("useDatabaseServer", function () {
  this.timeout(60_000);
  const database = useDatabaseServer();
  const connect = async () => {
    const client = new Client({ connectionString: database.server.url });
    client.on("error", () => {}); // the server is about to be killed
    await client.connect();
    return client;
  };

  it("can be killed and comes back where it was, with all that was committed", async function () {
    const before = await connect();
    await before.query(
      "insert into guilds (id, platform, name) values (1000000000000000001, 'discord', 'kept')",
    );
    await database.server.kill9();
    await assert.rejects(connect(), { code: "ECONNREFUSED" });
    await database.server.restart();
    const after = await connect();
    const { rows } = await after.query("select name from guilds");
    await after.end();
    assert.deepEqual(rows, [{ name: "kept" }]);
  });
});
