import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type APIMessage, HTTPError, type REST, Routes } from "discord.js";
import { connectSandbox } from "../../client.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import { makeRest, rawGet } from "../support.test.ts";
import { canonicalLine, type TruthMessage } from "../truth/line.ts";
import type { SandboxControl } from "./control.ts";

describe("control over HTTP", function () {
  let sandbox: Sandbox;
  let control: SandboxControl;
  let rest: REST;
  let channelId: string;

  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 2, messages: 6_000, limits: "off" });
    control = connectSandbox(sandbox.controlBase);
    rest = makeRest(sandbox);
    channelId = (await control.truth.channels())[0]?.id ?? "";
  });
  afterEach(() => sandbox.close());

  const page = () => rest.get(Routes.channelMessages(channelId)) as Promise<APIMessage[]>;
  const raw = () => rawGet(sandbox, `/channels/${channelId}/messages`);
  const truthOf = async () => {
    const all: TruthMessage[] = [];
    for await (const message of control.truth.messages(channelId)) all.push(message);
    return all;
  };

  it("streams the truth, and its digest is the hash of the canonical lines", async function () {
    const hash = createHash("sha256");
    const truth = await truthOf();
    for (const message of truth) hash.update(`${canonicalLine(message)}\n`);
    assert.equal(truth.length, 3_000);
    assert.deepEqual(await control.truth.digest(channelId), {
      channelId,
      count: 3_000,
      oldestId: truth[0]?.id,
      newestId: truth.at(-1)?.id,
      sha256: hash.digest("hex"),
    });
  });

  it("posts, edits, deletes and reacts, in history and truth alike", async function () {
    const before = await truthOf();
    const { messages } = await control.postMessages({ channelId, count: 3, content: "new" });
    const old = before[10]?.id ?? "";
    const gone = before[20]?.id ?? "";
    await control.editMessage({ channelId, messageId: old, content: "rewritten" });
    await control.deleteMessages({ channelId, messageIds: [gone, messages[1]?.id ?? ""] });
    await control.react({ channelId, messageId: old, emoji: "🧭" });
    await control.setPinned({ channelId, messageId: old, pinned: true });
    const after = await truthOf();
    assert.equal(after.length, before.length + 3 - 2 + 1, "and the notice of the pin");
    assert.equal((await control.truth.channels())[0]?.messageCount, after.length);
    const changed = after.find(({ id }) => id === old);
    assert.equal(changed?.content, "rewritten");
    assert.equal(changed?.pinned, true);
    assert.ok((changed?.editedMs ?? 0) > (changed?.timestampMs ?? 0));
    assert.ok(changed?.reactions.some(({ emoji, count }) => emoji === "🧭" && count === 1));
    assert.equal(
      after.some(({ id }) => id === gone),
      false,
    );
    const read = (await page()).map(({ id }) => id);
    assert.deepEqual(
      read,
      after
        .slice(-50)
        .toReversed()
        .map(({ id }) => id),
    );
  });

  it("gives late messages a place among the old ones", async function () {
    const before = await truthOf();
    const atMs = (before[100]?.timestampMs ?? 0) + 1;
    const { messages } = await control.postMessages({ channelId, content: "late", atMs });
    const after = await truthOf();
    assert.equal(after[101]?.id, messages[0]?.id);
    const channel = (await rest.get(Routes.channel(channelId))) as { last_message_id: string };
    assert.equal(channel.last_message_id, before.at(-1)?.id);
  });

  it("spoils requests by rule, a given number of times", async function () {
    await control.addFault({
      match: { route: "^GET /channels/:channel/messages$" },
      action: "503",
      times: 2,
    });
    assert.deepEqual([(await raw()).status, (await raw()).status, (await raw()).status], [503, 503, 200]);
    assert.equal((await control.faults())[0]?.spoiled, 2);
    await control.clearFaults({});
    assert.deepEqual(await control.faults(), []);
  });

  it("spoils a share of requests, the same ones for the same seed", async function () {
    const statuses = async () => {
      await control.clearFaults({});
      await control.addFault({ action: "429", probability: 0.2, seed: 9, retryAfterSeconds: 0.5 });
      const all = [];
      for (let i = 0; i < 100; i++) all.push((await raw()).status);
      return all;
    };
    const first = await statuses();
    const spoiled = first.filter((status) => status === 429).length;
    assert.ok(spoiled > 8 && spoiled < 35, String(spoiled));
    assert.deepEqual(await statuses(), first);
    const refused = await raw();
    assert.ok(refused.status === 200 || refused.headers.get("retry-after") === "0.500");
  });

  it("matches by path, method and token", async function () {
    await control.addFault({ match: { path: "before=1" }, action: "500" });
    await control.addFault({ match: { token: "other" }, action: "502" });
    await control.addFault({ match: { method: "POST" }, action: "503" });
    assert.equal((await raw()).status, 200);
    assert.equal((await rawGet(sandbox, `/channels/${channelId}/messages?before=1`)).status, 500);
    assert.equal((await rawGet(sandbox, `/channels/${channelId}/messages`, "other")).status, 502);
  });

  it("cuts, spoils and withholds answers", async function () {
    await control.addFault({ action: "cut", times: 1 });
    await assert.rejects(raw());
    await control.addFault({ action: "cut-body", times: 1 });
    await assert.rejects(raw().then((response) => response.json()));
    await control.addFault({ action: "malformed-json", times: 1 });
    await assert.rejects(
      raw().then((response) => response.json()),
      SyntaxError,
    );
    await control.addFault({ action: "empty-list", times: 1 });
    assert.deepEqual(await (await raw()).json(), []);
    await control.addFault({ action: "unauthorized", times: 1 });
    assert.equal((await raw()).status, 401);
    await control.addFault({ action: "hang", times: 1 });
    const url = `${sandbox.apiBase}/v10/users/@me`;
    const signal = AbortSignal.timeout(150);
    await assert.rejects(
      fetch(url, { signal, headers: { authorization: `Bot ${sandbox.tokens[0]}` } }),
      /timeout/i,
    );
    await control.addFault({ action: "slow", delayMs: 120, times: 1 });
    const startedMs = Date.now();
    assert.equal((await raw()).status, 200);
    assert.ok(Date.now() - startedMs >= 119);
  });

  it("is survived by @discordjs/rest as on Discord: three retries of 5xx, then an error", async function () {
    await control.addFault({ action: "500", times: 3 });
    assert.equal((await page()).length, 50);
    await control.addFault({ action: "500", times: 4 });
    await assert.rejects(page(), (error) => error instanceof HTTPError && error.status === 500);
  });

  it("counts requests and remembers them", async function () {
    await control.resetCounters({});
    await Promise.all([page(), page(), raw(), raw(), raw()]);
    await rest.get(Routes.currentApplication());
    const report = await control.counters();
    assert.equal(report.requests, 6);
    assert.equal(report.byRoute["GET /channels/:channel/messages"], 5);
    assert.deepEqual(report.byStatus, { 200: 6 });
    assert.deepEqual(report.byToken, { [sandbox.tokens[0] ?? ""]: 6 });
    assert.equal(report.messagesServed, 250);
    const log = await control.requests();
    assert.equal(log.length, 6);
    assert.equal(log[5]?.path, "/api/v10/applications/@me");
    assert.deepEqual(await control.requests(log[4]?.number), [log[5]]);
    await control.resetCounters({});
    assert.equal((await control.counters()).requests, 0);
    assert.deepEqual(await control.requests(), []);
  });

  it("sees how many requests are open on a channel at once", async function () {
    await control.setLatency({ ms: 60 });
    await Promise.all([raw(), raw(), raw()]);
    const { maxConcurrentPerChannel } = await control.counters();
    assert.equal(maxConcurrentPerChannel[channelId], 3);
  });

  it("revokes tokens and grants access again", async function () {
    await control.setApplication({ revoked: true });
    assert.equal((await raw()).status, 401);
    await control.setApplication({ revoked: false });
    await control.setAccess({ channelId, view: false });
    assert.equal((await raw()).status, 403);
    await control.setAccess({ channelId, view: true, history: false });
    assert.deepEqual(await page(), []);
    await control.setAccess({ channelId, history: true });
    assert.equal((await page()).length, 50);
    const guildId = (await control.truth.guilds())[0]?.id ?? "";
    await control.removeBot({ guildId });
    assert.equal((await raw()).status, 403);
  });

  it("makes people talk", async function () {
    await control.setTraffic({ perSecond: 200, channelIds: [channelId] });
    while ((await control.truth.channels())[0]?.messageCount === 3_000) await control.state();
    await control.setTraffic({ perSecond: 0 });
    const [newest] = await page();
    assert.ok(newest && Date.parse(newest.timestamp) > Date.UTC(2026, 0, 1));
  });

  it("says what is wrong with a request", async function () {
    await assert.rejects(
      control.deleteChannel({ channelId: "111111111111111111" }),
      /no channel 111111111111111111/,
    );
    await assert.rejects(control.deleteChannel({ channelId: "x" }), /channelId/);
    await assert.rejects(control.addFault({ action: "explode" as "cut" }), /action/);
    await assert.rejects(
      control.addFault({ match: { route: "(" }, action: "cut" }),
      /Invalid regular expression/,
    );
    const response = await fetch(`${sandbox.controlBase}/noSuchThing`, { method: "POST" });
    assert.equal(response.status, 404);
  });
});
