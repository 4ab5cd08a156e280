import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../../../core/log.ts";
import { AccountLostError, RetryableError } from "../../../../core/queue/errors.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import { useSandbox } from "../../../../test/support/sandbox.ts";
import type { ChatPlatform, ChatSession } from "../../platform.ts";
import { createDiscordPlatform } from "../platform.ts";

const never = () => new AbortController().signal;

describe("the gateway connection", function () {
  this.timeout(40_000);
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 100, limits: "off" });
  const sessions: ChatSession[] = [];
  let lines: Record<string, unknown>[];
  let platform: ChatPlatform;

  beforeEach(function () {
    lines = [];
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    platform = createDiscordPlatform({
      apiBase: sandbox.apiBase,
      cdnBase: sandbox.cdnBase,
      requestsPerSecond: null,
      log: createLogger({ process: "test", level: "info" }, { write }),
      readyWithinMs: 700,
    });
  });
  afterEach(async function () {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
  });
  const connect = async () => {
    const session = await platform.connect(
      { id: "1", token: sandbox.tokens[0] ?? "", proxy: null, isDemo: true },
      never(),
    );
    sessions.push(session);
    return session;
  };
  const gateway = async () => (await sandbox.control.counters()).gateway;
  const connections = async () => (await sandbox.control.state()).connections;
  const logged = (code: string) => lines.filter((line) => line.code === code);

  for (const [what, fault] of [
    ["are never ready", { withholdReady: true }],
    ["are cut at once", { refuseConnections: true }],
    ["end as soon as they are ready", { closeAfterReady: 1_000 }],
  ] as const) {
    it(`leaves nothing behind after logins that ${what}`, async function () {
      await sandbox.control.setGateway(fault);
      for (let login = 0; login < 3; login++) {
        const session = await connect().catch((error: unknown) => assert.ok(error instanceof RetryableError));
        assert.ok((await connections()) <= 1);
        await session?.close();
      }
      await eventually("no connection is left", async () => (await connections()) === 0);
      await sandbox.control.setGateway({
        withholdReady: false,
        refuseConnections: false,
        closeAfterReady: null,
      });
      await sandbox.control.resetCounters({});
      await sleep(2_500); // an attempt left behind comes back every half second
      assert.deepEqual(await gateway(), {});
    });
  }
  it("comes back ever later while the gateway accepts and closes in turn, with one line of the log", async function () {
    const session = await connect();
    await sandbox.control.setGateway({ closeAfterReady: 1_000 }); // a code that ends the session
    await sandbox.control.disconnect({ code: 1_000 });
    await sleep(12_000);
    const { identify, connection } = await gateway();
    assert.ok((identify ?? 0) >= 2 && (identify ?? 0) <= 3, `${identify} sessions`);
    assert.ok((connection ?? 0) <= 6, `${connection} connections`);
    assert.ok(logged("discord.disconnected").length <= 2, JSON.stringify(logged("discord.disconnected")));
    assert.ok(logged("discord.reconnected").length <= 1); // the first time it seemed to be well
    assert.equal((await session.historyPage(await channelId(), {}, never())).messages.length, 100);
  });
  const channelId = async () => (await sandbox.control.truth.channels())[0]?.id ?? "";
  it("tells once why it was closed, and once that it is back", async function () {
    await connect();
    await sandbox.control.disconnect({ code: 4_000, reason: "Maintenance" });
    await eventually("it is back", () => logged("discord.reconnected").length === 1);
    const [closed] = logged("discord.disconnected");
    assert.deepEqual([closed?.closeCode, closed?.reason], [4_000, "Maintenance"]);
    assert.match(String(closed?.msg), /4000: an error at Discord/);
    assert.equal(logged("discord.reconnected")[0]?.resumed, true);
    assert.equal(lines.length, 3 - 1);
  });
  it("starts no session when Discord has none left, and says so", async function () {
    await sandbox.control.setGateway({ sessionStartsLeft: 0 });
    await assert.rejects(
      connect(),
      (error) =>
        error instanceof RetryableError &&
        error.code === "discord_not_ready" &&
        /session/.test(error.message),
    );
    assert.equal((await gateway()).identify, undefined);
  });
  it("keeps within the sessions Discord has left while reading goes on", async function () {
    await sandbox.control.setGateway({ sessionStartsLeft: 1 });
    const session = await connect();
    await sandbox.control.disconnect({ code: 1_000 });
    await eventually("it asked how many are left", async () => {
      const { byRoute } = await sandbox.control.counters();
      return (byRoute["GET /gateway/bot"] ?? 0) >= 2;
    });
    assert.equal((await gateway()).identify, 1);
    assert.equal((await session.historyPage(await channelId(), {}, never())).messages.length, 100);
  });
  it("loses the account when Discord closes for good, in words", async function () {
    const session = await connect();
    await sandbox.control.disconnect({ code: 4_014 });
    const reason = await session.lost;
    assert.ok(reason instanceof AccountLostError);
    assert.match(reason.message, /4014: an intent is not allowed/);
  });
  it("loses the account when its token is refused while the gateway connects again", async function () {
    const session = await connect();
    await sandbox.control.addFault({ match: { path: "/gateway/bot" }, action: "unauthorized" });
    await sandbox.control.disconnect({ code: 1_000 });
    assert.match((await session.lost).message, /refuses the bot token/);
  });
  it("tells when it last gave a sign of life", async function () {
    await sandbox.control.setGateway({ heartbeatIntervalMs: 1_000 });
    const session = await connect();
    const before = await gateway();
    await eventually(
      "two heartbeats went by",
      async () => ((await gateway()).heartbeat ?? 0) >= (before.heartbeat ?? 0) + 2,
    );
    const { heartbeatAgoMs, eventAgoMs } = session.signsOfLife();
    assert.ok(heartbeatAgoMs !== null && eventAgoMs !== null && eventAgoMs > heartbeatAgoMs);
  });
});
