import assert from "node:assert/strict";
import { once } from "node:events";
import { type APIMessage, type Client, Events, GatewayDispatchEvents, GatewayIntentBits } from "discord.js";
import { WebSocket } from "ws";
import { type Sandbox, type SandboxOptions, startSandbox } from "./server.ts";
import { ALL_INTENTS, connectClient, makeClient, rawGet } from "./support.test.ts";

describe("the gateway and discord.js", function () {
  let sandbox: Sandbox;
  let client: Client | undefined;
  let channelId: string;

  async function start(options: SandboxOptions = {}, intents?: number): Promise<Client> {
    sandbox = await startSandbox({
      layout: "plain",
      channels: 3,
      messages: 300,
      maxConcurrency: 16,
      ...options,
    });
    channelId = (await sandbox.control.truth.channels())[0]?.id ?? "";
    client = await connectClient(sandbox, intents);
    return client;
  }
  afterEach(async function () {
    await client?.destroy();
    client = undefined;
    await sandbox.close();
  });

  /** Contents of the messages as they arrive, until there are `count`; discord.js itself hides repetitions. */
  function collect(from: Client, count: number): Promise<string[]> {
    return new Promise((resolve) => {
      const contents: string[] = [];
      from.ws.on(GatewayDispatchEvents.MessageCreate, (message: APIMessage) => {
        if (contents.push(message.content) === count) resolve(contents);
      });
    });
  }
  const post = (content: string) => sandbox.control.postMessages({ channelId, content });

  it("logs in with all guilds, channels, active threads and itself as a member", async function () {
    const { guilds, user } = await start({ layout: "demo", messages: 5_000 });
    const truth = await sandbox.control.truth.guilds();
    assert.deepEqual([...guilds.cache.keys()].sort(), truth.map(({ id }) => id).sort());
    const active = (await sandbox.control.truth.channels()).filter(
      ({ archived, readability }) => archived === false && readability === "readable",
    );
    assert.ok(active.length > 5);
    for (const { id, guildId } of active)
      assert.ok(guilds.cache.get(guildId)?.channels.cache.get(id)?.isThread(), id);
    for (const one of truth) {
      const guild = guilds.cache.get(one.id);
      assert.equal(guild?.memberCount, one.members);
      assert.equal(guild?.channels.cache.filter((channel) => !channel.isThread()).size, one.channels);
      assert.ok(guild?.members.me?.id === user?.id);
    }
  });

  it("delivers posts, edits, deletions and reactions in order", async function () {
    const { ws } = await start();
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      for (const name of [
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_DELETE",
        "MESSAGE_DELETE_BULK",
      ]) {
        ws.on(name as never, (data: { content?: string }) => {
          seen.push(data.content === undefined ? name : `${name} ${data.content}`);
          if (name === "MESSAGE_DELETE_BULK") resolve();
        });
      }
    });
    const [first] = (await post("hello")).messages;
    const messageId = first?.id ?? "";
    await sandbox.control.editMessage({ channelId, messageId, content: "hello, all" });
    await sandbox.control.react({ channelId, messageId, emoji: "👍" });
    await sandbox.control.deleteMessages({ channelId, messageIds: [messageId] });
    const more = await sandbox.control.postMessages({ channelId, count: 2, content: "spam" });
    await sandbox.control.deleteMessages({
      channelId,
      messageIds: more.messages.map(({ id }) => id),
      bulk: true,
    });
    await done;
    assert.deepEqual(seen, [
      "MESSAGE_CREATE hello",
      "MESSAGE_UPDATE hello, all",
      "MESSAGE_REACTION_ADD",
      "MESSAGE_DELETE",
      "MESSAGE_CREATE spam",
      "MESSAGE_CREATE spam",
      "MESSAGE_DELETE_BULK",
    ]);
  });

  it("says nothing of silent changes", async function () {
    const connected = await start();
    const seen = collect(connected, 1);
    await sandbox.control.postMessages({ channelId, count: 3, silent: true });
    await post("audible");
    assert.deepEqual(await seen, ["audible"]);
  });

  it("replays after a cut what was said meanwhile, once and in order", async function () {
    const connected = await start();
    const seen = collect(connected, 4);
    const resumed = once(connected, Events.ShardResume);
    const heard = once(connected, Events.MessageCreate);
    await post("one");
    await heard;
    await sandbox.control.cut({});
    await post("two");
    await post("three");
    await resumed;
    await post("four");
    assert.deepEqual(await seen, ["one", "two", "three", "four"]);
    const { gateway } = await sandbox.control.counters();
    assert.deepEqual([gateway.identify, gateway.resumed], [1, 1]);
  });

  it("resumes after op 7", async function () {
    const connected = await start();
    const seen = collect(connected, 2);
    const resumed = once(connected, Events.ShardResume);
    await sandbox.control.reconnect({});
    await post("meanwhile");
    await resumed;
    await post("afterwards");
    assert.deepEqual(await seen, ["meanwhile", "afterwards"]);
  });

  it("resumes on the same connection after op 9 true", async function () {
    const connected = await start();
    const seen = collect(connected, 2);
    const resumed = once(connected, Events.ShardResume);
    await sandbox.control.invalidateSessions({ resumable: true });
    await post("meanwhile");
    await resumed;
    await post("afterwards");
    assert.deepEqual(await seen, ["meanwhile", "afterwards"]);
    const { gateway } = await sandbox.control.counters();
    assert.deepEqual([gateway.connection, gateway.identify, gateway.resume], [1, 1, 1]);
  });

  it("starts a new session after op 9 false: what was said meanwhile is lost", async function () {
    const connected = await start();
    const seen = collect(connected, 1);
    const ready = once(connected, Events.ShardReady);
    await sandbox.control.invalidateSessions({ resumable: false });
    await post("lost");
    await ready;
    await post("heard");
    assert.deepEqual(await seen, ["heard"]);
    assert.equal((await sandbox.control.counters()).gateway.identify, 2);
  });

  it("answers the RESUME of a forgotten session by op 9 false", async function () {
    const connected = await start();
    const ready = once(connected, Events.ShardReady);
    await sandbox.control.forgetSessions({});
    await sandbox.control.cut({});
    await ready;
    const { gateway } = await sandbox.control.counters();
    assert.deepEqual([gateway.resume, gateway.resumed, gateway.identify], [1, undefined, 2]);
  });

  it("resumes after close code 4000 and starts anew after 4007", async function () {
    const connected = await start();
    const resumed = once(connected, Events.ShardResume);
    await sandbox.control.disconnect({ code: 4000 });
    await resumed;
    const ready = once(connected, Events.ShardReady);
    await sandbox.control.disconnect({ code: 4007 });
    await ready;
    assert.equal((await sandbox.control.counters()).gateway.identify, 2);
  });

  it("lets a client without acknowledged heartbeats reconnect and resume", async function () {
    const connected = await start({ heartbeatIntervalMs: 150 });
    const resumed = once(connected, Events.ShardResume);
    await sandbox.control.setGateway({ withholdAcks: true });
    await once(connected, Events.ShardReconnecting);
    await sandbox.control.setGateway({ withholdAcks: false });
    await resumed;
  });

  it("empties content without the MESSAGE_CONTENT intent, except when the bot is mentioned", async function () {
    const connected = await start({}, ALL_INTENTS & ~GatewayIntentBits.MessageContent);
    const seen = collect(connected, 2);
    await post("secret");
    await post(`hi <@${connected.user?.id}>`);
    assert.deepEqual(await seen, ["", `hi <@${connected.user?.id}>`]);
  });

  it("tells of channels, threads, access and guilds as they change", async function () {
    const connected = await start();
    const guildId = connected.guilds.cache.firstKey() ?? "";
    const created = once(connected, Events.ChannelCreate);
    const { id } = await sandbox.control.createChannel({ guildId, name: "fresh", messages: 20 });
    await created;
    const threadCreated = once(connected, Events.ThreadCreate);
    const thread = await sandbox.control.createThread({ channelId: id, name: "side", messages: 5 });
    await threadCreated;
    const threadUpdated = once(connected, Events.ThreadUpdate);
    await sandbox.control.updateThread({ threadId: thread.id, archived: true });
    await threadUpdated;
    const channelUpdated = once(connected, Events.ChannelUpdate);
    await sandbox.control.setAccess({ channelId: id, view: false });
    await channelUpdated;
    const channel = connected.guilds.cache.get(guildId)?.channels.cache.get(id);
    assert.equal(channel?.permissionsFor(connected.user?.id ?? "")?.has("ViewChannel"), false);
    const deleted = once(connected, Events.ChannelDelete);
    await sandbox.control.deleteChannel({ channelId: id });
    await deleted;
    const left = once(connected, Events.GuildDelete);
    await sandbox.control.removeBot({ guildId });
    await left;
    const joined = once(connected, Events.GuildCreate);
    await sandbox.control.addBot({ guildId });
    await joined;
  });

  it("tells of a role's new permissions, and follows them itself", async function () {
    const connected = await start();
    const guildId = connected.guilds.cache.firstKey() ?? "";
    const everyone = { guildId, roleId: guildId, permissions: "0" };
    const updated = once(connected, Events.GuildRoleUpdate);
    await sandbox.control.updateRole({ guildId, permissions: "0" });
    await updated;
    await sandbox.control.updateRole(everyone);
    const [channel] = await sandbox.control.truth.channels();
    assert.equal(channel?.readability, "no_view_channel");
    assert.equal((await rawGet(sandbox, `/channels/${channelId}/messages`)).status, 403);
  });

  it("sends a guild's events to its shard alone", async function () {
    await start({ guilds: 4, channels: 8, tokens: ["sharded"] });
    const ids = (await sandbox.control.truth.guilds()).map(({ id }) => id);
    const shardOf = (id: string) => Number((BigInt(id) >> 22n) % 2n);
    for (const shard of [0, 1]) {
      const one = makeClient(sandbox, ALL_INTENTS, { shards: [shard], shardCount: 2 });
      const ready = once(one, Events.ClientReady);
      await one.login("sharded");
      await ready;
      const own = [...one.guilds.cache.keys()];
      await one.destroy();
      assert.deepEqual(own.sort(), ids.filter((id) => shardOf(id) === shard).sort());
    }
  });

  it("says nothing of channels a bot cannot see", async function () {
    const connected = await start();
    await sandbox.control.setAccess({ channelId, view: false });
    const seen = collect(connected, 1);
    await post("behind closed doors");
    await sandbox.control.setAccess({ channelId, view: true });
    await post("open");
    assert.deepEqual(await seen, ["open"]);
  });

  it("refuses a wrong token at login", async function () {
    await start();
    const other = makeClient(sandbox);
    await assert.rejects(other.login("wrong"), /invalid token/i);
    await other.destroy();
  });

  it("hands out all members on request", async function () {
    const connected = await start({ layout: "demo", messages: 200 });
    const guild = [...connected.guilds.cache.values()].find(({ memberCount }) => memberCount > 1_000);
    const members = await guild?.members.fetch();
    assert.equal(members?.size, guild?.memberCount);
  });
});

describe("the gateway's protocol", function () {
  let sandbox: Sandbox;
  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 10 });
  });
  afterEach(() => sandbox.close());

  async function open(query = "?v=10&encoding=json"): Promise<WebSocket> {
    const ws = new WebSocket(`${sandbox.apiBase.replace("http", "ws").replace("/api", "/gateway")}${query}`);
    await once(ws, "open");
    return ws;
  }
  async function closeCodeAfter(...payloads: (object | string)[]): Promise<number> {
    const ws = await open();
    for (const payload of payloads) ws.send(typeof payload === "string" ? payload : JSON.stringify(payload));
    const [code] = (await once(ws, "close")) as [number];
    return code;
  }
  const identify = (more: object = {}) => ({
    op: 2,
    d: { token: sandbox.tokens[0], intents: 1, properties: {}, shard: [0, 1], ...more },
  });

  it("closes with Discord's codes", async function () {
    assert.equal(await closeCodeAfter({ op: 77 }), 4001);
    assert.equal(await closeCodeAfter("{not json"), 4002);
    assert.equal(await closeCodeAfter({ op: 8, d: {} }), 4003);
    assert.equal(await closeCodeAfter(identify({ token: "wrong" })), 4004);
    assert.equal(await closeCodeAfter(identify(), identify()), 4005);
    assert.equal(await closeCodeAfter(identify({ shard: [2, 1] })), 4010);
    assert.equal(await closeCodeAfter(identify({ intents: 1 << 30 })), 4013);
    await sandbox.control.setApplication({ content: false });
    assert.equal(await closeCodeAfter(identify({ intents: GatewayIntentBits.MessageContent })), 4014);
    assert.equal(await closeCodeAfter(...Array.from({ length: 121 }, () => ({ op: 1, d: null }))), 4008);
    const old = await open("?v=6&encoding=json");
    assert.equal(((await once(old, "close")) as [number])[0], 4012);
  });

  it("allows one IDENTIFY in five seconds and counts sessions", async function () {
    const answers = async () => {
      const ws = await open();
      const frames: { op: number; t: string | null; d: unknown }[] = [];
      ws.send(JSON.stringify(identify()));
      for await (const [data] of on(ws)) {
        frames.push(JSON.parse(String(data)) as (typeof frames)[number]);
        if (frames.some(({ op, t }) => op === 9 || t === "READY")) break;
      }
      ws.close();
      return frames.at(-1);
    };
    assert.equal((await answers())?.t, "READY");
    const second = await answers();
    assert.deepEqual([second?.op, second?.d], [9, false]);
    const response = await fetch(`${sandbox.apiBase}/v10/gateway/bot`, {
      headers: { authorization: `Bot ${sandbox.tokens[0]}` },
    });
    const { session_start_limit: limit } = (await response.json()) as {
      session_start_limit: Record<string, number>;
    };
    assert.deepEqual([limit.total, limit.remaining, limit.max_concurrency], [1_000, 999, 1]);
  });

  /** Messages of a socket from the first on. */
  async function* on(ws: WebSocket): AsyncGenerator<[unknown]> {
    const queue: [unknown][] = [];
    let wake = () => {};
    ws.on("message", (data) => {
      queue.push([data]);
      wake();
    });
    for (;;) {
      const next = queue.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
});
