import assert from "node:assert/strict";
import { usualMirrorSettings } from "../../core/database/mirrors/settings.ts";
import type { SourceFile, SourceMessage } from "../../core/database/mirrors/units.ts";
import { compose } from "./compose.ts";
import { randomIdOf } from "./randomId.ts";
import { splitText } from "./text.ts";
import { isFiltered, kindOf, verdictOn } from "./verdict.ts";

const limits = {
  text: 40,
  caption: 10,
  file: 1_000_000_000,
  filesTogether: Number.POSITIVE_INFINITY,
  filesPerMessage: 1,
  remembersMs: 0,
};
const names = { person: () => "Ida", channel: () => "general", role: () => "crew" };
const telling = {
  sourceChannelId: "-1001",
  names,
  namesAuthors: true,
  isComment: false,
  threadId: null,
};

function makeMessage(fields: Partial<SourceMessage> = {}): SourceMessage {
  return {
    id: "7",
    authorId: "5",
    authorName: "Alma",
    content: "hello",
    createdAt: new Date(0),
    editedAt: null,
    isDeleted: false,
    albumId: null,
    replyToId: null,
    extra: null,
    attachments: [],
    retryCount: 0,
    sendingAgoMs: null,
    parts: [],
    replyTargetId: null,
    ...fields,
  };
}
const makeFile = (fields: Partial<SourceFile> = {}): SourceFile => ({
  id: "1",
  fileName: "one.jpg",
  contentType: "image/jpeg",
  sizeBytes: 1_000,
  width: null,
  height: null,
  durationSeconds: null,
  isSpoiler: false,
  url: "telegram:photo/1",
  sha256: null,
  extension: null,
  ...fields,
});

describe("compose", function () {
  const copy = (messages: SourceMessage[]) =>
    compose(messages, {
      mode: "copy",
      sourcePlatform: "telegram",
      targetPlatform: "telegram",
      limits,
      ...telling,
    });
  it("makes one call of an album, each part with its own caption", function () {
    const album = ["1", "2"].map((id) =>
      makeMessage({ id, content: `of ${id}`, albumId: "9", attachments: [makeFile({ id })] }),
    );
    assert.deepEqual(
      copy(album).map((call) => call.map(({ message, part, text }) => [message.id, part, text.text])),
      [
        [
          ["1", 0, "of 1"],
          ["2", 0, "of 2"],
        ],
      ],
    );
  });
  it("posts what a caption cannot hold behind it, under a number of its own", function () {
    const [file, text] = copy([makeMessage({ content: "first words and more", attachments: [makeFile()] })]);
    assert.deepEqual([file?.[0]?.text.text, text?.[0]?.text.text], ["first", "words and more"]);
    assert.deepEqual([file?.[0]?.part, text?.[0]?.part], [0, 100]);
  });
  it("keeps apart what no album takes together", function () {
    const attachments = [
      makeFile(),
      makeFile({ id: "2", contentType: "application/pdf" }),
      makeFile({ id: "3" }),
    ];
    assert.deepEqual(
      copy([makeMessage({ attachments })]).map((call) => call.map(({ file }) => file)),
      [[0], [1], [2]],
    );
  });
  it("writes buttons that lead somewhere below the text", function () {
    const extra = {
      components: [{ components: [{ label: "More", url: "https://lantern.example" }, { label: "Vote" }] }],
    };
    assert.deepEqual(copy([makeMessage({ extra })])[0]?.[0]?.text, {
      text: "hello\nMore",
      entities: [{ type: "text_url", offset: 6, length: 4, url: "https://lantern.example" }],
    });
  });
  it("answers what was mirrored before, in the first part alone", function () {
    const calls = copy([makeMessage({ content: "x".repeat(60), replyTargetId: "3" })]);
    assert.deepEqual(
      calls.map((call) => call[0]?.replyToId),
      ["3", null],
    );
  });
});

describe("compose across the platforms", function () {
  const toTelegram = (message: Partial<SourceMessage>) =>
    compose([makeMessage(message)], {
      mode: "copy",
      sourcePlatform: "discord",
      targetPlatform: "telegram",
      limits: { ...limits, text: 4_096, caption: 1_024 },
      ...telling,
    });
  const toDiscord = (messages: SourceMessage[], text = 2_000) =>
    compose(messages, {
      mode: "copy",
      sourcePlatform: "telegram",
      targetPlatform: "discord",
      limits: { ...limits, text, caption: text, filesPerMessage: 10, filesTogether: 25_000_000 },
      ...telling,
    });
  it("names the author, reads Discord's marks, and calls nobody", function () {
    const [[part] = []] = toTelegram({ content: "**hi** <@123456789012345678>" });
    assert.deepEqual(part?.text, {
      text: "Alma\nhi @\u2060Ida",
      entities: [
        { type: "bold", offset: 0, length: 4 },
        { type: "bold", offset: 5, length: 2 },
      ],
    });
  });
  it("names no author where the channel itself speaks, nor where that is not wanted", function () {
    const post = makeMessage({ authorId: telling.sourceChannelId });
    assert.equal(toDiscord([post])[0]?.[0]?.text.text, "hello");
    assert.equal(toDiscord([makeMessage()])[0]?.[0]?.text.text, "**Alma**\nhello");
  });
  it("writes out what the other side has no form for", function () {
    const extra = {
      embeds: [
        { type: "rich", title: "News", url: "https://lantern.example", description: "*all* of it" },
        { type: "link", title: "a preview" },
      ],
      poll: { question: { text: "Tea?" }, answers: [{ poll_media: { text: "yes" } }] },
      sticker_items: [{ name: "wave" }],
    };
    const [[part] = []] = toTelegram({ content: "", extra });
    assert.equal(part?.text.text, "Alma\n📊 Tea?\n◦ yes\nNews\nall of it\n[wave]");
  });
  it("puts an album into one message, ten files at most, with all its texts in the first", function () {
    const album = Array.from({ length: 12 }, (_, index) =>
      makeMessage({
        id: String(index + 1),
        authorId: telling.sourceChannelId,
        content: index < 2 ? `of ${index}` : "",
        attachments: [makeFile({ id: String(index) })],
      }),
    );
    const calls = toDiscord(album);
    assert.deepEqual(
      calls.map((call) => [call.length, call[0]?.text.text]),
      [
        [10, "of 0\nof 1"],
        [2, ""],
      ],
    );
  });
  it("begins another message before the files of one weigh too much", function () {
    const attachments = ["1", "2", "3"].map((id) => makeFile({ id, sizeBytes: 10_000_000 }));
    assert.deepEqual(
      toDiscord([makeMessage({ attachments })]).map((call) => call.map(({ file }) => file)),
      [[0, 1], [2]],
    );
  });
  it("cuts by what the marks take as well, and keeps them in every piece", function () {
    const content = "_word_ ".repeat(30).trim();
    const extra = { entities: [{ type: "bold", offset: 0, length: content.length }] };
    const texts = toDiscord([makeMessage({ content, extra, authorId: null })], 100).map(
      ([part]) => part?.text.text ?? "",
    );
    assert.ok(texts.length > 3);
    for (const text of texts) {
      assert.ok(text.length <= 100, text);
      assert.match(text, /^\*\*.*\*\*$/);
    }
    assert.equal(texts.join(" ").replaceAll("*", "").replaceAll("\\", ""), content);
  });
});

describe("splitText", function () {
  it("cuts no character in two, and sets on both sides what is set across a cut", function () {
    const text = "😀".repeat(5);
    const pieces = splitText(
      { text, entities: [{ type: "bold", offset: 0, length: 10 }] },
      { first: 5, others: 5 },
    );
    assert.deepEqual(
      pieces.map((piece) => piece.text),
      ["😀😀", "😀😀", "😀"],
    );
    assert.deepEqual(
      pieces.map(({ entities }) => entities[0]?.length),
      [4, 4, 2],
    );
  });
  it("loses no word", function () {
    const text = "one two three four five six seven";
    const pieces = splitText({ text, entities: [] }, { first: 10, others: 12 });
    assert.equal(pieces.map((piece) => piece.text).join(" "), text);
  });
});

describe("randomIdOf", function () {
  const key = "0b0e7a52-6f4e-4d7b-9a57-3d0a4c1b2e11";
  it("is the same for the same part, and another one for every other mirror, message and part", function () {
    assert.equal(randomIdOf(key, "7", 0), randomIdOf(key, "7", 0));
    const others = [randomIdOf(key, "7", 1), randomIdOf(key, "8", 0), randomIdOf(`${key}x`, "7", 0)];
    assert.equal(new Set([randomIdOf(key, "7", 0), ...others]).size, 4);
  });
});

describe("verdictOn", function () {
  const verdict = (message: Partial<SourceMessage>, settings = {}) =>
    verdictOn(makeMessage(message), { ...usualMirrorSettings, ...settings }, limits);
  it("leaves out what is deleted, too large, or a film where films are not wanted", function () {
    const film = [makeFile({ contentType: "video/mp4" })];
    assert.equal(verdict({ isDeleted: true }), "message_deleted");
    assert.equal(verdict({ attachments: [makeFile({ sizeBytes: 100_000_001 })] }), "file_too_large");
    assert.equal(verdict({ attachments: [makeFile({ sizeBytes: 100_000_000 })] }), null);
    assert.equal(verdict({ attachments: film }, { mirrorVideos: false }), "filtered");
    assert.equal(verdict({ attachments: film }), null);
  });
});

describe("isFiltered", function () {
  const fits = (message: Partial<SourceMessage>, filter: object) =>
    isFiltered(makeMessage(message), { ...usualMirrorSettings, messageFilter: "custom", ...filter });
  it("goes by words whatever their case, kinds and senders, and by nothing while it is off", function () {
    assert.ok(fits({ content: "An ADVERT" }, { filterKeywords: ["advert"] }));
    assert.ok(!fits({ content: "a word" }, { filterKeywords: ["advert"] }));
    assert.ok(fits({}, { filterSenders: ["5"] }));
    assert.ok(fits({ attachments: [makeFile()] }, { filterKinds: ["photo"] }));
    assert.ok(!fits({}, { filterSenders: ["5"], messageFilter: "off" }));
  });
});

describe("kindOf", function () {
  it("says what a message is to people", function () {
    const video = makeFile({ contentType: "application/octet-stream" });
    const extra = { attachment_details: { 1: { kind: "video_note" } } };
    assert.equal(kindOf(makeMessage({ attachments: [video], extra })), "video");
    assert.equal(kindOf(makeMessage({ extra: { poll: {} } })), "poll");
    assert.equal(kindOf(makeMessage()), "text");
  });
});
