import assert from "node:assert/strict";
import { StartFetchInput } from "../api/tasks.ts";
import type { ChannelRecord } from "../database/guilds/channelRecords.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import { type DescribedChannel, describeChannel } from "./channelView.ts";
import { channelsOf, estimateFetch } from "./estimate.ts";
import { toFetchRequest } from "./fetchRequest.ts";

const at = (day: number) => snowflakeAt(Date.UTC(2024, 0, day));
const channel = (
  overrides: Partial<ChannelRecord> & { days?: [number, number][] } = {},
  missing: "view_channel"[] = [],
): DescribedChannel => {
  const { days = [], ...rest } = overrides;
  return describeChannel(
    {
      id: String(at(1)),
      parentId: null,
      kind: "text",
      name: "general",
      position: 0,
      isArchived: false,
      isLocked: false,
      isNsfw: false,
      isRemoved: false,
      hasHistory: true,
      messageCount: 0,
      newestMessageId: null,
      lastMessageId: String(at(11) - 1n),
      lastFetchedAt: null,
      covered: days.map(([from, to]) => ({ from: at(from), to: at(to) })),
      ...rest,
    },
    "discord",
    missing,
  );
};
const request = (input: object = {}) => toFetchRequest(StartFetchInput.parse(input), "discord");
const estimate = (channels: DescribedChannel[], input: object = {}) =>
  estimateFetch(request(input), channels, "discord");

describe("estimateFetch", function () {
  it("extrapolates from how densely the covered part is written", function () {
    // Half of ten days holds 5,000 messages: the other half as many, 51 pages, of which 5 at once.
    const half = channel({ days: [[1, 6]], messageCount: 5000 });
    assert.deepEqual(estimate([half]), {
      channels: 1,
      unreadableChannels: 0,
      gaps: 1,
      messages: 5000,
      requests: 51,
      seconds: 46,
      isLowerBound: false,
    });
  });

  it("counts only what lies in the range", function () {
    const half = channel({ days: [[1, 6]], messageCount: 5000 });
    const part = estimate([half], { range: { after: "2024-01-07", before: "2024-01-09" } });
    assert.deepEqual([part.gaps, part.messages, part.requests], [1, 2000, 21]);
    const outside = estimate([half], { range: { before: "2024-01-03" } });
    assert.deepEqual([outside.gaps, outside.messages, outside.requests], [0, 0, 1]);
  });

  it("cannot guess a channel that was never read, and says so", function () {
    const never = estimate([channel()]);
    assert.deepEqual([never.messages, never.requests, never.isLowerBound], [null, 1, true]);
    const mixed = estimate([channel(), channel({ days: [[1, 6]], messageCount: 500 })]);
    assert.deepEqual([mixed.messages, mixed.requests, mixed.isLowerBound], [500, 7, true]);
  });

  it("costs one request per channel to find that nothing is missing", function () {
    const complete = estimate([channel({ days: [[1, 11]], messageCount: 9000 })]);
    assert.deepEqual(
      [complete.gaps, complete.messages, complete.requests, complete.isLowerBound],
      [0, 0, 1, false],
    );
    const none = estimate([]);
    assert.deepEqual([none.messages, none.requests, none.seconds], [0, 0, 0]);
  });

  it("reads everything again in mode reconcile", function () {
    const complete = estimate([channel({ days: [[1, 11]], messageCount: 9000 })], { mode: "reconcile" });
    assert.deepEqual([complete.gaps, complete.messages, complete.requests], [0, 9000, 91]);
  });

  it("leaves out what no account can read", function () {
    const some = estimate([channel(), channel({}, ["view_channel"])]);
    assert.deepEqual([some.channels, some.unreadableChannels, some.requests], [1, 1, 1]);
  });

  it("is bound by the limit of the bot when many channels are read at once", function () {
    const many = Array.from({ length: 100 }, () => channel({ days: [[1, 6]], messageCount: 450 }));
    assert.deepEqual([estimate(many).requests, estimate(many).seconds], [500, 10]);
  });
});

describe("channelsOf", function () {
  const text = channel({ id: "1" });
  const thread = channel({ id: "2", parentId: "1", kind: "public_thread" });
  const archived = channel({ id: "3", parentId: "1", kind: "public_thread", isArchived: true });
  const forum = channel({ id: "4", kind: "forum", hasHistory: false });
  const post = channel({ id: "5", parentId: "4", kind: "public_thread", isArchived: true });
  const category = channel({ id: "6", kind: "category", hasHistory: false });
  const inCategory = channel({ id: "7", parentId: "6" });
  const removed = channel({ id: "8", isRemoved: true });
  const all = [text, thread, archived, forum, post, category, inCategory, removed];
  const idsOf = (input: object) => channelsOf(request(input), all).map(({ id }) => id);

  it("is everything that holds messages, with the threads that are wanted", function () {
    assert.deepEqual(idsOf({}), ["1", "2", "3", "5", "7"]);
    assert.deepEqual(idsOf({ options: { includeArchivedThreads: false } }), ["1", "2", "7"]);
    assert.deepEqual(idsOf({ options: { includeThreads: false } }), ["1", "7"]);
  });

  it("is the chosen ones, and for a forum its posts", function () {
    assert.deepEqual(idsOf({ channelIds: ["1"] }), ["1"]);
    assert.deepEqual(idsOf({ channelIds: ["4", "7"] }), ["5", "7"]);
  });

  it("is the chosen ones with their threads when that is said", function () {
    const withThreads = { channelIds: ["1"], options: { includeThreads: true } };
    assert.deepEqual(idsOf(withThreads), ["1", "2", "3"]);
    const options = { includeThreads: true, includeArchivedThreads: false };
    assert.deepEqual(idsOf({ ...withThreads, options }), ["1", "2"]);
  });
});
