import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { createLogger } from "../log.ts";
import { startListener } from "./listener.ts";
import type { Queryable } from "./pool.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("startListener", function () {
  const database = useTestDatabase();

  /** Counts notifications and lets a test wait for the next one. */
  function counter() {
    let heard = 0;
    let next: () => void = () => undefined;
    return {
      onNotification: () => {
        heard++;
        next();
      },
      get heard() {
        return heard;
      },
      async untilMoreThan(count: number) {
        while (heard <= count) {
          await new Promise<void>((resolve) => {
            next = resolve;
          });
        }
      },
    };
  }

  it("passes notifications on, and announces itself once per channel", async function () {
    const calls = counter();
    const listener = startListener({
      url: database.url,
      db: database.pool,
      channels: ["task_wake"],
      onNotification: calls.onNotification,
      log,
    });
    await calls.untilMoreThan(0);
    await database.pool.query("notify task_wake");
    await calls.untilMoreThan(1);
    await listener.close();
    assert.equal(calls.heard, 2);
  });
  it("connects again after the connection was ended, and says that something may have been missed", async function () {
    const calls = counter();
    const listener = startListener({
      url: database.url,
      db: database.pool,
      channels: ["task_wake"],
      onNotification: calls.onNotification,
      log,
    });
    await calls.untilMoreThan(0);
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'backscroll-listen' and datname = current_database()",
    );
    await calls.untilMoreThan(1);
    await database.pool.query("notify task_wake");
    await calls.untilMoreThan(2);
    await listener.close();
  });
  it("knows whether it hears: a connection that notifications do not reach counts as deaf", async function () {
    this.timeout(60_000);
    const calls = counter();
    const hearing = startListener({
      url: database.url,
      db: database.pool,
      channels: ["task_wake"],
      onNotification: calls.onNotification,
      log,
      checkEveryMs: 10,
    });
    while (!hearing.hears) await new Promise(setImmediate);
    await hearing.close();
    // What a transaction pooler does: the check goes to one server connection, LISTEN stands on another.
    const elsewhere = { query: async () => ({ rows: [] }) } as unknown as Queryable;
    const deaf = startListener({
      url: database.url,
      db: elsewhere,
      channels: ["task_wake"],
      onNotification: calls.onNotification,
      log,
      checkEveryMs: 10,
    });
    const before = calls.heard;
    await calls.untilMoreThan(before + 1); // it gave up on the connection and made another
    assert.equal(deaf.hears, false);
    await deaf.close();
  });
});
