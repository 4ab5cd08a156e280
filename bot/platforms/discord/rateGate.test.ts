import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { SnoozeError } from "../../../core/queue/errors.ts";
import { type Clock, discordLimits, RateGate, type RateLimits } from "./rateGate.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);

/** A clock that jumps to the next sleeper as soon as everybody waits. */
function makeClock(): Clock & { run<T>(work: Promise<T>): Promise<T> } {
  let time = 1_000;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: time + ms, wake: resolve });
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
    async run(work) {
      let isOver = false;
      const settle = () => {
        isOver = true;
      };
      work.then(settle, settle);
      while (!isOver) {
        await new Promise(setImmediate);
        sleepers.sort((a, b) => a.at - b.at);
        time = Math.max(time, sleepers[0]?.at ?? time);
        for (const { wake } of sleepers.filter(({ at }) => at <= time)) wake();
        sleepers = sleepers.filter(({ at }) => at > time);
      }
      return work;
    },
  };
}

describe("RateGate", function () {
  const unlimited = { requests: 1_000, windowMs: 1 };
  function makeGate(limits: Partial<RateLimits> = {}) {
    const clock = makeClock();
    const gate = new RateGate({ global: unlimited, perChannel: unlimited, ...limits }, clock);
    const start = clock.now();
    /** When the gate let it pass, in ms since the start. */
    const pass = async (request: { channelId?: string; key?: string; signal?: AbortSignal } = {}) => {
      await gate.pass({ signal: never, ...request });
      return clock.now() - start;
    };
    return { gate, clock, pass };
  }

  it("never grants more than the limit in any window, and no less than it allows", async function () {
    const { clock, pass } = makeGate({ global: { requests: 10, windowMs: 100 } });
    const granted = await clock.run(Promise.all(Array.from({ length: 60 }, () => pass())));
    assert.deepEqual(
      granted,
      Array.from({ length: 60 }, (_, index) => Math.floor(index / 10) * 100),
    );
  });
  it("grants no more in a second than the operator leaves it", async function () {
    const clock = makeClock();
    const gate = new RateGate(discordLimits(3), clock);
    const times: number[] = [];
    const ask = async () => {
      await gate.pass({ signal: never });
      times.push(clock.now());
    };
    await clock.run(Promise.all(Array.from({ length: 7 }, ask)));
    const seconds = times.map((time) => Math.floor((time - 1_000) / 1_005));
    assert.deepEqual(seconds, [0, 0, 0, 1, 1, 1, 2]);
  });

  it("keeps a channel's limit apart from the others", async function () {
    const { clock, pass } = makeGate({ perChannel: { requests: 2, windowMs: 150 } });
    const granted = await clock.run(
      Promise.all(["a", "a", "a", "b"].map((channelId) => pass({ channelId }))),
    );
    assert.deepEqual(granted, [0, 0, 150, 0]);
  });
  it("lets go of a waiting request when it is aborted", async function () {
    const { pass } = makeGate({ global: { requests: 1, windowMs: 60_000 } });
    await pass();
    const stop = new AbortController();
    const waiting = pass({ signal: stop.signal });
    stop.abort(new Error("shutting down"));
    await assert.rejects(waiting, /shutting down/);
  });
  it("keeps a pause for the requests it concerns", async function () {
    const { gate, clock, pass } = makeGate();
    gate.pause(2_000, "a");
    assert.deepEqual(await clock.run(Promise.all([pass({ key: "a" }), pass({ key: "b" })])), [2_000, 0]);
    gate.pause(3_000);
    assert.deepEqual(await clock.run(Promise.all([pass({ key: "a" }), pass({ key: "b" })])), [5_000, 5_000]);
  });
  it("hands back what would wait for longer than anybody should, and says until when", async function () {
    const { gate, clock, pass } = makeGate();
    gate.pause(3_600_000);
    gate.pause(1_000); // a shorter one does not end it
    const isInAnHour = (error: unknown) =>
      error instanceof SnoozeError && Math.abs(error.until.getTime() - Date.now() - 3_600_000) < 10_000;
    await assert.rejects(pass(), isInAnHour);
    await clock.run(clock.sleep(3_600_000, never));
    assert.equal(await clock.run(pass()), 3_600_000);
  });
  it("adds up the pauses of one request", async function () {
    const { gate, clock } = makeGate();
    const patience = gate.patience();
    gate.pause(20_000);
    await clock.run(gate.pass({ signal: never, patience }));
    gate.pause(20_000);
    await assert.rejects(gate.pass({ signal: never, patience }), SnoozeError);
  });
});
