import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  admitAttempt,
  clearFailures,
  deleteForgottenFailures,
  forgetSeconds,
  freeFailures,
} from "./loginThrottle.ts";

describe("admitAttempt", function () {
  const database = useTestDatabase();
  const start = new Date("2026-05-01T12:00:00Z").getTime();
  const attempt = (atSeconds: number, scope = "password") =>
    admitAttempt(database.pool, scope, new Date(start + atSeconds * 1000));
  const useUp = async (atSeconds = 0) => {
    for (let n = 0; n < freeFailures; n++) assert.deepEqual(await attempt(atSeconds), { admitted: true });
  };

  it("refuses after five attempts, counting down to the end of the lock", async function () {
    await useUp();
    assert.deepEqual(await attempt(0), { admitted: false, retryAfterSeconds: 60 });
    assert.deepEqual(await attempt(59.5), { admitted: false, retryAfterSeconds: 1 });
    assert.deepEqual(await attempt(60), { admitted: true });
    assert.deepEqual(await attempt(60), { admitted: false, retryAfterSeconds: 120 });
  });

  it("does not lengthen a lock for attempts made during it", async function () {
    await useUp();
    for (let n = 1; n <= 10; n++) await attempt(n);
    assert.deepEqual(await attempt(60), { admitted: true });
  });

  it("counts scopes apart", async function () {
    await useUp();
    assert.deepEqual(await attempt(0, "address:203.0.113.1"), { admitted: true });
  });

  it("starts anew after a success, and after a day without failures", async function () {
    await useUp();
    await clearFailures(database.pool, "password");
    await useUp();
    assert.equal((await attempt(0)).admitted, false);
    await useUp(forgetSeconds);
    assert.equal((await attempt(forgetSeconds)).admitted, false);
  });

  it("keeps its rows no longer than they mean something", async function () {
    await attempt(0);
    await deleteForgottenFailures(database.pool, new Date(start + forgetSeconds * 1000 - 1));
    assert.equal((await database.pool.query("select from login_throttle")).rowCount, 1);
    await deleteForgottenFailures(database.pool, new Date(start + forgetSeconds * 1000));
    assert.equal((await database.pool.query("select from login_throttle")).rowCount, 0);
  });
});
