import assert from "node:assert/strict";
import { completenessOf } from "./completeness.ts";

const channel = (share: number, messageCount: number) =>
  ({ state: share === 1 ? "complete" : share === 0 ? "never" : "partial", share, messageCount }) as const;

describe("completenessOf", function () {
  it("counts by messages, so that small threads do not hide a large channel", function () {
    const threads = Array.from({ length: 99 }, () => channel(1, 10));
    const share = completenessOf([...threads, channel(0.1, 1_000)]);
    assert.equal(share, (990 + 1_000) / (990 + 10_000));
  });

  it("takes a channel that was never read for a usual one", function () {
    assert.equal(
      completenessOf([channel(1, 10), channel(1, 50), channel(1, 9_000), channel(0, 0)]),
      9_060 / 9_110,
    );
    assert.equal(completenessOf([channel(0, 0), channel(0, 0)]), 0);
  });

  it("leaves out what is empty, holds no messages or cannot be read", function () {
    const others = (["empty", "none", "unreadable"] as const).map((state) => ({
      state,
      share: 0,
      messageCount: 0,
    }));
    assert.equal(completenessOf([...others, channel(0.5, 5)]), 0.5);
    assert.equal(completenessOf(others), 1);
    assert.equal(completenessOf(others.slice(1)), 0);
    assert.equal(completenessOf([]), 0);
  });

  it("is less than 1 beside a channel that could be read once and not to its end", function () {
    const cutOff = { state: "unreadable", share: 0.5, messageCount: 50 } as const;
    assert.equal(completenessOf([channel(1, 100), cutOff]), 0.75);
  });

  it("is 1 only when nothing is missing", function () {
    assert.equal(completenessOf([channel(1, 3), channel(1, 100_000)]), 1);
    assert.ok(completenessOf([channel(1, 1_000_000), channel(0.9999, 1)]) < 1);
  });
});
