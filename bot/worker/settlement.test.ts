import assert from "node:assert/strict";
import { Pool } from "pg";
import {
  AccountLostError,
  LeaseLostError,
  PermanentError,
  RetryableError,
  SnoozeError,
} from "../../core/queue/errors.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { ShutdownError, toSettlement } from "./settlement.ts";

const kindOf = (error: unknown) => toSettlement({ error })?.kind ?? null;

describe("toSettlement", function () {
  const database = useTestDatabase();
  it("writes nothing for a lost lease", function () {
    assert.equal(kindOf(new LeaseLostError("1")), null);
  });
  it("gives the attempt back when nothing is wrong with the task", function () {
    assert.equal(kindOf(new ShutdownError("bye")), "handBack");
    assert.equal(kindOf(new AccountLostError("gone")), "handBack");
    assert.equal(kindOf(Object.assign(new Error("x"), { code: "57P01" })), "handBack");
    assert.equal(kindOf(new Error("Connection terminated unexpectedly")), "handBack");
  });
  for (const code of ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND"]) {
    it(`knows ${code} of the platform from that of the database`, function () {
      const cause = Object.assign(new Error(code), { code });
      assert.deepEqual(
        toSettlement({ error: new RetryableError("discord_unreachable", "Discord is away", { cause }) }),
        { kind: "retry", reason: "discord_unreachable", message: "Discord is away" },
      );
      assert.deepEqual(toSettlement({ error: cause }), { kind: "handBack", reason: "database_away" });
    });
  }
  it("snoozes until the platform allows more", function () {
    const until = new Date("2030-01-01T00:00:00Z");
    assert.deepEqual(toSettlement({ error: new SnoozeError("rate_limited", until) }), {
      kind: "snooze",
      reason: "rate_limited",
      until,
    });
  });
  it("does not call the database away when every connection of ours was in use", async function () {
    const pool = new Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 2_000 });
    const held = await pool.connect();
    const error: unknown = await pool.query("select 1").catch((reason: unknown) => reason);
    held.release();
    await pool.end();
    const settlement = toSettlement({ error });
    assert.ok(settlement?.kind === "snooze" && settlement.reason === "database_busy");
    assert.ok(settlement.until.getTime() > Date.now());
  });
  it("fails for good only on purpose", function () {
    assert.deepEqual(toSettlement({ error: new PermanentError("unknown_channel", "Gone.") }), {
      kind: "failed",
      reason: "unknown_channel",
      message: "Gone.",
    });
    assert.equal(kindOf(new RetryableError("discord_unavailable", "503")), "retry");
    assert.equal(kindOf(new TypeError("a bug")), "retry");
    assert.equal(kindOf("not even an error"), "retry");
  });
  it("passes outcomes on", function () {
    assert.deepEqual(toSettlement({ outcome: { kind: "completed" } }), { kind: "completed" });
  });
});
