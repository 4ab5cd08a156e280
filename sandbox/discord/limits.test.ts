import assert from "node:assert/strict";
import { Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { makeRest, rawGet } from "./support.test.ts";

/** A clock that stands still until it is moved. */
function makeClock() {
  let nowMs = Date.UTC(2026, 5, 1);
  return { now: () => nowMs, move: (ms: number) => (nowMs += ms) };
}

const statusesOf = (responses: readonly Response[]) => responses.map(({ status }) => status);

describe("rate limits", function () {
  let sandbox: Sandbox;
  let clock: ReturnType<typeof makeClock>;
  let channels: string[];

  beforeEach(async function () {
    clock = makeClock();
    sandbox = await startSandbox({
      layout: "plain",
      messages: 600,
      channels: 60,
      tokens: ["one", "two"],
      now: clock.now,
    });
    channels = (await sandbox.control.truth.channels()).map(({ id }) => id);
  });
  afterEach(() => sandbox.close());

  const history = (channel = 0, token?: string) =>
    rawGet(sandbox, `/channels/${channels[channel]}/messages`, token);

  it("allows five requests in five seconds per channel and tells so in its headers", async function () {
    const responses: Response[] = [];
    for (let i = 0; i < 6; i++) responses.push(await history());
    assert.deepEqual(statusesOf(responses), [200, 200, 200, 200, 200, 429]);
    const headers = (i: number) => Object.fromEntries(responses[i]?.headers ?? []);
    assert.equal(headers(0)["x-ratelimit-limit"], "5");
    assert.deepEqual(
      responses.map(({ headers: all }) => all.get("x-ratelimit-remaining")),
      ["4", "3", "2", "1", "0", "0"],
    );
    assert.equal(headers(0)["x-ratelimit-reset-after"], "5.000");
    assert.equal(headers(0)["x-ratelimit-reset"], String((clock.now() + 5_000) / 1_000).concat(".000"));
    assert.match(headers(0)["x-ratelimit-bucket"] ?? "", /^[0-9a-f]{32}$/);
    assert.equal(headers(0)["retry-after"], undefined);
    assert.equal(headers(5)["retry-after"], "5.000");
    assert.equal(headers(5)["x-ratelimit-scope"], "user");
    assert.equal(headers(5)["x-ratelimit-global"], undefined);
    assert.deepEqual(await responses[5]?.json(), {
      message: "You are being rate limited.",
      retry_after: 5,
      global: false,
    });
  });

  it("opens the channel again when the window is over, not before", async function () {
    for (let i = 0; i < 5; i++) await history();
    clock.move(4_999);
    assert.equal((await history()).status, 429);
    clock.move(1);
    assert.equal((await history()).status, 200);
  });

  it("counts channels and tokens apart", async function () {
    for (let i = 0; i < 5; i++) await history(0, "one");
    assert.equal((await history(0, "one")).status, 429);
    assert.equal((await history(1, "one")).status, 200);
    assert.equal((await history(0, "two")).status, 200);
  });

  it("allows fifty requests a second per token, then answers globally", async function () {
    for (let i = 0; i < 50; i++) assert.equal((await history(i)).status, 200);
    const refused = await history(51);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("x-ratelimit-global"), "true");
    assert.equal(refused.headers.get("x-ratelimit-scope"), "global");
    assert.equal(refused.headers.get("retry-after"), "1.000");
    assert.deepEqual(await refused.json(), {
      message: "You are being rate limited.",
      retry_after: 1,
      global: true,
    });
    assert.equal((await history(51, "two")).status, 200);
    clock.move(1_000);
    assert.equal((await history(51)).status, 200);
  });

  it("counts what Discord counts against an address", async function () {
    for (let i = 0; i < 8; i++) await history();
    await rawGet(sandbox, "/users/@me", "wrong");
    await sandbox.control.addFault({ action: "429", scope: "shared", times: 1 });
    await history(1);
    const { rateLimited, invalid } = await sandbox.control.counters();
    assert.deepEqual(rateLimited, { total: 4, user: 3, global: 0, shared: 1 });
    assert.equal(invalid.total, 4);
    assert.deepEqual(invalid.byToken, { one: 3, wrong: 1 });
    assert.equal(invalid.banned, false);
    clock.move(600_001);
    assert.equal((await sandbox.control.counters()).invalid.lastTenMinutes, 0);
  });

  it("can lie in its headers until it refuses, as seen on Discord", async function () {
    await sandbox.control.setLimits({ lyingHistoryHeaders: true });
    const responses: Response[] = [];
    for (let i = 0; i < 6; i++) responses.push(await history());
    const told = responses.map(({ headers }) => [
      headers.get("x-ratelimit-limit"),
      headers.get("x-ratelimit-remaining"),
    ]);
    assert.deepEqual(told, [...Array.from({ length: 5 }, () => ["1000", "999"]), ["5", "0"]]);
  });

  it("can be switched off and on while running", async function () {
    await sandbox.control.setLimits({ enabled: false });
    for (let i = 0; i < 80; i++) assert.equal((await history()).status, 200);
    await sandbox.control.setLimits({ enabled: true, historyLimit: 1 });
    assert.deepEqual(statusesOf([await history(), await history()]), [200, 429]);
  });
});

describe("rate limits and @discordjs/rest", function () {
  it("lets the library wait by the headers and never be refused", async function () {
    const sandbox = await startSandbox({
      layout: "plain",
      messages: 100,
      channels: 1,
      limits: { historyWindowMs: 400 },
    });
    try {
      const [channel] = await sandbox.control.truth.channels();
      const rest = makeRest(sandbox);
      const startedMs = Date.now();
      for (let i = 0; i < 11; i++) await rest.get(Routes.channelMessages(channel?.id ?? ""));
      assert.ok(Date.now() - startedMs >= 800, "waited for two windows");
      assert.deepEqual((await sandbox.control.counters()).byStatus, { 200: 11 });
    } finally {
      await sandbox.close();
    }
  });
});
