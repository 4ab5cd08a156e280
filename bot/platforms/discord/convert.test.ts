import assert from "node:assert/strict";
import type { APIMessage, MessageType } from "discord.js";
import { messageKind, toArchiveAuthors, toArchiveMessage, withoutSignature } from "./convert.ts";

const user = {
  id: "400000000000000001",
  username: "ada",
  discriminator: "0",
  global_name: "Ada",
  avatar: "a1b2",
};

/** A message as the API sends it; only what the test is about is given. */
function apiMessage(message: object = {}): APIMessage {
  return {
    id: "1103847562930475009",
    channel_id: "300000000000000001",
    author: user,
    content: "hello",
    timestamp: "2023-05-04T12:34:56.789000+00:00",
    edited_timestamp: null,
    type: 0,
    attachments: [],
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    flags: 0,
    components: [],
    ...message,
  } as object as APIMessage;
}

describe("toArchiveMessage", function () {
  it("keeps ids as strings and Discord's time", function () {
    const message = toArchiveMessage(apiMessage({ edited_timestamp: "2023-05-04T12:40:00+00:00" }));
    assert.deepEqual(
      [message.id, message.authorId, message.kind, message.content],
      ["1103847562930475009", user.id, "default", "hello"],
    );
    assert.equal(message.createdAt.toISOString(), "2023-05-04T12:34:56.789Z");
    assert.equal(message.editedAt?.toISOString(), "2023-05-04T12:40:00.000Z");
    assert.equal(message.extra, null);
  });
  it("takes the answered message of replies only; other references stay in extra", function () {
    const reference = { type: 0, message_id: "5", channel_id: "6" };
    const reply = toArchiveMessage(
      apiMessage({ type: 19, message_reference: reference, referenced_message: apiMessage() }),
    );
    assert.deepEqual([reply.kind, reply.replyToId, reply.extra], ["reply", "5", null]);
    const pin = toArchiveMessage(apiMessage({ type: 6, message_reference: reference }));
    assert.deepEqual(
      [pin.kind, pin.replyToId, pin.extra],
      ["channel_pinned_message", null, { message_reference: reference }],
    );
  });
  it("loses nothing that it has no column for, not even fields it does not know", function () {
    const extra = {
      embeds: [{ title: "t" }],
      poll: { question: { text: "?" } },
      sticker_items: [{ id: "9", name: "wave", format_type: 1 }],
      message_snapshots: [{ message: { content: "forwarded" } }],
      flags: 4,
      pinned: true,
      something_new: { of: "tomorrow" },
    };
    assert.deepEqual(toArchiveMessage(apiMessage(extra)).extra, extra);
  });
  it("keeps who was mentioned and which thread was started by id", function () {
    const message = toArchiveMessage(
      apiMessage({ mentions: [{ ...user, id: "7" }], thread: { id: "8", name: "x" } }),
    );
    assert.deepEqual(message.extra, { mentions: ["7"], thread_id: "8" });
  });
  it("keeps files without the signature of their links, and what else is known of them", function () {
    const [file] = [
      {
        id: "77",
        filename: "SPOILER_voice.ogg",
        size: 1234,
        url: "https://cdn.discordapp.com/attachments/1/2/voice.ogg?ex=6612&is=65ff&hm=abc&",
        proxy_url: "https://media.discordapp.net/x",
        content_type: "audio/ogg",
        duration_secs: 3.5,
        waveform: "AAAA",
        flags: 0,
      },
    ];
    const message = toArchiveMessage(apiMessage({ attachments: [file] }));
    assert.deepEqual(message.attachments, [
      {
        id: "77",
        fileName: "SPOILER_voice.ogg",
        contentType: "audio/ogg",
        sizeBytes: 1234,
        width: null,
        height: null,
        durationSeconds: 3.5,
        description: null,
        isSpoiler: true,
        url: "https://cdn.discordapp.com/attachments/1/2/voice.ogg",
      },
    ]);
    assert.deepEqual(message.extra, { attachment_details: { 77: { waveform: "AAAA" } } });
  });
  it("names Unicode and custom emoji and counts super reactions", function () {
    const reactions = [
      { emoji: { id: null, name: "👍" }, count: 3, count_details: { normal: 2, burst: 1 } },
      { emoji: { id: "55", name: "blob", animated: true }, count: 1, count_details: { normal: 1, burst: 0 } },
      { emoji: { id: "56", name: null }, count: 1, count_details: { normal: 1, burst: 0 } }, // deleted since
    ];
    assert.deepEqual(
      toArchiveMessage(apiMessage({ reactions })).reactions.map(
        ({ emoji, emojiId, isAnimated, count, burstCount }) => [
          emoji,
          emojiId,
          isAnimated,
          count,
          burstCount,
        ],
      ),
      [
        ["👍", null, false, 3, 1],
        ["blob:55", "55", true, 1, 0],
        [":56", "56", false, 1, 0],
      ],
    );
  });
});

describe("toArchiveAuthors", function () {
  it("names the author and everybody mentioned", function () {
    const authors = toArchiveAuthors(apiMessage({ mentions: [{ ...user, id: "7", username: "bob" }] }));
    assert.deepEqual(
      authors.map(({ id, name, displayName, isBot, isWebhook }) => [id, name, displayName, isBot, isWebhook]),
      [
        [user.id, "ada", "Ada", false, false],
        ["7", "bob", "Ada", false, false],
      ],
    );
  });
  it("tells webhooks, whose names vary, from apps that answer through one", function () {
    const author = { id: "900", username: "CI", discriminator: "0000", bot: true };
    const byWebhook = apiMessage({ author, webhook_id: "900" });
    assert.deepEqual(
      [toArchiveAuthors(byWebhook)[0]?.isWebhook, toArchiveAuthors(byWebhook)[0]?.name],
      [true, "CI"],
    );
    assert.deepEqual(toArchiveMessage(byWebhook).extra?.webhook_author, { name: "CI", avatar: undefined });
    assert.equal(toArchiveAuthors(apiMessage({ author, webhook_id: "901" }))[0]?.isWebhook, false);
  });
  it("keeps the discriminator of bots that still have one", function () {
    assert.equal(
      toArchiveAuthors(apiMessage({ author: { ...user, discriminator: "0042" } }))[0]?.name,
      "ada#0042",
    );
  });
});

describe("messageKind", function () {
  it("is Discord's own name in snake case, or the number of a type it does not know", function () {
    assert.deepEqual([0, 7, 18, 20].map(messageKind), [
      "default",
      "user_join",
      "thread_created",
      "chat_input_command",
    ]);
    assert.equal(messageKind(9_999 as MessageType), "type_9999");
  });
});

describe("withoutSignature", function () {
  it("removes what expires and keeps the rest", function () {
    assert.equal(withoutSignature("https://a/b.png?ex=1&is=2&hm=3&width=5"), "https://a/b.png?width=5");
    assert.equal(withoutSignature("not a url"), "not a url");
  });
});
