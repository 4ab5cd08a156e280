import assert from "node:assert/strict";
import { Api, toLong } from "../gram.ts";
import { readObject } from "../link/reader.ts";
import { toEntityMap } from "./authors.ts";
import { convertMessage } from "./message.ts";

const chatId = "-1001234567890";
const channelPeer = new Api.PeerChannel({ channelId: toLong(1234567890) });
const ada = new Api.User({
  id: toLong(5_000_000_001),
  firstName: "Ada",
  lastName: "Byron",
  username: "ada",
  accessHash: toLong(7),
});
const place = { chatId, selfId: "42", isForum: false };

/** As it arrives: written and read by the schema. */
const sent = <T extends { getBytes(): Buffer }>(object: T) => readObject(object.getBytes()) as T;

function message(fields: Record<string, unknown> = {}) {
  return sent(
    new Api.Message({
      id: 10,
      peerId: channelPeer,
      fromId: new Api.PeerUser({ userId: ada.id }),
      date: 1_700_000_000,
      message: "hello",
      ...fields,
    }),
  );
}

const convert = (raw: Api.TypeMessage, more: Partial<typeof place> = {}) =>
  convertMessage(raw, { ...place, ...more }, toEntityMap([sent(ada)]));

describe("convertMessage", function () {
  it("takes a plain message over, with who wrote it", function () {
    const converted = convert(message());
    assert.deepEqual(converted, {
      message: {
        id: "10",
        authorId: "5000000001",
        kind: "default",
        content: "hello",
        createdAt: new Date(1_700_000_000_000),
        editedAt: null,
        replyToId: null,
        topicId: null,
        albumId: null,
        extra: null,
        attachments: [],
        reactions: [],
        counts: null,
      },
      authors: [
        {
          id: "5000000001",
          name: "ada",
          displayName: "Ada Byron",
          avatar: null,
          isBot: false,
          isWebhook: false,
        },
      ],
    });
  });
  it("keeps how the text is set, counted in UTF-16 units as Telegram counts", function () {
    const text = "🏮 bold and a link";
    const bold = text.indexOf("bold");
    const raw = message({
      message: text,
      entities: [
        new Api.MessageEntityBold({ offset: bold, length: 4 }),
        new Api.MessageEntityTextUrl({ offset: 14, length: 4, url: "https://example.org" }),
        new Api.MessageEntityMentionName({ offset: 0, length: 2, userId: toLong(77) }),
      ],
    });
    const extra = convert(raw)?.message.extra;
    assert.deepEqual(extra?.entities, [
      { type: "bold", offset: 3, length: 4 },
      { type: "text_url", offset: 14, length: 4, url: "https://example.org" },
      { type: "mention_name", offset: 0, length: 2, user_id: "77" },
    ]);
    assert.equal(text.slice(bold, bold + 4), "bold");
    assert.deepEqual(extra?.mentions, ["77"]);
  });
  it("tells edits from what merely looks like one", function () {
    assert.equal(convert(message({ editDate: 1_700_000_100, editHide: true }))?.message.editedAt, null);
    assert.deepEqual(
      convert(message({ editDate: 1_700_000_100 }))?.message.editedAt,
      new Date(1_700_000_100_000),
    );
  });
  it("knows replies from messages that merely stand in a topic", function () {
    const reply = (fields: object) => message({ replyTo: new Api.MessageReplyHeader(fields) });
    const both = (raw: Api.Message, isForum: boolean) => {
      const { replyToId, topicId, kind } = convert(raw, { isForum })?.message ?? {};
      return [replyToId, topicId, kind];
    };
    assert.deepEqual(both(reply({ replyToMsgId: 5 }), false), ["5", null, "reply"]);
    assert.deepEqual(both(message(), true), [null, "1", "default"]);
    assert.deepEqual(both(reply({ replyToMsgId: 5 }), true), ["5", "1", "reply"]);
    assert.deepEqual(both(reply({ replyToMsgId: 3, forumTopic: true }), true), [null, "3", "default"]);
    assert.deepEqual(both(reply({ replyToMsgId: 9, replyToTopId: 3, forumTopic: true }), true), [
      "9",
      "3",
      "reply",
    ]);
    const elsewhere = reply({ replyToMsgId: 5, replyToPeerId: new Api.PeerUser({ userId: toLong(9) }) });
    assert.equal(convert(elsewhere)?.message.replyToId, null);
    assert.ok(convert(elsewhere)?.message.extra?.reply_to);
  });
  it("names the channel as the author of its posts, and both sides of a private chat", function () {
    assert.equal(convert(message({ fromId: undefined, post: true }))?.message.authorId, chatId);
    const peerId = new Api.PeerUser({ userId: toLong(99) });
    const author = (out: boolean) =>
      convert(message({ fromId: undefined, peerId, out }), { chatId: "99" })?.message.authorId;
    assert.deepEqual([author(false), author(true)], ["99", "42"]);
  });
  it("takes files over by what they are", function () {
    const document = new Api.Document({
      id: toLong("-8123456789012345678"),
      accessHash: toLong(1),
      fileReference: Buffer.from("ref"),
      date: 1,
      mimeType: "audio/ogg",
      size: toLong(5_000_000_000),
      dcId: 2,
      attributes: [new Api.DocumentAttributeAudio({ voice: true, duration: 12, waveform: Buffer.alloc(63) })],
    });
    const converted = convert(message({ media: new Api.MessageMediaDocument({ document }) }))?.message;
    assert.deepEqual(converted?.attachments[0], {
      id: "-8123456789012345678",
      fileName: "voice_-8123456789012345678.ogg",
      contentType: "audio/ogg",
      sizeBytes: 5_000_000_000,
      width: null,
      height: null,
      durationSeconds: 12,
      description: null,
      isSpoiler: false,
      url: "telegram:document/-8123456789012345678",
    });
    assert.ok(!JSON.stringify(converted?.extra).includes(Buffer.from("ref").toString("base64")));
  });
  it("counts votes, reactions, views", function () {
    const text = (words: string) => new Api.TextWithEntities({ text: words, entities: [] });
    const answer = (words: string, option: string) =>
      new Api.PollAnswer({ text: text(words), option: Buffer.from(option) });
    const voters = (option: string, count: number) =>
      new Api.PollAnswerVoters({ option: Buffer.from(option), voters: count });
    const media = new Api.MessageMediaPoll({
      poll: new Api.Poll({
        id: toLong(3),
        question: text("Tea?"),
        answers: [answer("Yes", "a"), answer("No", "b")],
        closed: true,
      }),
      results: new Api.PollResults({ results: [voters("b", 2), voters("a", 5)], totalVoters: 7 }),
    });
    const reactions = new Api.MessageReactions({
      results: [
        new Api.ReactionCount({ reaction: new Api.ReactionEmoji({ emoticon: "👍" }), count: 3 }),
        new Api.ReactionCount({
          reaction: new Api.ReactionCustomEmoji({ documentId: toLong(123) }),
          count: 1,
        }),
      ],
    });
    const converted = convert(message({ media, reactions, views: 10, forwards: 2 }))?.message;
    const poll = converted?.extra?.poll as { results: { answer_counts: unknown } };
    assert.deepEqual(poll.results.answer_counts, [
      { id: 2, count: 2 },
      { id: 1, count: 5 },
    ]);
    assert.deepEqual(
      converted?.reactions.map(({ emoji, emojiId, count }) => [emoji, emojiId, count]),
      [
        ["👍", null, 3],
        ["custom:123", "123", 1],
      ],
    );
    assert.deepEqual(converted?.counts, { views: 10, forwards: 2, replies: null });
  });
  it("keeps albums, forwards and whom they are from", function () {
    const fwdFrom = new Api.MessageFwdHeader({
      fromId: new Api.PeerUser({ userId: ada.id }),
      date: 1_600_000_000,
    });
    const converted = convert(message({ fromId: undefined, groupedId: toLong("13579246801"), fwdFrom }));
    assert.equal(converted?.message.albumId, "13579246801");
    assert.deepEqual(
      (converted?.message.extra?.forward as { from_id: string } | undefined)?.from_id,
      "5000000001",
    );
    assert.ok(converted?.authors.some(({ displayName }) => displayName === "Ada Byron"));
  });
  it("tells of events by kind, and keeps all of them", function () {
    const service = (action: Api.TypeMessageAction) =>
      sent(
        new Api.MessageService({ id: 11, peerId: channelPeer, fromId: message().fromId, date: 1, action }),
      );
    assert.equal(convert(service(new Api.MessageActionPinMessage()))?.message.kind, "pin");
    const joined = convert(service(new Api.MessageActionChatAddUser({ users: [toLong(8), toLong(9)] })));
    assert.equal(joined?.message.kind, "member_join");
    assert.deepEqual((joined?.message.extra?.action as { users: string[] } | undefined)?.users, ["8", "9"]);
    const topic = convert(service(new Api.MessageActionTopicCreate({ title: "Repairs", iconColor: 1 })), {
      isForum: true,
    });
    assert.deepEqual([topic?.message.kind, topic?.message.topicId], ["thread_created", "11"]);
    assert.equal(
      convert(service(new Api.MessageActionChatEditTitle({ title: "New" })))?.message.kind,
      "chat_edit_title",
    );
  });
  it("passes over places where a message was deleted, and replaces what PostgreSQL refuses", function () {
    assert.equal(convert(sent(new Api.MessageEmpty({ id: 3 }))), null);
    assert.equal(convert(message({ message: "a\u0000b" }))?.message.content, "a\uFFFDb");
  });
});
