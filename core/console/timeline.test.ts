import assert from "node:assert/strict";
import { toTimeline } from "./timeline.ts";

const facts = {
  status: "pending" as const,
  statusReason: null,
  workerId: null,
  attempts: 0,
  startedAt: null,
  completedAt: null,
  stored: [],
};
const steps = (task: Parameters<typeof toTimeline>[0]) =>
  toTimeline(task).map(({ from, to, reason, worker }) => [from, to, reason, worker]);

describe("toTimeline", function () {
  it("is empty for a task that only waits", function () {
    assert.deepEqual(toTimeline(facts), []);
  });
  it("puts back the first claim and the end of the run", function () {
    const task = {
      ...facts,
      status: "failed" as const,
      statusReason: "unknown_channel",
      workerId: "w1",
      attempts: 1,
      startedAt: new Date("2026-01-01T00:00:00Z"),
      completedAt: new Date("2026-01-01T00:05:00Z"),
    };
    assert.deepEqual(steps(task), [
      ["pending", "running", null, "w1"],
      ["running", "failed", "unknown_channel", "w1"],
    ]);
  });
  it("puts the first claim before what happened after it, with the worker that had it then", function () {
    const task = {
      ...facts,
      status: "running" as const,
      workerId: "w2",
      startedAt: new Date("2026-01-01T00:00:00Z"),
      stored: [
        {
          at: "2025-12-31T23:00:00+00:00",
          from: "pending",
          to: "paused",
          reason: null,
          worker: null,
          attempt: 0,
        },
        {
          at: "2025-12-31T23:30:00+00:00",
          from: "paused",
          to: "pending",
          reason: null,
          worker: null,
          attempt: 0,
        },
        {
          at: "2026-01-01T01:10:00+01:00",
          from: "running",
          to: "pending",
          reason: "worker_lost",
          worker: "w1",
          attempt: 1,
        },
        {
          at: "2026-01-01T00:11:00+00:00",
          from: "pending",
          to: "running",
          reason: null,
          worker: "w2",
          attempt: 1,
        },
      ],
    };
    assert.deepEqual(steps(task), [
      ["pending", "paused", null, null],
      ["paused", "pending", null, null],
      ["pending", "running", null, "w1"],
      ["running", "pending", "worker_lost", "w1"],
      ["pending", "running", null, "w2"],
    ]);
  });
  it("adds nothing to a cancellation, which the timeline holds", function () {
    const task = {
      ...facts,
      status: "cancelled" as const,
      completedAt: new Date("2026-01-01T00:05:00Z"),
      stored: [{ at: "2026-01-01T00:05:00+00:00", from: "pending", to: "cancelled" }],
    };
    assert.deepEqual(steps(task), [["pending", "cancelled", null, null]]);
  });
});
