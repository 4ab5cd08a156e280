import assert from "node:assert/strict";
import type { WaitingFacts } from "../database/tasks/waitingFacts.ts";
import { type WaitingTask, waitingOf } from "./waiting.ts";

const now = new Date("2026-05-01T12:00:00Z");
const later = new Date("2026-05-01T12:05:00Z");
const task = (overrides: Partial<WaitingTask> = {}): WaitingTask => ({
  id: "7",
  guildId: "1",
  status: "pending",
  statusReason: null,
  runAt: now,
  attempts: 0,
  crashCount: 0,
  leaseExpiresAt: null,
  isFannedOut: false,
  runningChildren: 0,
  pausedChildren: 0,
  nextChild: null,
  ...overrides,
});
const facts = (overrides: Partial<WaitingFacts> = {}): WaitingFacts => ({
  now,
  liveWorkers: 1,
  drainingWorkers: 0,
  pausedGuilds: new Set(),
  accounts: new Map([["1", { members: 1, connected: 1 }]]),
  holders: new Map(),
  ahead: new Map(),
  ...overrides,
});
const code = (t: Partial<WaitingTask>, f: Partial<WaitingFacts> = {}) =>
  waitingOf(task(t), facts(f))?.code ?? null;
const offline = { accounts: new Map([["1", { members: 2, connected: 0 }]]) };

describe("waitingOf", function () {
  it("names what has to be mended first", function () {
    assert.equal(code({ runAt: later }, { liveWorkers: 0, accounts: new Map() }), "no_worker");
    assert.equal(code({ runAt: later }, { accounts: new Map() }), "no_account");
    assert.equal(code({ runAt: later }, offline), "account_offline");
    assert.equal(code({ runAt: later }), "scheduled");
  });

  it("says when operators hold it back", function () {
    const queued = new Map([["7", 0]]);
    assert.equal(code({}, { pausedGuilds: new Set(["1"]) }), "guild_paused");
    assert.equal(code({}, { pausedGuilds: new Set(["2"]), ahead: queued }), "in_queue");
    assert.equal(code({}, { liveWorkers: 0, drainingWorkers: 2 }), "workers_draining");
    assert.equal(code({}, { drainingWorkers: 2, ahead: queued }), "in_queue");
  });

  it("tells a plan from a rate limit from a failure, each with its time", function () {
    const until = later.toISOString();
    const expected = (reason: string) => ({ code: reason, until, ahead: null, taskId: null });
    assert.deepEqual(waitingOf(task({ runAt: later }), facts()), expected("scheduled"));
    assert.deepEqual(
      waitingOf(task({ runAt: later, statusReason: "rate_limited" }), facts()),
      expected("rate_limited"),
    );
    assert.deepEqual(
      waitingOf(task({ runAt: later, attempts: 2, statusReason: "network" }), facts()),
      expected("retrying"),
    );
    assert.deepEqual(waitingOf(task({ runAt: later, crashCount: 1 }), facts()), expected("retrying"));
  });

  it("says who holds the channel, else how many are before it", function () {
    const queued = { ahead: new Map([["7", 12]]) };
    assert.deepEqual(waitingOf(task(), facts(queued)), {
      code: "in_queue",
      until: null,
      ahead: 12,
      taskId: null,
    });
    assert.deepEqual(waitingOf(task(), facts({ ...queued, holders: new Map([["7", "3"]]) })), {
      code: "channel_busy",
      until: null,
      ahead: null,
      taskId: "3",
    });
  });

  it("tells paused by itself from paused with its guild task", function () {
    assert.equal(code({ status: "paused" }, { liveWorkers: 0 }), "paused");
    assert.equal(code({ status: "paused", statusReason: "parent_paused" }), "parent_paused");
  });

  it("is silent for tasks that run or are over", function () {
    assert.equal(
      code({ status: "running", leaseExpiresAt: later }, { liveWorkers: 0 }),
      null,
      "its lease still holds",
    );
    assert.equal(code({ status: "running", isFannedOut: true, runningChildren: 3 }), null);
    assert.equal(
      code({ status: "running", isFannedOut: true }),
      null,
      "its children are about to be claimed",
    );
    for (const status of ["completed", "warning", "failed", "cancelled"] as const) {
      assert.equal(code({ status }, { liveWorkers: 0 }), null, status);
    }
  });

  it("says why a task that counts as running is not being worked on", function () {
    assert.equal(code({ status: "running", leaseExpiresAt: now }, { liveWorkers: 0 }), "no_worker");
    assert.equal(
      code({ status: "running", isFannedOut: true, runningChildren: 3 }, { liveWorkers: 0 }),
      "no_worker",
    );
    assert.equal(code({ status: "running", isFannedOut: true }, offline), "account_offline");
  });

  it("says what the children of a running task wait for when none of them runs", function () {
    const parent = { status: "running" as const, isFannedOut: true };
    const nextChild = { runAt: later, statusReason: "rate_limited", attempts: 0 };
    assert.deepEqual(waitingOf(task({ ...parent, nextChild }), facts()), {
      code: "rate_limited",
      until: later.toISOString(),
      ahead: null,
      taskId: null,
    });
    const failing = { runAt: later, statusReason: "discord_unavailable", attempts: 2 };
    assert.equal(code({ ...parent, nextChild: failing }), "retrying");
    assert.equal(code({ ...parent, nextChild: failing, runningChildren: 1 }), null);
    assert.equal(code({ ...parent, pausedChildren: 3 }), "paused");
    assert.equal(code({ ...parent, nextChild: { ...nextChild, runAt: now } }), null);
    assert.equal(code({ ...parent, nextChild }, { liveWorkers: 0 }), "no_worker");
  });
});
