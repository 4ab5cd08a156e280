import assert from "node:assert/strict";
import { type APIMessage, DiscordAPIError, type REST, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { channelNamed, makeRest } from "./support.test.ts";

describe("writing over REST", function () {
  let sandbox: Sandbox;
  let rest: REST;
  let channelId: string;

  beforeEach(async function () {
    sandbox = await startSandbox({ messages: 2_000, limits: "off" });
    rest = makeRest(sandbox);
    channelId = await channelNamed(sandbox, "general");
  });
  afterEach(() => sandbox.close());

  const fails = (status: number, code: number) => (error: unknown) =>
    error instanceof DiscordAPIError && error.status === status && error.code === code;
  const send = (body: object) =>
    rest.post(Routes.channelMessages(channelId), { body }) as Promise<APIMessage>;
  const newest = async () => ((await rest.get(Routes.channelMessages(channelId))) as APIMessage[])[0];

  it("posts, answers, edits and deletes", async function () {
    const sent = await send({ content: "first", nonce: "77" });
    assert.equal(sent.nonce, "77");
    const reply = await send({ content: "second", message_reference: { message_id: sent.id } });
    assert.equal(reply.type, 19);
    assert.equal(reply.referenced_message?.content, "first");
    await rest.patch(Routes.channelMessage(channelId, reply.id), { body: { content: "second, edited" } });
    const read = await newest();
    assert.equal(read?.content, "second, edited");
    assert.ok(read?.edited_timestamp);
    await rest.delete(Routes.channelMessage(channelId, reply.id));
    assert.equal((await newest())?.id, sent.id);
    assert.equal((await newest())?.nonce, undefined);
  });

  it("takes uploads and serves them again", async function () {
    const data = Buffer.from("three lines\nof\ntext");
    const sent = (await rest.post(Routes.channelMessages(channelId), {
      body: { content: "with a file" },
      files: [{ name: "notes.txt", data, contentType: "text/plain" }],
    })) as APIMessage;
    assert.deepEqual(
      sent.attachments.map(({ filename, size }) => [filename, size]),
      [["notes.txt", data.length]],
    );
    const response = await fetch(sent.attachments[0]?.url ?? "");
    assert.equal(await response.text(), data.toString());
  });

  it("refuses what Discord refuses", async function () {
    const [theirs] = (await sandbox.control.postMessages({ channelId, content: "theirs" })).messages;
    const route = Routes.channelMessage(channelId, theirs?.id ?? "");
    await assert.rejects(send({ content: "" }), fails(400, 50_006));
    await assert.rejects(send({ content: "x".repeat(2_001) }), fails(400, 50_035));
    await assert.rejects(rest.patch(route, { body: { content: "mine now" } }), fails(403, 50_005));
    await assert.rejects(rest.delete(route), fails(403, 50_013));
    const rules = await channelNamed(sandbox, "rules");
    await assert.rejects(
      rest.post(Routes.channelMessages(rules), { body: { content: "hi" } }),
      fails(403, 50_013),
    );
  });

  it("shows a deleted message's answers without it", async function () {
    const sent = await send({ content: "soon gone" });
    await send({ content: "answer", message_reference: { message_id: sent.id } });
    await rest.delete(Routes.channelMessage(channelId, sent.id));
    const read = await newest();
    assert.equal(read?.referenced_message, null);
    assert.equal(read?.message_reference?.message_id, sent.id);
  });

  it("keeps the deleted newest message's id as last_message_id, as Discord does", async function () {
    const sent = await send({ content: "soon gone" });
    await rest.delete(Routes.channelMessage(channelId, sent.id));
    const channel = (await rest.get(Routes.channel(channelId))) as { last_message_id: string };
    assert.equal(channel.last_message_id, sent.id);
  });

  it("adds and takes back the bot's reactions", async function () {
    const sent = await send({ content: "vote" });
    const route = Routes.channelMessageOwnReaction(channelId, sent.id, encodeURIComponent("🔥"));
    await rest.put(route);
    await sandbox.control.react({ channelId, messageId: sent.id, emoji: "🔥" });
    const [reaction] = (await newest())?.reactions ?? [];
    assert.deepEqual([reaction?.count, reaction?.me, reaction?.emoji.name], [2, true, "🔥"]);
    await rest.delete(route);
    assert.deepEqual(
      (await newest())?.reactions?.map(({ count, me }) => [count, me]),
      [[1, false]],
    );
  });

  it("opens an archived thread by posting into it", async function () {
    const thread = await sandbox.control.createThread({
      channelId,
      name: "old",
      messages: 3,
      archived: true,
    });
    await rest.post(Routes.channelMessages(thread.id), { body: { content: "hello again" } });
    const read = (await rest.get(Routes.channel(thread.id))) as { thread_metadata: { archived: boolean } };
    assert.equal(read.thread_metadata.archived, false);
  });
});
