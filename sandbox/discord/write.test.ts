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

  it("answers an enforced nonce with the message that is there, for some minutes", async function () {
    const body = { content: "once", nonce: "-7", enforce_nonce: true };
    const sent = await send(body);
    assert.equal((await send(body)).id, sent.id);
    await sandbox.control.forgetNonces({});
    assert.notEqual((await send(body)).id, sent.id);
    await assert.rejects(send({ ...body, nonce: "x".repeat(26) }), fails(400, 50_035));
  });

  it("refuses files that are too many or too large, and answers to nothing", async function () {
    const post = (files: { name: string; data: Buffer }[]) =>
      rest.post(Routes.channelMessages(channelId), { body: {}, files });
    const file = { name: "a.txt", data: Buffer.from("a") };
    await assert.rejects(post(Array.from({ length: 11 }, () => file)), fails(400, 50_035));
    await assert.rejects(post([{ name: "b", data: Buffer.alloc(10 * 1_048_576 + 1) }]), fails(413, 40_005));
    const gone = { message_id: "175928847299117063" };
    await assert.rejects(send({ content: "to whom?", message_reference: gone }), fails(400, 50_035));
    const sent = await send({ content: "alone", message_reference: { ...gone, fail_if_not_exists: false } });
    assert.equal(sent.type, 0);
  });

  it("keeps the files that an edit names, and calls nobody who may not be called", async function () {
    const files = ["a", "b"].map((name) => ({ name, data: Buffer.from(name) }));
    const sent = (await rest.post(Routes.channelMessages(channelId), { body: {}, files })) as APIMessage;
    const [, second] = sent.attachments;
    const edited = (await rest.patch(Routes.channelMessage(channelId, sent.id), {
      body: { attachments: [{ id: second?.id }] },
    })) as APIMessage;
    assert.deepEqual(
      edited.attachments.map(({ filename }) => filename),
      ["b"],
    );
    const content = `<@${sent.author.id}>`;
    assert.equal((await send({ content })).mentions.length, 1);
    assert.equal((await send({ content, allowed_mentions: { parse: [] } })).mentions.length, 0);
  });

  it("carries out what it is asked before it cuts the connection", async function () {
    await sandbox.control.addFault({ match: { method: "POST" }, action: "cut-after", times: 1 });
    const body = { content: "told to nobody", nonce: "9", enforce_nonce: true };
    await assert.rejects(send(body), /other side closed|socket|ECONNRESET|terminated/i);
    assert.equal((await newest())?.content, "told to nobody");
    assert.equal((await send(body)).id, (await newest())?.id);
    const read = (await rest.get(Routes.channelMessages(channelId))) as APIMessage[];
    assert.equal(read.filter(({ content }) => content === "told to nobody").length, 1);
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
