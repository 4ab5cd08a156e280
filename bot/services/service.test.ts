import assert from "node:assert/strict";
import { createLogger } from "../../core/log.ts";
import { loopService, runServices, type Service } from "./service.ts";

describe("runServices", function () {
  const log = createLogger({ process: "test", level: "silent" });
  /** A service that writes down what happens to it. */
  const service = (name: string, happened: string[], overrides: Partial<Service> = {}): Service => ({
    name,
    start: () => void happened.push(`start ${name}`),
    stop: async () => void happened.push(`stop ${name}`),
    ...overrides,
  });

  it("starts in order, stops in reverse", async function () {
    const happened: string[] = [];
    const stop = new AbortController();
    const done = runServices(
      [service("a", happened), service("b", happened, { start: () => stop.abort() })],
      stop.signal,
      log,
    );
    await done;
    assert.deepEqual(happened, ["start a", "stop b", "stop a"]);
  });
  it("stops the others when one fails to stop", async function () {
    const happened: string[] = [];
    const failing = service("b", happened, { stop: () => Promise.reject(new Error("stuck")) });
    await runServices([service("a", happened), failing], AbortSignal.timeout(10), log);
    assert.deepEqual(happened, ["start a", "start b", "stop a"]);
  });
  it("stops what has started when one cannot start, and says why", async function () {
    const happened: string[] = [];
    const failing = service("b", happened, { start: () => Promise.reject(new Error("no port")) });
    const services = [service("a", happened), failing, service("c", happened)];
    await assert.rejects(runServices(services, new AbortController().signal, log), /no port/);
    assert.deepEqual(happened, ["start a", "stop b", "stop a"]);
  });
  it("says which service keeps it waiting", async function () {
    this.timeout(60_000);
    const lines: string[] = [];
    const warned = createLogger(
      { process: "test", level: "warn" },
      { write: (line: string) => void lines.push(line) },
    );
    let release: () => void = () => undefined;
    const slow = service("slow", [], {
      stop: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    const done = runServices([service("a", []), slow], AbortSignal.timeout(1), warned);
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await done;
    const said = JSON.parse(lines[0] ?? "{}") as Record<string, unknown>;
    assert.deepEqual([said.code, said.service, said.step], ["service.slow", "slow", "stop"]);
  });
});

describe("loopService", function () {
  it("runs from start until it has answered the stop", async function () {
    let ended = false;
    const loop = loopService("loop", async (stop) => {
      await new Promise((resolve) => stop.addEventListener("abort", resolve));
      ended = true;
    });
    await loop.start();
    assert.equal(ended, false);
    await loop.stop();
    assert.equal(ended, true);
  });
});
