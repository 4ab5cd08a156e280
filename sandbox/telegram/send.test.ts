import assert from "node:assert/strict";
import bigInt from "big-integer";
import type { TelegramClient } from "telegram";
import { CustomFile } from "telegram/client/uploads.js";
import { Api } from "telegram/tl/index.js";
import { failsWith, useTelegram } from "../../test/support/telegram.ts";
import { makeJpeg } from "./files/jpeg.ts";
import type { TruthMessage } from "./truth/line.ts";

describe("writing to the sandbox's Telegram", function () {
  const telegram = useTelegram({ messages: 1_000 });

  async function entityOf(client: TelegramClient, title: string): Promise<Api.Channel> {
    const { chats } = (await client.invoke(
      new Api.messages.GetDialogs({ offsetPeer: new Api.InputPeerEmpty(), limit: 100 }),
    )) as Api.messages.Dialogs;
    return chats.find((found) => (found as Api.Channel).title === title) as Api.Channel;
  }
  async function truthOf(chat: Api.Channel): Promise<TruthMessage[]> {
    const all: TruthMessage[] = [];
    for await (const message of telegram.control.truth.messages(`-100${chat.id.toString()}`))
      all.push(message);
    return all;
  }
  const picture = (name: string) => {
    const bytes = makeJpeg(320, 240, 6_000, (length) => Buffer.alloc(length, name));
    return new CustomFile(name, bytes.length, "", bytes);
  };

  it("keeps text with entities, once per random id", async function () {
    const client = await telegram.signedIn();
    const peer = await entityOf(client, "My notes");
    const send = () =>
      client.invoke(
        new Api.messages.SendMessage({
          peer,
          message: "bold and https://lantern.example",
          randomId: bigInt(77),
          entities: [new Api.MessageEntityBold({ offset: 0, length: 4 })],
        }),
      );
    await send();
    await assert.rejects(send(), failsWith("RANDOM_ID_DUPLICATE"));
    const truth = await truthOf(peer);
    assert.deepEqual(
      truth.at(-1)?.entities.map(({ type }) => type),
      ["bold", "url"],
    );
    assert.equal(truth.length, 2);
  });

  it("carries out a call whose answer is cut off, and refuses it the second time", async function () {
    const client = await telegram.signedIn();
    const peer = await entityOf(client, "My notes");
    await telegram.control.addFault({ action: "drop-after", match: { method: "sendMessage" }, times: 1 });
    const request = new Api.messages.SendMessage({ peer, message: "once", randomId: bigInt(78) });
    await assert.rejects(client.invoke(request), failsWith("RANDOM_ID_DUPLICATE"));
    assert.equal((await truthOf(peer)).filter(({ text }) => text === "once").length, 1);
  });

  it("makes an album of uploaded pictures, which forwards keep together", async function () {
    const client = await telegram.signedIn();
    const notes = await entityOf(client, "My notes");
    await client.sendFile(notes, { file: [picture("one.jpg"), picture("two.jpg")], caption: "Two" });
    const album = (await truthOf(notes)).slice(-2);
    assert.ok(album[0]?.albumId);
    assert.equal(album[0]?.albumId, album[1]?.albumId);
    assert.deepEqual(
      album.map(({ file }) => file?.kind),
      ["photo", "photo"],
    );
    const group = await entityOf(client, "Lanternworks");
    await client.invoke(
      new Api.messages.ForwardMessages({
        fromPeer: notes,
        toPeer: group,
        id: album.map(({ id }) => id),
        randomId: [bigInt(81), bigInt(82)],
      }),
    );
    const forwarded = (await truthOf(group)).slice(-2);
    assert.equal(forwarded[0]?.albumId, forwarded[1]?.albumId);
    assert.deepEqual(
      forwarded.map(({ forwardPostId }) => forwardPostId),
      album.map(({ id }) => id),
    );
  });

  it("edits and deletes what is one's own, and nothing else", async function () {
    const client = await telegram.signedIn();
    const group = await entityOf(client, "Lanternworks");
    const sent = await client.sendMessage(group, { message: "first" });
    await client.invoke(new Api.messages.EditMessage({ peer: group, id: sent.id, message: "second" }));
    const again = new Api.messages.EditMessage({ peer: group, id: sent.id, message: "second" });
    await assert.rejects(client.invoke(again), failsWith("MESSAGE_NOT_MODIFIED"));
    assert.equal((await truthOf(group)).at(-1)?.text, "second");
    const others = (await truthOf(group)).filter(({ action }) => action === null)[3]?.id ?? 0;
    const edit = new Api.messages.EditMessage({ peer: group, id: others, message: "mine" });
    await assert.rejects(client.invoke(edit), failsWith("MESSAGE_AUTHOR_REQUIRED"));
    await client.invoke(new Api.channels.DeleteMessages({ channel: group, id: [sent.id] }));
    assert.notEqual((await truthOf(group)).at(-1)?.id, sent.id);
  });

  it("refuses to write where one may not, and to forward what is protected", async function () {
    const client = await telegram.signedIn();
    const news = await entityOf(client, "Lantern News");
    const write = new Api.messages.SendMessage({ peer: news, message: "hello" });
    await assert.rejects(client.invoke(write), failsWith("CHAT_ADMIN_REQUIRED"));
    const protectedChat = await entityOf(client, "Field notes");
    const notes = await entityOf(client, "My notes");
    const id = (await truthOf(protectedChat)).find(({ action }) => action === null)?.id ?? 0;
    const forward = new Api.messages.ForwardMessages({ fromPeer: protectedChat, toPeer: notes, id: [id] });
    await assert.rejects(client.invoke(forward), failsWith("CHAT_FORWARDS_RESTRICTED"));
  });

  it("makes channels that are then in the list", async function () {
    const client = await telegram.signedIn();
    const made = (await client.invoke(
      new Api.channels.CreateChannel({ title: "Mirror of Lanternworks", about: "A copy", broadcast: true }),
    )) as Api.Updates;
    const [channel] = made.chats as Api.Channel[];
    await client.sendMessage(channel as Api.Channel, { message: "first post" });
    const listed = await entityOf(client, "Mirror of Lanternworks");
    assert.equal(listed.id.toString(), channel?.id.toString());
    assert.equal((await truthOf(listed)).at(-1)?.text, "first post");
  });
});
