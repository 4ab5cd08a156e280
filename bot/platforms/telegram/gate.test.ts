import assert from "node:assert/strict";
import { SnoozeError } from "../../../core/queue/errors.ts";
import { AccountGate } from "./gate.ts";

/** Time that passes only while somebody waits. */
function makeClock() {
  const clock = {
    nowMs: 0,
    now: () => clock.nowMs,
    async sleep(ms: number) {
      clock.nowMs += ms;
    },
  };
  return clock;
}
const never = new AbortController().signal;

describe("AccountGate", function () {
  it("uses all of the budget and never more in any window", async function () {
    const clock = makeClock();
    const gate = new AccountGate({ messages: 3_000, windowMs: 30_000 }, clock);
    const granted: number[] = [];
    for (let request = 0; request < 300; request++) {
      await gate.pass("messages.GetHistory", 100, never);
      granted.push(clock.nowMs);
    }
    for (const at of granted)
      assert.ok(granted.filter((other) => other >= at && other < at + 30_000).length <= 30);
    assert.ok(clock.nowMs < 9 * 30_000 * 1.01, `300 requests took ${clock.nowMs} ms`);
  });
  it("shares it among all kinds of requests, in their order", async function () {
    const clock = makeClock();
    const gate = new AccountGate({ messages: 100, windowMs: 1_000 }, clock);
    const order: string[] = [];
    await Promise.all([
      gate.pass("a", 60, never).then(() => order.push("a")),
      gate.pass("b", 100, never).then(() => order.push("b")),
      gate.pass("c", 1, never).then(() => order.push("c")),
    ]);
    assert.deepEqual(order, ["a", "b", "c"], "a large request does not starve behind small ones");
  });
  it("never ends a pause early, and hands back what would wait long", async function () {
    const clock = makeClock();
    const gate = new AccountGate(null, clock);
    gate.pause("messages.GetHistory", 7_000);
    gate.pause("messages.GetHistory", 1_000);
    await gate.pass("upload.GetFile", 0, never);
    assert.equal(clock.nowMs, 0, "others go on");
    await gate.pass("messages.GetHistory", 100, never);
    assert.ok(clock.nowMs >= 7_000);
    gate.pause("messages.GetHistory", 3_600_000);
    const before = Date.now();
    await assert.rejects(
      gate.pass("messages.GetHistory", 100, never),
      (error) => error instanceof SnoozeError && error.until.getTime() >= before + 3_600_000,
    );
  });
  it("ends a wait with its signal, and lets the next one through", async function () {
    const gate = new AccountGate({ messages: 1, windowMs: 60_000 });
    await gate.pass("a", 1, never);
    const stop = new AbortController();
    const waiting = gate.pass("a", 1, stop.signal);
    stop.abort(new Error("told to stop"));
    await assert.rejects(waiting, /told to stop/);
  });
});
