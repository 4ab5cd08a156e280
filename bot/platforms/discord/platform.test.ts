import assert from "node:assert/strict";
import { createLogger } from "../../../core/log.ts";
import { AccountLostError } from "../../../core/queue/errors.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/index.ts";
import { describeChatPlatform } from "../../../test/support/describeChatPlatform.ts";
import type { ChatSession } from "../platform.ts";
import { createDiscordPlatform } from "./platform.ts";

const log = createLogger({ process: "test", level: "silent" });
const never = new AbortController().signal;

const connect = (sandbox: Sandbox, token = sandbox.tokens[0] ?? "") =>
  createDiscordPlatform({
    apiBase: sandbox.apiBase,
    cdnBase: sandbox.cdnBase,
    requestsPerSecond: null,
    log,
  }).connect({ id: "1", token, proxy: null, isDemo: true }, never);

describeChatPlatform("Discord", async function () {
  const sandbox = await startSandbox({ layout: "plain", channels: 2, messages: 500, limits: "off" });
  const session = await connect(sandbox);
  const { control } = sandbox;
  const [guild] = await control.truth.guilds();
  const [channel, hidden] = await control.truth.channels();
  assert.ok(guild && channel && hidden);
  const messageIds: string[] = [];
  for await (const message of control.truth.messages(channel.id)) messageIds.push(message.id);
  const empty = await control.createChannel({ guildId: guild.id, name: "empty" });
  await control.setAccess({ channelId: hidden.id, view: false });
  const isKnown = () =>
    session.directory.guild(guild.id)?.channels.some(({ id }) => id === empty.id) &&
    session.directory.guild(guild.id)?.missing.has(hidden.id);
  while (!isKnown()) await new Promise(setImmediate); // the gateway brings both
  return {
    session,
    guildId: guild.id,
    channelId: channel.id,
    messageIds,
    emptyChannelId: empty.id,
    hiddenChannelId: hidden.id,
    async limitHard() {
      await control.addFault({
        match: { path: "messages" },
        times: 1,
        action: "429",
        retryAfterSeconds: 600,
      });
    },
    async post(channelId) {
      return (await control.postMessages({ channelId, content: "new" })).messages[0]?.id ?? "";
    },
    async setHistoryAccess(channelId, allowed) {
      await control.setAccess({ channelId, history: allowed, silent: true });
    },
    async close() {
      await session.close();
      await sandbox.close();
    },
  };
});

describe("createDiscordPlatform", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  const sessions: ChatSession[] = [];
  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "demo", messages: 2_000, limits: "off" });
  });
  afterEach(async function () {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await sandbox.close();
  });
  const open = async () => {
    const session = await connect(sandbox);
    sessions.push(session);
    return session;
  };

  it("says who it is and whether it reads texts", async function () {
    const session = await open();
    assert.equal(session.identity.readsContent, true);
    assert.match(session.identity.externalId, /^\d{17,19}$/);
    assert.match(session.identity.applicationId ?? "", /^\d{17,19}$/);
  });
  it("notices a missing MESSAGE_CONTENT intent", async function () {
    await sandbox.control.setApplication({ content: false });
    assert.equal((await open()).identity.readsContent, false);
  });
  it("lists roles, emojis and stickers of a guild", async function () {
    const { directory } = await open();
    const snapshots = directory.guildIds().map((id) => directory.guild(id));
    for (const snapshot of snapshots)
      assert.ok(snapshot?.roles?.some(({ id, name }) => id === snapshot.guild.id && name === "@everyone"));
    const emojis = snapshots.flatMap((snapshot) => snapshot?.emojis ?? []);
    assert.ok(
      emojis.some(({ kind, name }) => kind === "emoji" && name === "lantern"),
      JSON.stringify(emojis),
    );
    assert.ok(emojis.some(({ kind }) => kind === "sticker"));
  });
  it("refuses a wrong token as an account that is lost", async function () {
    await assert.rejects(connect(sandbox, "MTEyMjMzNDQ1NTY2Nzc4ODk5.Gabcde.wrong"), AccountLostError);
  });
});
