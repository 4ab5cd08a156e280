import assert from "node:assert/strict";
import { createLogger } from "../../../core/log.ts";
import { AccountLostError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { useSandbox } from "../../../test/support/sandbox.ts";
import type { ChatSession } from "../platform.ts";
import { createDiscordPlatform } from "./platform.ts";

const log = createLogger({ process: "test", level: "silent" });
const never = () => new AbortController().signal;

describe("requests to a Discord in trouble", function () {
  this.timeout(60_000);
  const sandbox = useSandbox({ layout: "plain", channels: 40, messages: 4_000, limits: "off" });
  let session: ChatSession;
  let channelIds: string[];
  const warnings: Error[] = [];
  const noteWarning = (warning: Error) => warnings.push(warning);

  beforeEach(async function () {
    session = await createDiscordPlatform({
      apiBase: sandbox.apiBase,
      cdnBase: sandbox.cdnBase,
      requestsPerSecond: null,
      log,
      bodyStallMs: 300,
    }).connect({ id: "1", token: sandbox.tokens[0] ?? "", proxy: null, isDemo: true }, never());
    channelIds = (await sandbox.control.truth.channels()).map(({ id }) => id);
    warnings.length = 0;
    process.on("warning", noteWarning);
  });
  afterEach(async function () {
    process.off("warning", noteWarning);
    await session.close();
  });
  const read = (channel = 0) => session.historyPage(channelIds[channel] ?? "", {}, never());
  const spoil = (rule: Omit<Parameters<typeof sandbox.control.addFault>[0], "match">) =>
    sandbox.control.addFault({ match: { path: "/messages" }, ...rule });

  for (const status of [401, 403, 404, 429, 502]) {
    it(`tries again after an HTML page with status ${status}`, async function () {
      await spoil({ action: "html", status });
      await assert.rejects(
        read(),
        (error) => error instanceof RetryableError && error.code === "discord_unavailable",
      );
      await sandbox.control.clearFaults({});
      assert.equal((await read()).messages.length, 100);
    });
  }
  it("survives error answers that break off in the middle of their body", async function () {
    await spoil({ action: "cut-body", status: 502, times: 3 });
    assert.equal((await read()).messages.length, 100);
    for (const status of [400, 403, 404, 429]) {
      await spoil({ action: "cut-body", status, times: 1 });
      await assert.rejects(read(), RetryableError);
    }
  });
  it("tries again after a page that breaks off", async function () {
    await spoil({ action: "cut-body" });
    await assert.rejects(
      read(),
      (error) => error instanceof RetryableError && error.code === "discord_unreadable",
    );
  });
  it("gives up on a body that stalls", async function () {
    await spoil({ action: "stall-body" });
    const start = performance.now();
    await assert.rejects(
      read(),
      (error) => error instanceof RetryableError && error.code === "discord_unreadable",
    );
    assert.ok(performance.now() - start < 10_000);
  });
  it("gives up on a body that never ends, long before it fills the memory", async function () {
    await spoil({ action: "giant-body", sizeBytes: 1_000_000_000 });
    await assert.rejects(
      read(),
      (error) => error instanceof RetryableError && error.code === "discord_unreadable",
    );
    assert.ok((await sandbox.control.counters()).requests < 10);
  });
  it("asks for a snooze at a limit, and for as long as that lasts does not ask Discord again", async function () {
    await spoil({ action: "429", scope: "global", retryAfterSeconds: 3_600, times: 1 });
    // A shorter limit on a request that was on its way must neither end the longer one nor wait for it in silence.
    await sandbox.control.setLatency({ ms: 50 });
    await spoil({ action: "429", scope: "global", retryAfterSeconds: 1, times: 1 });
    const inAnHour = Date.now() + 3_500_000;
    const both = await Promise.allSettled([read(0), read(1)]);
    await sandbox.control.resetCounters({});
    const later = await Promise.allSettled(channelIds.map((_id, index) => read(index)));
    for (const result of [...both, ...later]) {
      assert.ok(result.status === "rejected" && result.reason instanceof SnoozeError);
      assert.ok(result.reason.until.getTime() > inAnHour);
    }
    assert.equal((await sandbox.control.counters()).requests, 0);
  });
  it("ends a short global limit when it ends", async function () {
    await spoil({ action: "429", scope: "global", retryAfterSeconds: 0.3, times: 2 });
    const pages = await Promise.all([read(0), read(1), read(2)]);
    assert.ok(pages.every(({ messages }) => messages.length === 100));
  });
  it("lets go of a request that waits out a short limit, at once", async function () {
    await spoil({ action: "429", retryAfterSeconds: 29, times: 1 });
    const stop = new AbortController();
    const reading = session.historyPage(channelIds[0] ?? "", {}, stop.signal);
    await eventually(
      "the limit was met",
      async () => (await sandbox.control.counters()).rateLimited.total === 1,
    );
    stop.abort(new Error("shutting down"));
    await assert.rejects(reading, /shutting down/);
  });
  it("keeps a long limit of one channel to that channel", async function () {
    await spoil({ action: "429", retryAfterSeconds: 90, times: 1 });
    for (const _attempt of [1, 2])
      await assert.rejects(
        read(),
        (error) => error instanceof SnoozeError && error.until.getTime() > Date.now() + 60_000,
      );
    assert.equal((await read(1)).messages.length, 100);
    assert.equal((await sandbox.control.counters()).rateLimited.total, 1);
  });
  it("loses the account, once, when a request is refused with 401", async function () {
    await spoil({ action: "unauthorized" });
    await assert.rejects(read(), AccountLostError);
    const reason = await session.lost;
    assert.ok(reason instanceof AccountLostError);
    assert.match(reason.message, /token/);
    await sandbox.control.resetCounters({});
    await assert.rejects(read(1), AccountLostError);
    assert.equal((await sandbox.control.counters()).requests, 0);
  });
  it("needs no more listeners the more requests there are", async function () {
    await spoil({ action: "429", probability: 0.5, seed: 3, retryAfterSeconds: 0.02 });
    await spoil({ action: "503", probability: 0.3, seed: 4 });
    const stop = new AbortController();
    await Promise.allSettled(
      Array.from({ length: 400 }, (_, index) =>
        session.historyPage(channelIds[index % channelIds.length] ?? "", {}, stop.signal),
      ),
    );
    await new Promise(setImmediate);
    assert.deepEqual(warnings, []);
  });
});
