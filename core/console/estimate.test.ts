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
      isSettling: false,
      ...rest,
    },
    "discord",
    missing,
  );
};
const request = (input: object = {}) =>
  toFetchRequest(StartFetchInput.parse(input), { platform: "discord", priority: 0 });
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
      messagesRange: [4000, 6250],
      requests: 51,
      seconds: 46,
      secondsRange: [36, 58],
      certainty: "measured",
    });
  });

  it("counts only what lies in the range", function () {
    const half = channel({ days: [[1, 6]], messageCount: 5000 });
    const part = estimate([half], { range: { after: "2024-01-07", before: "2024-01-09" } });
    assert.deepEqual([part.gaps, part.messages, part.requests], [1, 2000, 21]);
    const outside = estimate([half], { range: { before: "2024-01-03" } });
    assert.deepEqual([outside.gaps, outside.messages, outside.requests], [0, 0, 1]);
  });

  it("takes a channel that was never read for one as busy as the others of its server", function () {
    // 500 messages in five days: ten days of another channel hold 1,000.
    const mixed = estimate([channel(), channel({ days: [[1, 6]], messageCount: 500 })]);
    assert.deepEqual([mixed.messages, mixed.requests, mixed.certainty], [1500, 17, "similar"]);
    const [least, most] = mixed.messagesRange;
    assert.ok(least < 800 && most > 3500, `${least} to ${most}`);
  });

  it("counts with what is known of the server beside the chosen channels", function () {
    const peers = [channel(), channel({ days: [[1, 6]], messageCount: 500 })];
    const never = estimateFetch(request(), [channel()], "discord", peers);
    assert.deepEqual([never.messages, never.certainty], [1000, "similar"]);
  });

  it("guesses from the age of the channels when nothing was ever read, and says how unsure that is", function () {
    const never = estimate([channel()]);
    assert.equal(never.certainty, "guess");
    assert.ok(never.messages > 100 && never.messages < 1000, String(never.messages));
    const [least, most] = never.messagesRange;
    assert.ok(most / least > 50, `${least} to ${most}`);
    assert.ok(never.secondsRange[0] <= never.seconds && never.seconds <= never.secondsRange[1]);
  });

  it("expects no years of messages of a thread", function () {
    const thread = estimate([channel({ kind: "public_thread" })]);
    assert.equal(thread.messages, 30);
  });

  it("costs one request per channel to find that nothing is missing", function () {
    const complete = estimate([channel({ days: [[1, 11]], messageCount: 9000 })]);
    assert.deepEqual(
      [complete.gaps, complete.messages, complete.requests, complete.certainty],
      [0, 0, 1, "measured"],
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
    assert.deepEqual(
      [some.channels, some.unreadableChannels, some.messages],
      [1, 1, estimate([channel()]).messages],
    );
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
