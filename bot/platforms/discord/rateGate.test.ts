import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { RateGate } from "./rateGate.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);

describe("RateGate", function () {
  it("never grants more than the limit in any window, and no less than it allows", async function () {
    this.timeout(5_000);
    const gate = new RateGate({
      global: { requests: 10, windowMs: 100 },
      perChannel: { requests: 1_000, windowMs: 1 },
    });
    const granted: number[] = [];
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        await gate.pass(never);
        granted.push(performance.now());
      }),
    );
    granted.sort((a, b) => a - b);
    for (let index = 10; index < granted.length; index++) {
      const distance = (granted[index] ?? 0) - (granted[index - 10] ?? 0);
      assert.ok(distance > 95, `requests ${index - 10} and ${index} were ${distance} ms apart`);
    }
    assert.ok((granted.at(-1) ?? 0) - (granted[0] ?? 0) < 1_500);
  });
  it("keeps a channel's limit apart from the others", async function () {
    const gate = new RateGate({
      global: { requests: 100, windowMs: 1 },
      perChannel: { requests: 2, windowMs: 150 },
    });
    const start = performance.now();
    const passed = async (channelId: string) => {
      await gate.pass(never, channelId);
      return performance.now() - start;
    };
    const [a1, a2, a3, b1] = await Promise.all(["a", "a", "a", "b"].map(passed));
    assert.ok((a1 ?? 999) < 100 && (a2 ?? 999) < 100 && (b1 ?? 999) < 100);
    assert.ok((a3 ?? 0) >= 145);
  });
  it("lets go of a waiting request when it is aborted", async function () {
    const gate = new RateGate({
      global: { requests: 1, windowMs: 60_000 },
      perChannel: { requests: 1, windowMs: 1 },
    });
    await gate.pass(never);
    const stop = new AbortController();
    const waiting = gate.pass(stop.signal);
    stop.abort(new Error("shutting down"));
    await assert.rejects(waiting, /shutting down/);
  });
});
