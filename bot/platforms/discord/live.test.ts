import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../../core/log.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/index.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { createDiscordPlatform } from "./platform.ts";

const never = new AbortController().signal;

describe("DiscordLive", function () {
  this.timeout(90_000);
  let relay: Server | undefined;
  afterEach(function () {
    relay?.close();
  });

  /** The address of a server behind a connection on which its answers travel for `travelMs`. */
  async function farAway(url: string, travelMs: number): Promise<string> {
    const { port, pathname } = new URL(url);
    relay = createServer((near) => {
      const far = connect(Number(port), "127.0.0.1");
      near.pipe(far);
      far.on("data", (chunk) => setTimeout(() => near.write(chunk), travelMs).unref());
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        socket.on("error", () => undefined);
        socket.on("close", () => other.destroy());
      }
    });
    await once(relay.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(relay.address() as AddressInfo).port}${pathname}`;
  }

  /** A session of the first bot, without limits of ours. */
  function connectTo({ apiBase, cdnBase, tokens }: Pick<Sandbox, "apiBase" | "cdnBase" | "tokens">) {
    const log = createLogger({ process: "test", level: "silent" });
    const platform = createDiscordPlatform({ apiBase, cdnBase, requestsPerSecond: null, log });
    return platform.connect({ id: "1", token: tokens[0] ?? "", proxy: null, isDemo: true }, never);
  }

  it("calls nothing heard that was said before it listened, though answers travel long", async function () {
    const sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 10, limits: "off" });
    const { cdnBase, control, tokens } = sandbox;
    await control.setGateway({ heartbeatIntervalMs: 500 }); // what was heard is told as of the last heartbeat
    const session = await connectTo({ apiBase: await farAway(sandbox.apiBase, 5_000), cdnBase, tokens });
    try {
      const [channel] = await control.truth.channels();
      assert.ok(channel);
      const place = { id: channel.id, guildId: channel.guildId, parentId: null, kind: "text" as const };
      const told = new Set<string>();
      session.live.listen({
        onEvent: (event) => event.kind === "created" && told.add(event.message.id),
        onUnreadable: () => undefined,
        onGap: () => told.clear(),
      });
      await control.setTraffic({ perSecond: 20 });
      const before = session.live.listeningSince(channel.guildId);
      await control.forgetSessions({});
      await control.cut({});
      await eventually("listening begins anew", () => {
        const since = session.live.listeningSince(channel.guildId);
        return since !== null && since.getTime() !== before?.getTime();
      });

      const heard = await eventually("something was heard", () => session.live.heard(place));
      const isHeard = (id: string) =>
        BigInt(id) >= BigInt(heard.fromId) && BigInt(id) < BigInt(heard.belowId);
      for await (const { id } of control.truth.messages(channel.id))
        assert.ok(!isHeard(id) || told.has(id), `${id} was told to nobody`);
    } finally {
      await session.close();
      await sandbox.close();
    }
  });

  it("settles a message that none follows without waiting for the next heartbeat, and stays connected", async function () {
    const sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 10, limits: "off" });
    const { apiBase, cdnBase, control, tokens } = sandbox;
    await control.setGateway({ heartbeatIntervalMs: 41_250 }); // as Discord has it
    const session = await connectTo({ apiBase, cdnBase, tokens });
    try {
      const [channel] = await control.truth.channels();
      assert.ok(channel);
      const place = { id: channel.id, guildId: channel.guildId, parentId: null, kind: "text" as const };
      for (let time = 0; time < 2; time++) {
        const { messages } = await control.postMessages({ channelId: channel.id, count: 1 });
        const id = BigInt(messages[0]?.id ?? 0);
        const isSettled = () => BigInt(session.live.heard(place)?.belowId ?? 0) > id;
        await eventually("it is settled", isSettled, 20_000);
      }
      const { gateway } = await control.counters();
      assert.deepEqual([gateway.identify, gateway.resume ?? 0], [1, 0]);
    } finally {
      await session.close();
      await sandbox.close();
    }
  });

  it("tells everything once and in order while the connection breaks again and again", async function () {
    const sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 50, limits: "off" });
    const { apiBase, cdnBase, control, tokens } = sandbox;
    const session = await connectTo({ apiBase, cdnBase, tokens });
    try {
      const told = new Map<string, number>();
      const twice: string[] = [];
      session.live.listen({
        onEvent: (event) => {
          if (event.kind !== "reacted") return;
          const key = `${event.messageId} ${event.reaction.emoji} ${event.userId}`;
          if (told.get(key) === event.delta) twice.push(`${key} ${event.delta}`);
          told.set(key, event.delta);
        },
        onUnreadable: () => undefined,
        onGap: () => assert.fail("every session can be resumed here"),
      });
      await control.setTraffic({ perSecond: 2_000, mix: { react: 1, unreact: 1 } });
      for (let time = 0; time < 4; time++) {
        await sleep(1_000);
        const { resumed = 0 } = (await control.counters()).gateway;
        await control.cut({});
        await eventually("it is resumed", async () => {
          const { gateway } = await control.counters();
          return (gateway.resumed ?? 0) > resumed;
        });
      }
      await control.setTraffic({ perSecond: 0 });
      assert.ok(told.size > 100, String(told.size));
      assert.deepEqual(twice, []);
    } finally {
      await session.close();
      await sandbox.close();
    }
  });
});
