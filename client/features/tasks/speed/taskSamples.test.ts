import assert from "node:assert/strict";
import { recordSamples, samplesFor } from "./taskSamples.ts";

const running = (id: string, messagesFetched: number) => ({
  id,
  status: "running" as const,
  messagesFetched,
  progress: 0,
  startedAt: null,
});

describe("recordSamples", function () {
  it("keeps what polls said about running tasks", function () {
    recordSamples([running("1", 10), { ...running("2", 5), status: "completed" }], 1_000);
    recordSamples([running("1", 30)], 3_000);
    assert.deepEqual(
      samplesFor("1").map(({ at, messages }) => [at, messages]),
      [
        [1_000, 10],
        [3_000, 30],
      ],
    );
    assert.deepEqual(samplesFor("2"), []);
  });

  it("leaves out the burst with which a channel begins", function () {
    const startedAt = new Date(1_000_000).toISOString();
    recordSamples([{ ...running("burst", 500), startedAt }], 1_002_000);
    recordSamples([{ ...running("burst", 600), startedAt }], 1_006_000);
    assert.deepEqual(
      samplesFor("burst").map(({ messages }) => messages),
      [600],
    );
  });

  it("forgets the tasks not seen for longest", function () {
    recordSamples([running("old", 1)], 10_000);
    recordSamples(
      Array.from({ length: 500 }, (_, index) => running(`many-${index}`, 1)),
      20_000,
    );
    assert.deepEqual(samplesFor("old"), []);
    assert.equal(samplesFor("many-499").length, 1);
  });
});
