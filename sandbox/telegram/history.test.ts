import assert from "node:assert/strict";
import bigInt from "big-integer";
import type { TelegramClient } from "telegram";
import { Api } from "telegram/tl/index.js";
import { failsWith, useTelegram } from "../../test/support/telegram.ts";
import type { TruthMessage } from "./truth/line.ts";
import { type TruthChat, truthDigest } from "./truth/truth.ts";
import { accessHash } from "./wire/access.ts";
import { createWorld } from "./world/build.ts";

describe("reading the sandbox's Telegram", function () {
  const telegram = useTelegram({ messages: 3_000 }, { keep: true });
  const titled = async (title: string, kind = "") =>
    (await telegram.control.truth.chats()).find(
      (chat) => chat.title === title && chat.kind.includes(kind),
    ) as TruthChat;
  const peerOf = (chat: TruthChat): Api.TypeInputPeer => {
    const account = telegram.core.world.accounts[0]?.user.id ?? 0n;
    if (chat.kind === "group") return new Api.InputPeerChat({ chatId: bigInt(chat.id.slice(1)) });
    const id = BigInt(chat.kind === "private" ? chat.id : chat.id.slice(4));
    const hash = bigInt(accessHash(account, chat.kind === "private" ? "user" : "channel", id));
    return chat.kind === "private"
      ? new Api.InputPeerUser({ userId: bigInt(id), accessHash: hash })
      : new Api.InputPeerChannel({ channelId: bigInt(id), accessHash: hash });
  };
  const channelOf = (chat: TruthChat) => {
    const { channelId, accessHash } = peerOf(chat) as Api.InputPeerChannel;
    return new Api.InputChannel({ channelId, accessHash });
  };
  async function truthOf(chat: TruthChat): Promise<TruthMessage[]> {
    const all: TruthMessage[] = [];
    for await (const message of telegram.control.truth.messages(chat.id)) all.push(message);
    return all;
  }
  async function readAll(client: TelegramClient, chat: TruthChat): Promise<Api.TypeMessage[]> {
    const read: Api.TypeMessage[] = [];
    for (let offsetId = 0; ; ) {
      const page = await client.invoke(
        new Api.messages.GetHistory({ peer: peerOf(chat), offsetId, limit: 100 }),
      );
      const { messages } = page as Api.messages.ChannelMessages;
      if (messages.length === 0) return read.toReversed();
      read.push(...messages);
      offsetId = messages.at(-1)?.id ?? 0;
    }
  }

  it("holds exactly as many messages as it was asked for", async function () {
    const chats = await telegram.control.truth.chats();
    assert.equal(
      chats.reduce((sum, { messageCount }) => sum + messageCount, 0),
      3_000,
    );
  });

  it("makes the same world again from the same options, and another from another seed", async function () {
    const digestsOf = async (seed: number) => {
      const world = createWorld({ messages: 3_000, seed });
      return Promise.all([...world.chats.values()].map(truthDigest));
    };
    const [one, two, other] = [await digestsOf(1), await digestsOf(1), await digestsOf(2)];
    assert.deepEqual(one, two);
    assert.notDeepEqual(one, other);
  });

  it("shows in every chat what the truth says", async function () {
    const client = await telegram.signedIn();
    for (const chat of await telegram.control.truth.chats()) {
      if (chat.readability !== "member" && chat.readability !== "public") continue;
      const truth = await truthOf(chat);
      const read = await readAll(client, chat);
      assert.deepEqual(
        read.map(({ id }) => id),
        truth.map(({ id }) => id),
        chat.title,
      );
      for (const [i, message] of read.entries()) {
        const true_ = truth[i] as TruthMessage;
        if (message instanceof Api.Message) {
          assert.equal(message.message, true_.text);
          assert.equal(message.date, true_.date);
          assert.equal(message.entities?.length ?? 0, true_.entities.length);
          assert.equal(message.groupedId?.toString() ?? null, true_.albumId);
        } else
          assert.equal(
            (message as Api.MessageService).action.className.toLowerCase(),
            true_.action?.toLowerCase(),
          );
      }
    }
  });

  it("has every kind of message", async function () {
    const seen = new Set<string>();
    for (const chat of await telegram.control.truth.chats()) {
      for (const message of await truthOf(chat)) {
        seen.add(message.media ?? message.action ?? "text");
        if (message.albumId) seen.add("album");
        if (message.topId) seen.add(message.forumTopic ? "topic" : "thread");
        if (message.forwardFromId ?? message.forwardFromName) seen.add("forward");
        if (message.editDate) seen.add("edit");
        if (message.reactions.length > 0) seen.add("reaction");
        if (message.pinned) seen.add("pinned");
      }
    }
    for (const kind of [
      "photo",
      "video",
      "poll",
      "page",
      "album",
      "topic",
      "thread",
      "forward",
      "edit",
      "reaction",
      "pinned",
    ]) {
      assert.ok(seen.has(kind), kind);
    }
    assert.ok(seen.has("messageActionChatMigrateTo") && seen.has("messageActionChannelMigrateFrom"));
  });

  it("goes both ways from a message, and to a date", async function () {
    const client = await telegram.signedIn();
    const chat = await titled("Lanternworks");
    const ids = (await truthOf(chat)).map(({ id }) => id);
    const at = 200;
    const page = async (input: Partial<ConstructorParameters<typeof Api.messages.GetHistory>[0]>) => {
      const answer = await client.invoke(
        new Api.messages.GetHistory({ peer: peerOf(chat), limit: 5, ...input }),
      );
      return (answer as Api.messages.ChannelMessages).messages;
    };
    const idsOf = (messages: Api.TypeMessage[]) => messages.map(({ id }) => id);
    const around = await page({ offsetId: ids[at], addOffset: -3 });
    assert.deepEqual(idsOf(around), [ids[at + 2], ids[at + 1], ids[at], ids[at - 1], ids[at - 2]]);
    const newer = await page({ offsetId: (ids[at] as number) + 1, addOffset: -5, minId: ids[at] });
    assert.deepEqual(
      idsOf(newer),
      [5, 4, 3, 2, 1].map((n) => ids[at + n]),
    );
    const date = (around[2] as Api.Message).date;
    const byDate = await page({ offsetDate: date });
    assert.ok((byDate[0] as Api.Message).date < date);
    assert.ok((byDate[0]?.id ?? 0) <= (ids[at] as number));
  });

  it("leads from a post to its comments", async function () {
    const client = await telegram.signedIn();
    const channel = await titled("Lantern News");
    const posts = (await readAll(client, channel)).filter(
      (post): post is Api.Message => post instanceof Api.Message,
    );
    const commented = posts.find(({ replies }) => (replies?.replies ?? 0) > 2) as Api.Message;
    const root = await client.invoke(
      new Api.messages.GetDiscussionMessage({ peer: peerOf(channel), msgId: commented.id }),
    );
    const [first] = root.messages as Api.Message[];
    assert.equal(first?.fwdFrom?.channelPost, commented.id);
    const answer = await client.invoke(
      new Api.messages.GetReplies({ peer: peerOf(channel), msgId: commented.id, limit: 100 }),
    );
    const comments = (answer as Api.messages.ChannelMessages).messages as Api.Message[];
    assert.equal(comments.length, commented.replies?.replies);
    for (const { replyTo } of comments) {
      const header = replyTo as Api.MessageReplyHeader;
      assert.equal(header.replyToTopId ?? header.replyToMsgId, first?.id);
    }
  });

  it("lists a forum's topics and what is in them", async function () {
    const client = await telegram.signedIn();
    const forum = await titled("Lantern Help");
    const listed = await client.invoke(
      new Api.channels.GetForumTopics({ channel: channelOf(forum), limit: 100 }),
    );
    assert.equal(listed.topics.length, 6);
    const truth = await truthOf(forum);
    for (const topic of listed.topics as Api.ForumTopic[]) {
      const answer = await client.invoke(
        new Api.messages.GetReplies({ peer: peerOf(forum), msgId: topic.id, limit: 100 }),
      );
      const { count } = answer as Api.messages.ChannelMessages;
      const mine = truth.filter((message) =>
        topic.id === 1
          ? message.topId === null && message.action !== "messageActionTopicCreate" && message.id !== 1
          : message.topId === topic.id,
      );
      assert.equal(count, mine.length, topic.title);
    }
  });

  it("refuses what an account may not see", async function () {
    const client = await telegram.signedIn();
    const banned = await titled("Night shift");
    const peer = peerOf(banned);
    await assert.rejects(
      client.invoke(new Api.messages.GetHistory({ peer, limit: 1 })),
      failsWith("CHANNEL_PRIVATE"),
    );
    const wrong = new Api.InputChannel({
      channelId: (peer as Api.InputPeerChannel).channelId,
      accessHash: bigInt(5),
    });
    await assert.rejects(
      client.invoke(new Api.channels.GetFullChannel({ channel: wrong })),
      failsWith("CHANNEL_INVALID"),
    );
    await assert.rejects(
      client.invoke(new Api.contacts.ResolveUsername({ username: "nobody_here" })),
      failsWith("USERNAME_NOT_OCCUPIED"),
    );
    await assert.rejects(
      client.invoke(new Api.messages.CheckChatInvite({ hash: "AAAAAAAAAAAAAAAAAA" })),
      failsWith("INVITE_HASH_EXPIRED"),
    );
  });

  it("follows a group into the supergroup it became", async function () {
    const client = await telegram.signedIn();
    const group = await titled("Old Harbor", "group");
    const channel = (await telegram.control.truth.chats()).find(
      ({ migratedFromId }) => migratedFromId !== null,
    ) as TruthChat;
    const full = await client.invoke(new Api.channels.GetFullChannel({ channel: channelOf(channel) }));
    const { migratedFromChatId, migratedFromMaxId } = full.fullChat as Api.ChannelFull;
    const old = (await telegram.control.truth.chats()).find(
      ({ id }) => id === channel.migratedFromId,
    ) as TruthChat;
    assert.equal(`-${migratedFromChatId?.toString()}`, old.id);
    assert.equal(migratedFromMaxId, old.newestId);
    assert.ok(group);
  });
});
