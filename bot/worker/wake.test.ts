import assert from "node:assert/strict";
import { Wake } from "./wake.ts";

const never = new AbortController().signal;

describe("Wake", function () {
  it("wakes whoever waits", async function () {
    const wake = new Wake();
    const waiting = wake.wait(60_000, never);
    wake.ring();
    await waiting;
  });
  it("keeps a ring for the next wait, but only one", async function () {
    const wake = new Wake();
    wake.ring();
    wake.ring();
    await wake.wait(60_000, never);
    const start = performance.now();
    await wake.wait(30, never);
    assert.ok(performance.now() - start >= 25);
  });
  it("ends with the time or the signal", async function () {
    await new Wake().wait(1, never);
    await new Wake().wait(-5, never);
    await new Wake().wait(60_000, AbortSignal.abort());
  });
});
