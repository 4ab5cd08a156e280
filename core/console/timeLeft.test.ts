import assert from "node:assert/strict";
import { judgeTimeLeft, worlds } from "../../test/support/timeLeftRun.ts";
import { type LeftFacts, type RunningPart, timeLeft } from "./timeLeft.ts";

const part = (overrides: Partial<RunningPart> = {}): RunningPart => ({
  held: 5_000,
  progress: 0.5,
  fetched: 5_000,
  elapsedSeconds: 50,
  ...overrides,
});
const facts = (overrides: Partial<LeftFacts> = {}): LeftFacts => ({
  running: [part()],
  waiting: 0,
  quartiles: [9_000, 10_000, 11_000],
  ...overrides,
});
const seconds = (overrides: Partial<LeftFacts> = {}) =>
  timeLeft(facts(overrides), "discord")?.seconds ?? null;
const about = (actual: number | null, expected: number) =>
  assert.ok(
    actual !== null && Math.abs(actual - expected) < expected / 5,
    `${actual}, not about ${expected}`,
  );

describe("timeLeft", function () {
  it("is that of the longest channel, which may be read once a second, however many small ones are with it", function () {
    const small = Array.from({ length: 30 }, () =>
      part({ held: 900, fetched: 900, progress: 0.9, elapsedSeconds: 9 }),
    );
    const long = part({ held: 20_000, fetched: 20_000, progress: 0.25, elapsedSeconds: 200 });
    about(seconds({ running: [...small, long], quartiles: [500, 1_000, 30_000] }), 600);
  });

  it("is that of the account's limit when many channels are read at once", function () {
    // 100 channels at half a page a second: 50 a second; 100 × 50 pages are left.
    const running = Array.from({ length: 100 }, () => part({ elapsedSeconds: 100 }));
    about(seconds({ running }), 100);
  });

  it("counts the channels that have not begun", function () {
    const running = Array.from({ length: 10 }, () => part());
    about(seconds({ running, waiting: 20 }), 50 + 2 * 110);
  });

  it("counts what was archived before as read, and takes the speed from what is read now", function () {
    // 90,000 of 100,000 messages stood there before; 1,000 came in ten seconds.
    const resumed = part({ held: 91_000, progress: 0.91, fetched: 1_000, elapsedSeconds: 10 });
    about(seconds({ running: [resumed], quartiles: [1_000, 10_000, 100_000] }), 90);
  });

  it("says nothing before anything was read, nor when nothing runs", function () {
    assert.equal(seconds({ running: [] }), null);
    assert.equal(seconds({ running: [part({ fetched: 0, held: 0, progress: 0 })] }), null);
    assert.equal(seconds({ running: [part({ elapsedSeconds: 2 })] }), null);
  });

  it("gives a range around it, narrower towards the end", function () {
    const width = (progress: number) => {
      const left = timeLeft(facts({ running: [part({ progress })] }), "discord");
      assert.ok(left && left.range[0] <= left.seconds && left.seconds <= left.range[1]);
      return left.range[1] / left.range[0];
    };
    assert.ok(width(0.2) > width(0.9));
  });

  it("is off by less than a fifth, in the middle, from a tenth of a run on", function () {
    this.timeout(60_000);
    const { medianError } = judgeTimeLeft(worlds.even?.(1) ?? assert.fail());
    assert.ok(medianError < 0.2, String(medianError));
  });
});
