import assert from "node:assert/strict";
import { createLogger } from "../core/log.ts";
import { useTestDatabase } from "../test/support/database.ts";
import { setUpInitialPassword } from "./initialPassword.ts";
import { migrationNames } from "./migrationNames.ts";

describe("setUpInitialPassword", function () {
  const database = useTestDatabase();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { process: "test", level: "info" },
    { write: (line) => lines.push(JSON.parse(line)) },
  );
  const setUp = (signal = new AbortController().signal) =>
    setUpInitialPassword({ pool: database.pool, log, bootstrapPassword: null, signal, retryMs: 20 });
  beforeEach(function () {
    lines.length = 0;
  });

  it("waits until the database has its tables", async function () {
    await database.pool.query("alter table settings rename to elsewhere");
    const done = setUp();
    while (!lines.some((line) => line.code === "database.not_migrated")) await new Promise(setImmediate);
    await database.pool.query("alter table elsewhere rename to settings");
    await done;
    assert.equal(lines.filter((line) => line.code === "auth.initial_password").length, 1);
  });

  it("ends when the process does", async function () {
    await database.pool.query("alter table settings rename to elsewhere");
    try {
      const stop = new AbortController();
      const done = setUp(stop.signal);
      while (!lines.some((line) => line.code === "database.not_migrated")) await new Promise(setImmediate);
      stop.abort();
      await assert.rejects(done, { name: "AbortError" });
    } finally {
      await database.pool.query("alter table elsewhere rename to settings");
    }
  });
});

describe("migrationNames", function () {
  it("finds the files of the checkout, as the database lists them", async function () {
    assert.ok(migrationNames().includes("0001_archive"));
    assert.deepEqual(
      migrationNames(),
      migrationNames(`${import.meta.dirname}/routes`),
      "from deeper as well",
    );
    assert.throws(() => migrationNames("/"), /migrations/);
  });
});
