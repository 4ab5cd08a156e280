import assert from "node:assert/strict";
import bigInt from "big-integer";
import type { TelegramClient } from "telegram";
import { Api } from "telegram/tl/index.js";
import { eventually } from "../../test/support/eventually.ts";
import { useTelegram } from "../../test/support/telegram.ts";
import { accessHash } from "./wire/access.ts";

describe("updates of the sandbox's Telegram", function () {
  const telegram = useTelegram({ messages: 1_000 });

  async function lanternworks() {
    const chats = await telegram.control.truth.chats();
    const chat = chats.find(({ title }) => title === "Lanternworks") as (typeof chats)[number];
    const id = BigInt(chat.id.slice(4));
    const account = telegram.core.world.accounts[0]?.user.id ?? 0n;
    const channel = new Api.InputChannel({
      channelId: bigInt(id),
      accessHash: bigInt(accessHash(account, "channel", id)),
    });
    return { chat, channel };
  }
  const difference = (client: TelegramClient, channel: Api.InputChannel, pts: number, limit = 100) =>
    client.invoke(
      new Api.updates.GetChannelDifference({
        channel,
        pts,
        limit,
        filter: new Api.ChannelMessagesFilterEmpty(),
      }),
    );
  function listen(client: TelegramClient): Api.TypeUpdate[] {
    const heard: Api.TypeUpdate[] = [];
    client.addEventHandler((update: Api.TypeUpdate) => void heard.push(update));
    return heard;
  }

  it("tells a channel's changes in order, each with the next pts", async function () {
    const client = await telegram.signedIn();
    await client.getMe();
    const heard = listen(client);
    const { chat } = await lanternworks();
    const { messages } = await telegram.control.postMessages({ chatId: chat.id, count: 3 });
    const ids = messages.map(({ id }) => id) as [number, number, number];
    await telegram.control.editMessage({ chatId: chat.id, messageId: ids[0], text: "**new** words" });
    await telegram.control.deleteMessages({ chatId: chat.id, messageIds: [ids[1], ids[2]] });
    const counted = () =>
      (heard as { pts?: number; ptsCount?: number }[])
        .filter(({ pts }) => pts !== undefined)
        .map(({ pts = 0, ptsCount }) => [pts - chat.pts, ptsCount]);
    await eventually("five changes are told", () => counted().length === 5);
    assert.deepEqual(counted(), [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [6, 2],
    ]);
  });

  it("tells a plain text between people in the short form", async function () {
    const client = await telegram.signedIn();
    await client.getMe();
    const heard = listen(client);
    const person = (await telegram.control.truth.chats()).find(
      ({ kind, title }) => kind === "private" && title === "Mirela",
    );
    await telegram.control.postMessages({
      chatId: person?.id ?? "",
      text: "hello",
      fromId: person?.id ?? "",
    });
    await eventually("the text is told", () =>
      heard.some((update) => (update as { message?: unknown }).message !== undefined),
    );
    assert.equal((await telegram.control.counters()).updatesSent, 1);
  });

  it("gives what was missed as a difference, in slices, and says when it is too long", async function () {
    const client = await telegram.signedIn();
    const { chat, channel } = await lanternworks();
    await telegram.control.postMessages({ chatId: chat.id, count: 25, silent: true });
    const newest = (await telegram.control.truth.chats()).find(({ id }) => id === chat.id)?.newestId ?? 0;
    await telegram.control.deleteMessages({ chatId: chat.id, messageIds: [newest], silent: true });
    const got: number[] = [];
    let deleted = 0;
    for (let pts = chat.pts; ; ) {
      const part = (await difference(client, channel, pts, 10)) as Api.updates.ChannelDifference;
      got.push(...part.newMessages.map(({ id }) => id));
      deleted += part.otherUpdates.length;
      pts = part.pts;
      if (part.final) break;
    }
    assert.equal(got.length, 24);
    assert.equal(deleted, 1);
    assert.ok(
      (await difference(client, channel, chat.pts + 26)) instanceof Api.updates.ChannelDifferenceEmpty,
    );
    await telegram.control.forgetUpdates({ chatId: chat.id, keep: 5 });
    const tooLong = await difference(client, channel, chat.pts);
    assert.ok(tooLong instanceof Api.updates.ChannelDifferenceTooLong);
    assert.equal((tooLong.dialog as Api.Dialog).pts, chat.pts + 26);
  });

  it("does the same for the account's own box", async function () {
    const client = await telegram.signedIn();
    const before = await client.invoke(new Api.updates.GetState());
    const person = (await telegram.control.truth.chats()).find(
      ({ kind, title }) => kind === "private" && title === "Mirela",
    );
    await telegram.control.postMessages({ chatId: person?.id ?? "", count: 3, silent: true });
    const { pts, date } = before;
    const missed = await client.invoke(new Api.updates.GetDifference({ pts, date, qts: 0 }));
    assert.ok(missed instanceof Api.updates.Difference);
    assert.equal(missed.newMessages.length, 3);
    assert.equal(missed.state.pts, pts + 3);
    await telegram.control.forgetUpdates({ keep: 0 });
    const tooLong = await client.invoke(new Api.updates.GetDifference({ pts, date, qts: 0 }));
    assert.ok(tooLong instanceof Api.updates.DifferenceTooLong);
  });

  it("loses updates on demand, but never their change", async function () {
    const client = await telegram.signedIn();
    await client.getMe();
    const heard = listen(client);
    const { chat, channel } = await lanternworks();
    await telegram.control.loseUpdates({ count: 2 });
    await telegram.control.postMessages({ chatId: chat.id, count: 3 });
    await eventually("one of three is told", () =>
      heard.some((update) => update instanceof Api.UpdateNewChannelMessage),
    );
    const missed = (await difference(client, channel, chat.pts)) as Api.updates.ChannelDifference;
    assert.equal(missed.newMessages.length, 3);
  });

  it("keeps everybody busy at a rate", async function () {
    await telegram.control.setTraffic({ perSecond: 400, mix: "everyday" });
    await eventually("200 things happen", async () => (await telegram.control.state()).traffic > 200);
    await telegram.control.setTraffic({ perSecond: 0 });
    const { chat } = await lanternworks();
    const history = await telegram.control.truth.history(chat.id);
    assert.ok(history.versions.length > 0 && history.deleted.length > 0);
  });
});
