import assert from "node:assert/strict";
import { type APIThreadChannel, DiscordAPIError, type REST, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { channelNamed, makeRest } from "./support.test.ts";

interface ThreadList {
  threads: APIThreadChannel[];
  members: { id: string; user_id: string }[];
  has_more: boolean;
}

describe("threads over REST", function () {
  let sandbox: Sandbox;
  let rest: REST;

  before(async function () {
    sandbox = await startSandbox({ messages: 20_000, limits: "off" });
    rest = makeRest(sandbox);
  });
  after(() => sandbox.close());

  const list = (path: `/${string}`, query: Record<string, string> = {}) =>
    rest.get(path, { query: new URLSearchParams(query) }) as Promise<ThreadList>;
  const truthOf = async (parentId: string, kind: string) =>
    (await sandbox.control.truth.channels()).filter(
      (channel) => channel.parentId === parentId && channel.kind === kind && channel.archived,
    );
  const fails = (status: number, code: number) => (error: unknown) =>
    error instanceof DiscordAPIError && error.status === status && error.code === code;

  it("pages public archived threads by time of archiving, each once", async function () {
    const channelId = await channelNamed(sandbox, "help");
    const all: APIThreadChannel[] = [];
    for (let before = {}; ; ) {
      const got = await list(Routes.channelThreads(channelId, "public"), { limit: "25", ...before });
      all.push(...got.threads);
      if (!got.has_more) break;
      assert.equal(got.threads.length, 25);
      before = { before: got.threads.at(-1)?.thread_metadata?.archive_timestamp ?? "" };
    }
    const truth = await truthOf(channelId, "publicThread");
    assert.ok(truth.length > 100);
    assert.deepEqual(all.map(({ id }) => id).sort(), truth.map(({ id }) => id).sort());
    const times = all.map(({ thread_metadata: data }) => Date.parse(data?.archive_timestamp ?? ""));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
  });

  it("tells a thread's size and newest message truly", async function () {
    const channelId = await channelNamed(sandbox, "ideas");
    const { threads } = await list(Routes.channelThreads(channelId, "public"), { limit: "100" });
    const truth = new Map((await truthOf(channelId, "publicThread")).map((one) => [one.id, one]));
    assert.ok(threads.length > 30);
    for (const thread of threads) {
      assert.equal(thread.last_message_id, truth.get(thread.id)?.newestId);
      assert.equal((thread.message_count ?? 0) + 1, truth.get(thread.id)?.messageCount);
      assert.ok((thread.member_count ?? 0) > 0);
      assert.equal(thread.thread_metadata?.archived, true);
      assert.ok(thread.thread_metadata?.create_timestamp);
    }
  });

  it("lists announcement threads under their channel", async function () {
    const channelId = await channelNamed(sandbox, "announcements");
    const { threads } = await list(Routes.channelThreads(channelId, "public"));
    assert.ok(threads.length >= 3);
    assert.ok(threads.every(({ type }) => (type as number) === 10));
  });

  it("lists private archived threads only to who manages threads", async function () {
    const managed = await channelNamed(sandbox, "help");
    const { threads } = await list(Routes.channelThreads(managed, "private"));
    assert.deepEqual(threads.map(({ name }) => name).sort(), ["account question", "lost password"]);
    const plain = await channelNamed(sandbox, "code-review");
    await assert.rejects(list(Routes.channelThreads(plain, "private")), fails(403, 50_013));
  });

  it("lists and opens private archived threads the bot has joined, and no others", async function () {
    const channelId = await channelNamed(sandbox, "code-review");
    const joined = await list(Routes.channelJoinedArchivedThreads(channelId));
    assert.deepEqual(
      joined.threads.map(({ name }) => name),
      ["security fix 3.1.2"],
    );
    assert.deepEqual(
      joined.members.map(({ id }) => id),
      joined.threads.map(({ id }) => id),
    );
    assert.equal(joined.has_more, false);
    const other = await channelNamed(sandbox, "team only");
    await assert.rejects(rest.get(Routes.channelMessages(other)), fails(403, 50_001));
    const own = (await rest.get(Routes.channelMessages(joined.threads[0]?.id ?? ""))) as unknown[];
    assert.ok(own.length > 0);
  });

  it("lists active threads with the bot's memberships, and no archived ones", async function () {
    const [guild] = await sandbox.control.truth.guilds();
    const active = await list(Routes.guildActiveThreads(guild?.id ?? ""));
    const truth = (await sandbox.control.truth.channels({ guildId: guild?.id, readable: true })).filter(
      ({ archived }) => archived === false,
    );
    assert.deepEqual(active.threads.map(({ id }) => id).sort(), truth.map(({ id }) => id).sort());
    assert.ok(active.threads.some(({ name, member }) => name === "release checklist" && member));
  });

  it("names newest messages in the list of channels, and no threads", async function () {
    const [guild] = await sandbox.control.truth.guilds();
    const channels = (await rest.get(Routes.guildChannels(guild?.id ?? ""))) as {
      id: string;
      last_message_id?: string;
    }[];
    const truth = new Map((await sandbox.control.truth.channels()).map((one) => [one.id, one]));
    assert.ok(channels.length > 25);
    for (const channel of channels) {
      const one = truth.get(channel.id);
      assert.equal(one?.archived, null);
      if (one?.newestId) assert.equal(channel.last_message_id, one.newestId, one.name);
    }
  });

  it("lets the bot join and leave, but not when archived", async function () {
    const parent = await channelNamed(sandbox, "general");
    const { id } = await sandbox.control.createThread({ channelId: parent, name: "join me" });
    await rest.put(Routes.threadMembers(id, "@me"));
    const members = async () => ((await rest.get(Routes.threadMembers(id))) as { user_id: string }[]).length;
    assert.equal(await members(), 2);
    await rest.delete(Routes.threadMembers(id, "@me"));
    assert.equal(await members(), 1);
    await sandbox.control.updateThread({ threadId: id, archived: true });
    await assert.rejects(rest.put(Routes.threadMembers(id, "@me")), fails(400, 50_083));
  });

  it("refuses threads of channels that have none", async function () {
    const voice = await channelNamed(sandbox, "Living room");
    await assert.rejects(list(Routes.channelThreads(voice, "public")), fails(400, 50_024));
  });
});
