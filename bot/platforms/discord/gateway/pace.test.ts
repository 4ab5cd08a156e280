import assert from "node:assert/strict";
import { ReconnectPace } from "./pace.ts";

describe("ReconnectPace", function () {
  let now = 0;
  const makePace = () =>
    new ReconnectPace(
      () => now,
      () => 1,
    );
  beforeEach(function () {
    now = 1_000_000;
  });

  it("waits for nothing at first, then ever longer, up to a minute", function () {
    const pace = makePace();
    assert.equal(pace.pauseMs(true), 0);
    const pauses = Array.from({ length: 9 }, () => {
      pace.closed();
      return pace.pauseMs(false);
    });
    assert.deepEqual(pauses, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });
  it("forgets failures only after a connection that held for a minute", function () {
    const pace = makePace();
    for (let time = 0; time < 5; time++) pace.closed();
    pace.connected();
    now += 30_000;
    pace.closed();
    assert.equal(pace.pauseMs(false), 16_000);
    pace.connected();
    now += 60_000;
    pace.closed();
    assert.equal(pace.pauseMs(false), 0);
  });
  it("starts no more than 400 sessions a day, however often each of them ends", function () {
    const pace = makePace();
    const end = now + 86_400_000;
    let sessions = 0;
    while (now < end) {
      now += pace.pauseMs(true);
      pace.identified();
      sessions++;
      pace.connected();
      now += 500;
      pace.closed();
    }
    assert.ok(sessions < 400, `${sessions} sessions`);
  });
  it("counts the shards of one bot as one start", function () {
    const pace = makePace();
    for (let shard = 0; shard < 16; shard++) pace.identified();
    assert.equal(pace.pauseMs(true, 16), 5_000);
  });
});
