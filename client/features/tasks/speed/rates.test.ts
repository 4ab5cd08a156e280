import assert from "node:assert/strict";
import { addSample, messagesPerSecond, pace, type Sample, secondsLeft } from "./rates.ts";

const steady: Sample[] = Array.from({ length: 10 }, (_, index) => ({
  at: index * 2_000,
  messages: index * 200,
  progress: index * 0.05,
}));

describe("addSample", function () {
  it("keeps a bounded number", function () {
    let samples: readonly Sample[] = [];
    for (let index = 0; index < 200; index++) {
      samples = addSample(samples, { at: index * 2_000, messages: index, progress: 0 });
    }
    assert.equal(samples.length, 45);
    assert.equal(samples.at(-1)?.messages, 199);
  });

  it("ignores what comes too soon", function () {
    assert.equal(addSample(steady, { at: 18_100, messages: 2_000, progress: 0.5 }), steady);
  });

  it("starts anew when a task starts over", function () {
    assert.equal(addSample(steady, { at: 20_000, messages: 0, progress: 0 }).length, 1);
  });
});

describe("messagesPerSecond", function () {
  it("is the speed of the last half minute", function () {
    assert.equal(messagesPerSecond(steady), 100);
  });

  it("is unknown until some seconds were seen", function () {
    assert.equal(messagesPerSecond([]), null);
    assert.equal(messagesPerSecond(steady.slice(0, 3)), null);
    assert.equal(messagesPerSecond(steady.slice(0, 4)), 100);
  });
});

describe("secondsLeft", function () {
  it("goes on at the same pace", function () {
    assert.equal(Math.round(secondsLeft(steady) ?? 0), 22); // 0.55 left at 0.025 per second
  });

  it("is unknown while nothing moves", function () {
    assert.equal(secondsLeft(steady.map((sample) => ({ ...sample, progress: 0.2 }))), null);
  });
});

describe("pace", function () {
  it("gives one point less than samples", function () {
    assert.deepEqual(pace(steady.slice(0, 3)), [100, 100]);
  });

  it("evens out pages that arrive every second poll", function () {
    const uneven = steady.map((sample, index) => ({ ...sample, messages: Math.floor(index / 2) * 400 }));
    assert.deepEqual(pace(uneven).slice(2), [100, 100, 100, 100, 100, 100, 100]);
  });
});
