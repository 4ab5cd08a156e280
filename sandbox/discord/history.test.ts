import assert from "node:assert/strict";
import type { APIMessage, REST } from "discord.js";
import { DiscordAPIError, MessageType, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { channelNamed, connectClient, makeRest, rawGet } from "./support.test.ts";
import type { TruthMessage } from "./truth/line.ts";

describe("message history over REST", function () {
  let sandbox: Sandbox;
  let rest: REST;

  before(async function () {
    sandbox = await startSandbox({ messages: 20_000, limits: "off" });
    rest = makeRest(sandbox);
  });
  after(() => sandbox.close());

  const page = (channelId: string, query: Record<string, string>) =>
    rest.get(Routes.channelMessages(channelId), { query: new URLSearchParams(query) }) as Promise<
      APIMessage[]
    >;
  const truthOf = async (channelId: string): Promise<TruthMessage[]> => {
    const all: TruthMessage[] = [];
    for await (const message of sandbox.control.truth.messages(channelId)) all.push(message);
    return all;
  };
  const fails = (status: number, code: number) => (error: unknown) =>
    error instanceof DiscordAPIError && error.status === status && error.code === code;

  async function readBack(channelId: string): Promise<APIMessage[]> {
    const all: APIMessage[] = [];
    for (let before = {}; ; ) {
      const got = await page(channelId, { limit: "100", ...before });
      all.push(...got);
      if (got.length < 100) return all.toReversed();
      before = { before: got.at(-1)?.id ?? "" };
    }
  }

  it("gives a whole channel backwards, message by message the truth", async function () {
    const channelId = await channelNamed(sandbox, "general");
    const read = await readBack(channelId);
    const truth = await truthOf(channelId);
    assert.ok(truth.length > 1_000);
    assert.deepEqual(read.map(toTruth), truth.map(comparable));
  });

  it("gives the same forwards", async function () {
    const channelId = await channelNamed(sandbox, "日本語");
    const ids: string[] = [];
    for (let after = "0"; ; after = ids.at(-1) ?? "") {
      const got = await page(channelId, { limit: "100", after });
      ids.push(...got.map(({ id }) => id).toReversed());
      if (got.length < 100) break;
    }
    assert.deepEqual(
      ids,
      (await truthOf(channelId)).map(({ id }) => id),
    );
  });

  it("reads every readable channel, thread and post completely", async function () {
    const channels = await sandbox.control.truth.channels({ readable: true });
    assert.ok(channels.length > 200);
    for (const channel of channels) {
      const read = await readBack(channel.id);
      assert.equal(read.length, channel.messageCount, channel.name);
      assert.equal(read[0]?.id ?? null, channel.oldestId);
      assert.equal(read.at(-1)?.id ?? null, channel.newestId);
    }
  });

  it("pages around an id and at ids that do not exist", async function () {
    const channelId = await channelNamed(sandbox, "general");
    const truth = await truthOf(channelId);
    const middle = truth[500]?.id ?? "";
    const around = await page(channelId, { around: middle, limit: "5" });
    assert.deepEqual(
      around.map(({ id }) => id),
      truth
        .slice(498, 503)
        .toReversed()
        .map(({ id }) => id),
    );
    const between = String(BigInt(middle) + 1n);
    const [below] = await page(channelId, { before: between, limit: "1" });
    const [above] = await page(channelId, { after: between, limit: "1" });
    assert.deepEqual([below?.id, above?.id], [middle, truth[501]?.id]);
  });

  it("carries replies with the message they answer, one level deep", async function () {
    const channelId = await channelNamed(sandbox, "general");
    const replies = (await readBack(channelId)).filter(({ type }) => type === MessageType.Reply);
    assert.ok(replies.length > 50);
    for (const reply of replies) {
      assert.ok(reply.referenced_message !== undefined, "present, null when deleted");
      if (!reply.referenced_message) continue;
      assert.equal(reply.referenced_message.id, reply.message_reference?.message_id);
      assert.equal(reply.referenced_message.referenced_message, undefined);
    }
  });

  it("is understood by discord.js's own classes, whatever a message carries", async function () {
    const client = await connectClient(sandbox);
    try {
      const seen = new Set<string>();
      for (const { id } of await sandbox.control.truth.channels({ readable: true })) {
        const channel = await client.channels.fetch(id);
        assert.ok(channel?.isTextBased() && !channel.isDMBased());
        for (const message of (await channel.messages.fetch({ limit: 50 })).values()) {
          if (message.poll?.question.text && message.poll.answers.size > 1) seen.add("poll");
          if (message.messageSnapshots.first()?.content) seen.add("forward");
          if (message.stickers.size > 0) seen.add("sticker");
          if (message.components.length > 0) seen.add("components");
          if (message.embeds.some(({ data }) => data.fields?.length)) seen.add("embed");
          if (message.hasThread) seen.add("thread");
          if (message.flags.has("IsVoiceMessage") && message.attachments.first()?.duration) seen.add("voice");
          if (message.reactions.cache.some(({ countDetails }) => countDetails.burst > 0))
            seen.add("super reaction");
          if (message.webhookId) seen.add("webhook");
          if (message.system) seen.add("system");
        }
      }
      assert.deepEqual([...seen].sort(), [
        "components",
        "embed",
        "forward",
        "poll",
        "sticker",
        "super reaction",
        "system",
        "thread",
        "voice",
        "webhook",
      ]);
    } finally {
      await client.destroy();
    }
  });

  it("leaves absent what Discord leaves absent", async function () {
    const channelId = await channelNamed(sandbox, "general");
    for (const message of await readBack(channelId)) {
      for (const [field, value] of Object.entries(message)) {
        if (field !== "edited_timestamp" && field !== "referenced_message")
          assert.notEqual(value, null, field);
      }
      if ("reactions" in message) assert.ok(message.reactions?.length);
    }
  });

  it("answers an empty list where READ_MESSAGE_HISTORY is missing", async function () {
    const channelId = await channelNamed(sandbox, "mod-log");
    assert.deepEqual(await page(channelId, { limit: "100" }), []);
    const [channel] = (await sandbox.control.truth.channels()).filter(({ id }) => id === channelId);
    assert.equal(channel?.readability, "no_read_message_history");
    assert.ok((channel?.messageCount ?? 0) > 0);
    await assert.rejects(
      rest.get(Routes.channelMessage(channelId, channel?.newestId ?? "")),
      fails(403, 50_013),
    );
  });

  it("refuses with Discord's codes", async function () {
    const hidden = await channelNamed(sandbox, "moderators");
    const forum = await channelNamed(sandbox, "ideas");
    const general = await channelNamed(sandbox, "general");
    await assert.rejects(page(hidden, {}), fails(403, 50_001));
    await assert.rejects(page(forum, {}), fails(400, 50_024));
    await assert.rejects(page("111111111111111111", {}), fails(404, 10_003));
    await assert.rejects(rest.get(Routes.channelMessage(general, "111111111111111111")), fails(404, 10_008));
    await assert.rejects(page(general, { limit: "101" }), fails(400, 50_035));
    await assert.rejects(page(general, { limit: "0" }), fails(400, 50_035));
    await assert.rejects(page(general, { before: "yesterday" }), fails(400, 50_035));
    await assert.rejects(rest.get("/nothing/here"), fails(404, 0));
  });

  it("refuses unknown tokens with 401 and counts them", async function () {
    const before = (await sandbox.control.counters()).invalid.total;
    const response = await rawGet(sandbox, "/users/@me", "not.a.token");
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), { message: "401: Unauthorized", code: 0 });
    assert.equal((await sandbox.control.counters()).invalid.total, before + 1);
  });

  it("answers an empty channel with an empty list", async function () {
    assert.deepEqual(await page(await channelNamed(sandbox, "quiet-corner"), {}), []);
  });

  it("lists pins, newest first and paged, in both forms", async function () {
    const channelId = await channelNamed(sandbox, "general");
    const pinned = (await truthOf(channelId)).filter((message) => message.pinned);
    assert.ok(pinned.length >= 3);
    const first = (await rest.get(Routes.channelMessagesPins(channelId), {
      query: new URLSearchParams({ limit: "2" }),
    })) as { items: { pinned_at: string; message: APIMessage }[]; has_more: boolean };
    assert.equal(first.has_more, true);
    const rest2 = (await rest.get(Routes.channelMessagesPins(channelId), {
      query: new URLSearchParams({ before: first.items.at(-1)?.pinned_at ?? "" }),
    })) as typeof first;
    const ids = [...first.items, ...rest2.items].map(({ message }) => message.id);
    assert.deepEqual([...ids].sort(), pinned.map(({ id }) => id).sort());
    const old = (await rest.get(`/channels/${channelId}/pins`)) as APIMessage[];
    assert.deepEqual(
      old.map(({ id }) => id),
      ids,
    );
  });

  it("lists who reacted, page by page, as many as were counted", async function () {
    const channelId = await channelNamed(sandbox, "show-and-tell");
    const message = (await readBack(channelId)).find(({ reactions }) =>
      reactions?.some(({ count }) => count > 4),
    );
    const reaction = message?.reactions?.find(({ count }) => count > 4);
    assert.ok(message && reaction);
    const { id, name } = reaction.emoji;
    const emoji = encodeURIComponent(id ? `${name}:${id}` : (name ?? ""));
    const users: string[] = [];
    for (const type of ["0", "1"]) {
      for (let after = "0"; ; after = users.at(-1) ?? "") {
        const query = new URLSearchParams({ limit: "2", after, type });
        const got = (await rest.get(Routes.channelMessageReaction(channelId, message.id, emoji), {
          query,
        })) as { id: string }[];
        users.push(...got.map((user) => user.id));
        if (got.length < 2) break;
      }
    }
    assert.equal(new Set(users).size, reaction.count);
  });
});

/** What both the API and the truth tell of a message. */
function toTruth(message: APIMessage): Partial<TruthMessage> {
  const { message_reference: reference } = message;
  return {
    id: message.id,
    channelId: message.channel_id,
    authorId: message.author.id,
    type: message.type,
    content: message.content,
    timestampMs: Date.parse(message.timestamp),
    editedMs: message.edited_timestamp === null ? null : Date.parse(message.edited_timestamp),
    replyToId: message.type === MessageType.Reply ? (reference?.message_id ?? null) : null,
    referenceId: reference?.message_id ?? null,
    pinned: message.pinned,
    attachments: message.attachments
      .map(({ id, filename, size }) => ({ id, filename, sizeBytes: size }))
      .sort(byId),
    reactions: sortedReactions(
      (message.reactions ?? []).map(({ emoji, count }) => ({ emoji: emoji.id ?? emoji.name ?? "", count })),
    ),
  };
}

function comparable(message: TruthMessage): TruthMessage {
  return {
    ...message,
    attachments: message.attachments.sort(byId),
    reactions: sortedReactions(message.reactions),
  };
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const sortedReactions = (reactions: TruthMessage["reactions"]) =>
  reactions.sort((a, b) => (a.emoji < b.emoji ? -1 : 1));
