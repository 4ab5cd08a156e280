import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { ceilingAttempts, ceilingSeconds } from "../database/auth/loginCeiling.ts";
import { freeFailures } from "../database/auth/loginThrottle.ts";
import { createLogger } from "../log.ts";
import { createPool } from "../postgres/pool.ts";
import { admitSignIn, forgiveSignIn } from "./signInThrottle.ts";

describe("admitSignIn", function () {
  const database = useTestDatabase();
  const start = new Date("2026-05-01T12:00:00Z").getTime();
  const at = (seconds: number) => new Date(start + seconds * 1000);
  const scopeOf = (n: number) => `address:203.0.113.${n}`;
  const attempt = (n: number, seconds = 0, pool = database.pool) =>
    admitSignIn(pool, scopeOf(n), at(seconds));
  const countIn = (admissions: { admitted: boolean }[]) =>
    admissions.filter(({ admitted }) => admitted).length;

  it("lets no more than a hundred guesses a minute through, from however many places at once", async function () {
    const guesses = Array.from({ length: 240 }, (_, n) => attempt(n));
    assert.equal(countIn(await Promise.all(guesses)), ceilingAttempts);
    assert.deepEqual(await attempt(250, 1.5), { admitted: false, retryAfterSeconds: 59 });
    assert.equal((await attempt(250, ceilingSeconds)).admitted, true);
  });

  it("counts any minute, not the minutes of a clock", async function () {
    for (let n = 0; n < ceilingAttempts; n++) assert.equal((await attempt(n, 30 + n / 10)).admitted, true);
    assert.equal((await attempt(200, 89)).admitted, false);
    assert.equal((await attempt(200, 90.05)).admitted, true, "the first of them is over a minute ago");
    assert.equal((await attempt(201, 90.05)).admitted, false);
  });

  it("goes on counting after a restart: nothing of it is in the process", async function () {
    await Promise.all(Array.from({ length: ceilingAttempts }, (_, n) => attempt(n)));
    const log = createLogger({ process: "test", level: "silent" });
    const pool = createPool(database.url, {
      applicationName: "next",
      size: 2,
      statementTimeoutMs: 5_000,
      log,
    });
    try {
      assert.equal((await attempt(200, 1, pool)).admitted, false);
    } finally {
      await pool.end();
    }
  });

  it("charges nobody for an attempt that the ceiling refused", async function () {
    await Promise.all(Array.from({ length: ceilingAttempts }, (_, n) => attempt(n)));
    for (let n = 0; n < 20; n++) assert.equal((await attempt(200, 1)).admitted, false);
    for (let n = 0; n < freeFailures; n++) assert.equal((await attempt(200, ceilingSeconds)).admitted, true);
    assert.deepEqual(await attempt(200, ceilingSeconds), { admitted: false, retryAfterSeconds: 60 });
  });

  it("counts nothing towards the ceiling while the place itself is locked", async function () {
    for (let n = 0; n < 300; n++) await attempt(1);
    assert.equal(countIn(await Promise.all(Array.from({ length: 200 }, (_, n) => attempt(n + 2)))), 95);
  });

  it("takes back one attempt for one that was right, and no other's of the same instant", async function () {
    await Promise.all(Array.from({ length: ceilingAttempts }, (_, n) => attempt(n)));
    await forgiveSignIn(database.pool, scopeOf(7), at(0));
    assert.equal(countIn(await Promise.all([attempt(200), attempt(201), attempt(202)])), 1);
    const { rows } = await database.pool.query("select from login_throttle where scope = $1", [scopeOf(7)]);
    assert.equal(rows.length, 0);
  });
});
