import assert from "node:assert/strict";
import type { ChannelRecord } from "../database/guilds/channelRecords.ts";
import { snowflakeAt, snowflakeTimeMs } from "../model/snowflake.ts";
import { describeChannel, needsUpdate, toChannelView, withFewerIntervals } from "./channelView.ts";

const at = (day: number) => snowflakeAt(Date.UTC(2024, 0, day));
const record = (overrides: Partial<ChannelRecord> = {}): ChannelRecord => ({
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
  messageCount: 10,
  newestMessageId: null,
  lastMessageId: String(at(11) - 1n),
  lastFetchedAt: null,
  covered: [],
  isSettling: false,
  ...overrides,
});
const covered = (...days: [number, number][]) => days.map(([from, to]) => ({ from: at(from), to: at(to) }));
const stateOf = (overrides: Partial<ChannelRecord>, missing: "view_channel"[] = []) =>
  describeChannel(record(overrides), "discord", missing).state;

describe("describeChannel", function () {
  it("tells how much of a channel is there", function () {
    assert.equal(stateOf({}), "never");
    assert.equal(stateOf({ covered: covered([1, 11]) }), "complete");
    assert.equal(stateOf({ covered: [{ from: 0n, to: 2n ** 62n }] }), "complete");
    assert.equal(stateOf({ covered: covered([1, 5]) }), "outdated");
    assert.equal(stateOf({ covered: covered([5, 11]) }), "partial", "its beginning is missing");
    assert.equal(stateOf({ covered: covered([1, 3], [5, 11]) }), "partial");
    assert.equal(stateOf({ covered: covered([1, 3], [5, 7]) }), "partial");
    assert.equal(stateOf({ lastMessageId: null }), "empty");
    assert.equal(stateOf({ hasHistory: false, kind: "forum" }), "none");
  });

  it("calls unreadable what no account can read, whatever is archived", function () {
    assert.equal(stateOf({}, ["view_channel"]), "unreadable");
    assert.equal(stateOf({ covered: covered([1, 11]) }, ["view_channel"]), "unreadable");
    assert.equal(stateOf({ lastMessageId: null }, ["view_channel"]), "unreadable");
    assert.equal(stateOf({ hasHistory: false, kind: "category" }, ["view_channel"]), "none");
  });

  it("lets a deleted channel stay complete when it was", function () {
    assert.equal(stateOf({ isRemoved: true, covered: covered([1, 11]) }), "complete");
    assert.equal(stateOf({ isRemoved: true, covered: covered([1, 5]) }), "unreadable");
  });

  it("calls complete what only waits to settle, where somebody listens and nothing else is missing", function () {
    const of = (overrides: Partial<ChannelRecord>, isSettled = true, since = 12) => {
      const hearing = { sinceMs: snowflakeTimeMs(at(since)), isSettled };
      const { state, share, isLive } = describeChannel(record(overrides), "discord", [], hearing);
      return [state, share === 1, isLive];
    };
    assert.deepEqual(of({ covered: covered([1, 5]), isSettling: true }), ["complete", true, true]);
    assert.deepEqual(of({ covered: covered([1, 5]) }), ["outdated", false, false], "too old to be settling");
    assert.deepEqual(
      of({ covered: covered([1, 5]), isSettling: true }, false),
      ["outdated", false, false],
      "nobody has looked yet for what was missed",
    );
    assert.deepEqual(of({ covered: covered([1, 3], [5, 7]), isSettling: true }), ["partial", false, true]);
    assert.deepEqual(of({ isSettling: true }), ["never", false, false], "from before anybody listened");
    assert.deepEqual(
      of({ isSettling: true }, true, 1),
      ["complete", true, true],
      "made while somebody listened",
    );
    assert.deepEqual(of({ covered: covered([1, 11]) }), ["complete", true, true]);
    assert.equal(describeChannel(record({ covered: covered([1, 11]) }), "discord", []).isLive, false);
  });

  it("measures by time, from the channel's creation to its newest message", function () {
    const channel = describeChannel(record({ covered: covered([1, 3], [5, 6]) }), "discord", []);
    assert.deepEqual(channel.life, { from: at(1), to: at(11) });
    assert.ok(Math.abs(channel.share - 0.3) < 1e-9, String(channel.share));
  });

  it("counts an archived message that the platform no longer names as the end of life", function () {
    const channel = describeChannel(
      record({ lastMessageId: null, newestMessageId: String(at(4)) }),
      "discord",
      [],
    );
    assert.equal(channel.life.to, at(4) + 1n);
    assert.equal(channel.state, "never");
  });

  it("measures Telegram by id from the first one", function () {
    const channel = describeChannel(
      record({
        id: "-1001234567890",
        kind: "chat",
        lastMessageId: "1000",
        covered: [{ from: 501n, to: 1001n }],
      }),
      "telegram",
      [],
    );
    assert.deepEqual(channel.life, { from: 1n, to: 1001n });
    assert.equal(channel.share, 0.5);
    assert.equal(channel.state, "partial");
  });
});

describe("needsUpdate", function () {
  it("is true where a fetch would find something to do", function () {
    const states = ["never", "partial", "outdated", "complete", "unreadable", "empty", "none"] as const;
    assert.deepEqual(states.filter(needsUpdate), ["never", "partial", "outdated"]);
  });
});

describe("withFewerIntervals", function () {
  it("closes the smallest gaps and keeps both ends", function () {
    const drawn = withFewerIntervals(
      [
        { from: 0n, to: 10n },
        { from: 11n, to: 20n },
        { from: 50n, to: 60n },
        { from: 62n, to: 70n },
        { from: 170n, to: 180n },
      ],
      3,
    );
    assert.deepEqual(drawn, [
      { from: 0n, to: 20n },
      { from: 50n, to: 70n },
      { from: 170n, to: 180n },
    ]);
  });

  it("never changes what it is given, and leaves few intervals alone", function () {
    const coverage = [
      { from: 0n, to: 1n },
      { from: 2n, to: 3n },
    ];
    assert.equal(withFewerIntervals(coverage, 2), coverage);
    withFewerIntervals(coverage, 1);
    assert.deepEqual(coverage[0], { from: 0n, to: 1n });
  });

  it("keeps answers small for channels in a thousand pieces", function () {
    const pieces = Array.from({ length: 1000 }, (_, n) => ({
      from: at(1) + BigInt(n * 10),
      to: at(1) + BigInt(n * 10 + 5),
    }));
    const view = toChannelView(describeChannel(record({ covered: pieces }), "discord", []));
    assert.equal(view.covered.length, 64);
    assert.deepEqual(
      [view.covered[0]?.[0], view.covered.at(-1)?.[1]],
      [String(at(1)), String(at(1) + 9995n)],
    );
  });
});
