import assert from "node:assert/strict";
import { pollEveryMs, retryAfterMs } from "./polling.ts";

describe("pollEveryMs", function () {
  it("asks every 2 s while something runs and every 10 s when idle", function () {
    assert.equal(pollEveryMs("auto", true), 2_000);
    assert.equal(pollEveryMs("auto", false), 10_000);
  });

  it("does as chosen, whatever runs", function () {
    assert.equal(pollEveryMs("5", true), 5_000);
    assert.equal(pollEveryMs("60", true), 60_000);
    assert.equal(pollEveryMs("paused", true), 0);
  });
});

describe("retryAfterMs", function () {
  it("grows, but never beyond 16 s", function () {
    assert.ok(retryAfterMs(1, 1) < retryAfterMs(3, 1));
    assert.equal(retryAfterMs(50, 1), 15_500);
    assert.equal(retryAfterMs(50, 0), 500);
  });
});
