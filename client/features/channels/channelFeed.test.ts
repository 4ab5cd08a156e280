import assert from "node:assert/strict";
import { applyAnswer } from "./channelFeed.ts";
import { makeChannel } from "./testChannel.ts";

const live = { state: "off", since: null, behind: 0 } as const;

const first = applyAnswer(null, {
  version: "1",
  live,
  channels: [makeChannel({ id: "1" }), makeChannel({ id: "2" })],
  openTasks: [{ channelId: "1", taskId: "7", status: "running", progress: 0.1 }],
  pendingTaskCount: 0,
});
const sameTask = { channelId: "1", taskId: "7", status: "running" as const, progress: 0.1 };

describe("applyAnswer", function () {
  it("replaces changed channels and keeps the others as they are", function () {
    const next = applyAnswer(first, {
      version: "2",
      live,
      channels: [makeChannel({ id: "2", messageCount: 5 })],
      openTasks: [sameTask],
      pendingTaskCount: 0,
    });
    assert.equal(next.channels.get("1"), first.channels.get("1"));
    assert.equal(next.channels.get("2")?.messageCount, 5);
    assert.equal(next.version, "2");
  });

  it("is the same object when nothing changed", function () {
    assert.equal(
      applyAnswer(first, { version: "1", live, channels: [], openTasks: [sameTask], pendingTaskCount: 0 }),
      first,
    );
  });

  it("notices when listening begins or ends", function () {
    const begun = { state: "live", since: "2026-01-01T00:00:00.000Z", behind: 0 } as const;
    const after = applyAnswer(first, {
      version: "1",
      live: begun,
      channels: [],
      openTasks: [sameTask],
      pendingTaskCount: 0,
    });
    assert.deepEqual(after.live, begun);
    assert.equal(after.channels, first.channels);
  });

  it("notices a task that moved or ended", function () {
    const moved = { ...sameTask, progress: 0.2 };
    const after = applyAnswer(first, {
      version: "1",
      live,
      channels: [],
      openTasks: [moved],
      pendingTaskCount: 0,
    });
    assert.equal(after.openTasks.get("1")?.progress, 0.2);
    const ended = applyAnswer(after, {
      version: "1",
      live,
      channels: [],
      openTasks: [],
      pendingTaskCount: 0,
    });
    assert.equal(ended.openTasks.size, 0);
    assert.equal(ended.channels, first.channels);
  });
});
