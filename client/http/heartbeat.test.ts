import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../test/support/eventually.ts";
import { failure } from "./connection.ts";
import { fetchJson } from "./fetchJson.ts";
import { keepHearing } from "./heartbeat.ts";

describe("keepHearing", function () {
  this.timeout(60_000);
  const given = { fetch: globalThis.fetch, document: globalThis.document };
  const asked: string[] = [];
  let isFrozen = false;
  const impatient = { quietMs: 0, answerWithinMs: 100 };
  let stop = () => {};
  before("stand in for the browser", function () {
    globalThis.document = { visibilityState: "visible" } as Document;
    globalThis.fetch = (path, init) => {
      asked.push(path as string);
      if (!isFrozen) return Promise.resolve(Response.json({ status: "healthy" }));
      return new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
      });
    };
  });
  beforeEach(function () {
    asked.length = 0;
    isFrozen = false;
  });
  afterEach(function () {
    stop();
  });
  after("give it back", function () {
    Object.assign(globalThis, given);
  });

  it("notices within 8 s that the API stands still, and that it goes on", async function () {
    await fetchJson("/tasks");
    stop = keepHearing();
    isFrozen = true;
    await eventually("it is noticed", () => failure.get()?.code === "timeout", 8_000);
    isFrozen = false;
    await eventually("it is forgotten", () => failure.get() === null, 8_000);
  });

  it("forgets the silence as soon as any answer comes, also where polls leave it nothing to ask", async function () {
    stop = keepHearing(impatient);
    isFrozen = true;
    await eventually("it is noticed", () => failure.get()?.code === "timeout");
    isFrozen = false;
    await eventually("it is forgotten", async () => {
      await fetchJson("/tasks"); // a page that polls
      return failure.get() === null;
    });
  });

  it("forgets the silence when it stops listening", async function () {
    stop = keepHearing(impatient);
    isFrozen = true;
    await eventually("it is noticed", () => failure.get()?.code === "timeout");
    stop();
    assert.equal(failure.get(), null);
  });

  it("asks nothing while other answers come, nor while nobody looks", async function () {
    stop = keepHearing();
    for (let n = 0; n < 8; n++) {
      await fetchJson("/tasks");
      await sleep(500); // a page that polls
    }
    globalThis.document = { visibilityState: "hidden" } as Document;
    await sleep(4_000); // longer than it keeps quiet
    assert.deepEqual(new Set(asked), new Set(["/api/v1/tasks"]));
  });
});
