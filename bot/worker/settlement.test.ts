import assert from "node:assert/strict";
import {
  AccountLostError,
  LeaseLostError,
  PermanentError,
  RetryableError,
  SnoozeError,
} from "../../core/queue/errors.ts";
import { ShutdownError, toSettlement } from "./settlement.ts";

const kindOf = (error: unknown) => toSettlement({ error })?.kind ?? null;

describe("toSettlement", function () {
  it("writes nothing for a lost lease", function () {
    assert.equal(kindOf(new LeaseLostError("1")), null);
  });
  it("gives the attempt back when nothing is wrong with the task", function () {
    assert.equal(kindOf(new ShutdownError("bye")), "handBack");
    assert.equal(kindOf(new AccountLostError("gone")), "handBack");
    assert.equal(kindOf(Object.assign(new Error("x"), { code: "57P01" })), "handBack");
    assert.equal(kindOf(new Error("Connection terminated unexpectedly")), "handBack");
  });
  it("snoozes until the platform allows more", function () {
    const until = new Date("2030-01-01T00:00:00Z");
    assert.deepEqual(toSettlement({ error: new SnoozeError("rate_limited", until) }), {
      kind: "snooze",
      reason: "rate_limited",
      until,
    });
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
