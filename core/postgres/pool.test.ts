import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { createLogger } from "../log.ts";
import {
  backoffMs,
  createPool,
  inTransaction,
  isDatabaseAway,
  isUniqueViolation,
  untilDatabaseAnswers,
} from "./pool.ts";

const log = createLogger({ process: "test", level: "silent" });
const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("inTransaction", function () {
  const database = useTestDatabase();
  const count = async () =>
    (await database.pool.query<{ n: number }>("select count(*)::int as n from settings")).rows[0]?.n;
  const insert = "insert into settings (key, value) values ($1, '1')";

  it("commits what it returns", async function () {
    assert.equal(
      await inTransaction(database.pool, async (tx) => (await tx.query(insert, ["a"])).rowCount),
      1,
    );
    assert.equal(await count(), 1);
  });
  it("rolls everything back when the work throws, and throws that", async function () {
    await assert.rejects(
      inTransaction(database.pool, async (tx) => {
        await tx.query(insert, ["a"]);
        throw new Error("changed my mind");
      }),
      /changed my mind/,
    );
    assert.equal(await count(), 0);
  });
  it("rolls back statements that were already on their way when an earlier one fails", async function () {
    await assert.rejects(
      inTransaction(database.pool, (tx) =>
        Promise.all([tx.query("select 1/0"), tx.query(insert, ["a"]), tx.query(insert, ["b"])]),
      ),
      /division by zero/,
    );
    assert.equal(await count(), 0);
    await inTransaction(database.pool, (tx) => tx.query(insert, ["c"])); // the connection is still good
    assert.equal(await count(), 1);
  });
  it("refuses what a part of the work sends after another part has failed", async function () {
    let straggler: Promise<unknown> = Promise.resolve();
    await assert.rejects(
      inTransaction(database.pool, (tx) => {
        straggler = tx.query("select pg_sleep(0)").then(async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return tx.query(insert, ["late"]);
        });
        return Promise.all([Promise.reject(new Error("changed my mind")), straggler]);
      }),
      /changed my mind/,
    );
    await assert.rejects(straggler, /transaction is over/);
    assert.equal(await count(), 0);
  });
  it("commits its last statements with everything else, or nothing of both", async function () {
    await inTransaction(
      database.pool,
      (tx) => tx.query(insert, ["a"]),
      (tx) => tx.query(insert, ["b"]),
    );
    assert.equal(await count(), 2);
    await assert.rejects(
      inTransaction(
        database.pool,
        (tx) => tx.query(insert, ["c"]),
        (tx) => tx.query("select 1/0"),
      ),
      /division by zero/,
    );
    assert.equal(await count(), 2);
  });
});

describe("isDatabaseAway", function () {
  for (const code of ["ECONNRESET", "ECONNREFUSED", "57P01", "57P02", "57P03", "53300", "08006", "08P01"]) {
    it(`knows ${code}`, function () {
      assert.ok(isDatabaseAway(withCode(code)));
    });
  }
  it("knows what pg and poolers say without a code", function () {
    for (const message of [
      "Connection terminated unexpectedly",
      "timeout exceeded when trying to connect",
      "no more connections allowed (max_client_conn)",
      "Client has encountered a connection error and is not queryable",
      "failure on connection marked as essential: worker-1:5432",
    ]) {
      assert.ok(isDatabaseAway(new Error(message)), message);
    }
  });
  it("looks into causes and aggregates", function () {
    assert.ok(isDatabaseAway(new Error("outer", { cause: withCode("ECONNRESET") })));
    assert.ok(isDatabaseAway(new AggregateError([withCode("ECONNREFUSED")])));
  });
  it("is false for errors in the statement", function () {
    assert.ok(!isDatabaseAway(withCode("23505")));
    assert.ok(!isDatabaseAway(new Error("column x does not exist")));
    assert.ok(!isDatabaseAway("ECONNRESET"));
  });
});

describe("untilDatabaseAnswers", function () {
  const database = useTestDatabase();

  it("repeats while the server refuses connections, and returns the answer", async function () {
    let attempts = 0;
    const away = createPool("postgres://u:p@127.0.0.1:9/none", {
      applicationName: "test",
      size: 2,
      statementTimeoutMs: 1000,
      log,
    });
    const answer = await untilDatabaseAnswers(
      () => (++attempts < 3 ? away : database.pool).query("select 1 as one"),
      { log, waitingFor: "test" },
    );
    assert.deepEqual([attempts, answer.rows], [3, [{ one: 1 }]]);
    await away.end();
  });
  it("comes back when the server ends the connection in the middle of a query", async function () {
    const pool = createPool(database.url, {
      applicationName: "victim",
      size: 1,
      statementTimeoutMs: 10_000,
      log,
    });
    const killed = pool.query("select pg_sleep(5)").catch((error: unknown) => error);
    await untilDatabaseAnswers(
      async () => {
        const { rowCount } = await database.pool.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim' and state = 'active'",
        );
        if (!rowCount) throw withCode("ECONNRESET"); // not connected yet
      },
      { log, waitingFor: "test" },
    );
    assert.ok(isDatabaseAway(await killed));
    assert.equal((await pool.query("select 1")).rowCount, 1);
    await pool.end();
  });
  it("throws other errors at once", async function () {
    let attempts = 0;
    await assert.rejects(
      untilDatabaseAnswers(
        () => {
          attempts++;
          return database.pool.query("select nonsense");
        },
        { log, waitingFor: "test" },
      ),
    );
    assert.equal(attempts, 1);
  });
  it("stops when told to", async function () {
    const stop = new AbortController();
    const waiting = untilDatabaseAnswers(() => Promise.reject(withCode("ECONNREFUSED")), {
      log,
      waitingFor: "test",
      signal: stop.signal,
    });
    stop.abort(new Error("enough"));
    await assert.rejects(waiting);
  });
});

describe("backoffMs", function () {
  it("grows, is jittered over the whole span and never exceeds its limit", function () {
    assert.equal(
      backoffMs(0, () => 0.5),
      50,
    );
    assert.equal(
      backoffMs(3, () => 0.5),
      400,
    );
    assert.equal(backoffMs(60, () => 0.999_999) <= 5_000, true);
    assert.equal(
      backoffMs(5, () => 0),
      0,
    );
  });
});

describe("isUniqueViolation", function () {
  it("tells constraints apart", function () {
    const error = Object.assign(new Error("x"), { code: "23505", constraint: "a" });
    assert.ok(isUniqueViolation(error) && isUniqueViolation(error, "a") && !isUniqueViolation(error, "b"));
  });
});
