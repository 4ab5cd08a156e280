import assert from "node:assert/strict";
import type { MessagePageView } from "../../core/api/reading.ts";
import { insertAttachments, insertMessages, replaceReactions } from "../../core/database/archive/messages.ts";
import { upsertChannels } from "../../core/database/guilds/directory.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  directoryChannel,
  guildId,
  makeChannel,
  makeGuild,
} from "../../test/support/factories.ts";

const minute = 60_000;
const startMs = Date.parse("2024-03-01T12:00:00Z");
const idOf = (i: number) => String(snowflakeAt(startMs + i * minute));
const ownChannelId = String(snowflakeAt(startMs - minute));

describe("reading messages over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const place = { guildId, channelId: ownChannelId };
  const message = (i: number, more: Parameters<typeof archiveMessage>[0] = {}) =>
    archiveMessage({
      id: idOf(i),
      content: `message ${i}`,
      createdAt: new Date(startMs + i * minute),
      ...more,
    });
  const read = async (query = "", path = ownChannelId) => {
    const { status, body } = await api.get(`/guilds/${guildId}/channels/${path}/messages${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as MessagePageView;
  };
  const numbers = (page: MessagePageView) =>
    page.messages.map(({ createdAt }) => (Date.parse(createdAt) - startMs) / minute);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  /** Messages 0 … 19, covered from the beginning to above the last. */
  async function archiveTwenty(): Promise<void> {
    await makeChannel(database.pool, { id: ownChannelId, lastMessageId: idOf(19) });
    await insertMessages(
      database.pool,
      place,
      range(0, 20).map((i) => message(i)),
    );
    await cover([ownChannelId, String(BigInt(idOf(19)) + 1n)]);
  }
  const cover = (...intervals: [string, string][]) =>
    database.pool.query("update channels set covered = $2, newest_message_id = $3 where id = $1", [
      ownChannelId,
      `{${intervals.map(([from, to]) => `[${from},${to})`).join(",")}}`,
      idOf(19),
    ]);

  it("goes through a channel from any place, each message once and in order", async function () {
    await archiveTwenty();
    const newest = await read("?limit=6");
    assert.deepEqual([numbers(newest), newest.hasOlder, newest.hasNewer], [range(14, 20), true, false]);
    const older = await read(`?limit=6&before=${idOf(14)}`);
    assert.deepEqual([numbers(older), older.hasOlder, older.hasNewer], [range(8, 14), true, true]);
    const oldest = await read(`?limit=100&before=${idOf(3)}`);
    assert.deepEqual([numbers(oldest), oldest.hasOlder, oldest.hasNewer], [range(0, 3), false, true]);
    const newer = await read(`?limit=6&after=${idOf(8)}`);
    assert.deepEqual([numbers(newer), newer.hasOlder, newer.hasNewer], [range(9, 15), true, true]);
    const last = await read(`?limit=6&after=${idOf(17)}`);
    assert.deepEqual([numbers(last), last.hasNewer], [[18, 19], false]);
    const nothing = await read(`?after=${idOf(19)}`);
    assert.deepEqual([numbers(nothing), nothing.hasOlder, nothing.hasNewer], [[], true, false]);
  });
  it("opens at a message, at one that is not there, and at a time", async function () {
    await archiveTwenty();
    const around = await read(`?limit=6&around=${idOf(10)}`);
    assert.deepEqual([numbers(around), around.hasOlder, around.hasNewer], [range(7, 13), true, true]);
    assert.deepEqual(numbers(await read(`?limit=6&around=${BigInt(idOf(10)) + 1n}`)), range(8, 14));
    // Near an end the page is filled from the other side.
    assert.deepEqual(numbers(await read(`?limit=6&around=${idOf(0)}`)), range(0, 6));
    const at = new Date(startMs + 10 * minute - 1_000).toISOString();
    assert.deepEqual(numbers(await read(`?limit=6&at=${at}`)), range(7, 13));
    assert.deepEqual(numbers(await read("?limit=3&at=2010-01-01T00:00:00Z")), range(0, 3));
    assert.deepEqual(numbers(await read("?limit=4&at=2040-01-01T00:00:00Z")), [18, 19]);
    assert.equal(
      (await api.get(`/guilds/${guildId}/channels/${ownChannelId}/messages?before=1&after=2`)).status,
      400,
    );
  });
  it("opens at a time where ids carry none", async function () {
    const chat = "-1001234567890";
    await makeGuild(database.pool, { id: chat, platform: "telegram", kind: "supergroup" });
    await upsertChannels(database.pool, [
      directoryChannel({ id: chat, guildId: chat, kind: "chat", lastMessageId: "900" }),
    ]);
    const ids = range(1, 301).map((i) => i * 3);
    await insertMessages(
      database.pool,
      { guildId: chat, channelId: chat },
      ids.map((id, i) => message(i, { id: String(id) })),
    );
    await database.pool.query("update channels set newest_message_id = 900 where id = $1", [chat]);
    for (const i of [0, 1, 150, 298, 299]) {
      const at = new Date(startMs + i * minute - 1_000).toISOString();
      const { body } = await api.get(`/guilds/${chat}/channels/${chat}/messages?limit=2&at=${at}`);
      assert.ok(numbers(body).includes(i), `${i}: ${numbers(body).join(" ")}`);
    }
  });
  it("draws what is missing where it is missing", async function () {
    await archiveTwenty();
    await cover([idOf(2), idOf(5)], [idOf(9), String(BigInt(idOf(18)) + 1n)]);
    const page = await read("?limit=100");
    const gaps = page.messages.flatMap(({ gapBefore }, i) => (gapBefore ? [[i, ...gapBefore]] : []));
    // A gap that lies around known messages is shown beside each of them.
    assert.deepEqual(gaps[0], [0, ownChannelId, idOf(0)]);
    assert.deepEqual(
      gaps.map(([i]) => i),
      [0, 1, 2, 6, 7, 8, 9, 19],
    );
    assert.equal(page.gapAfter, null);
    const part = await read(`?limit=2&before=${idOf(7)}`);
    assert.deepEqual(
      part.messages.map(({ gapBefore }) => gapBefore !== null),
      [false, true],
    );
  });
  it("shows what hangs on a message: files, reactions, replies, names and what the platform sent", async function () {
    await archiveTwenty();
    await database.pool.query(
      `insert into authors (id, platform, name, display_name) values
         (400000000000000001, 'discord', 'lena', 'Lena'), (400000000000000002, 'discord', 'ivo', null)`,
    );
    await database.pool.query(
      "insert into members (guild_id, user_id, nick) values ($1, 400000000000000001, 'Captain')",
      [guildId],
    );
    await database.pool.query(
      "insert into guild_roles (guild_id, id, name, color, position, permissions, is_hoisted, is_managed) values ($1, 500000000000000001, 'Crew', 0, 1, 0, false, false)",
      [guildId],
    );
    const rich = message(30, {
      authorId: "400000000000000001",
      content: `<@400000000000000002> see <#${ownChannelId}> <@&500000000000000001>`,
      kind: "reply",
      replyToId: idOf(3),
      attachments: [
        {
          id: "7",
          fileName: "cat.png",
          contentType: "image/png",
          sizeBytes: 12,
          width: 3,
          height: 4,
          durationSeconds: null,
          description: null,
          isSpoiler: false,
          url: "https://cdn.example/cat.png",
        },
      ],
      reactions: [
        { emoji: "👍", emojiId: null, isAnimated: false, count: 2, burstCount: 0 },
        {
          emoji: "wave:600000000000000001",
          emojiId: "600000000000000001",
          isAnimated: false,
          count: 1,
          burstCount: 0,
        },
      ],
      extra: {
        pinned: true,
        embeds: [{ title: "T", url: "javascript:alert(1)", fields: [{ name: "n" }], image: {} }, "no embed"],
        sticker_items: [{ name: "Wave" }],
        poll: {
          question: { text: "Tea?" },
          answers: [{ answer_id: 1, poll_media: { text: "yes", emoji: { name: "🍵" } } }],
          results: { is_finalized: true, answer_counts: [{ id: 1, count: 4 }] },
        },
        components: [{ type: 1, components: [{ type: 2, label: "Go", url: "https://example.org/" }] }],
        soundboard_sounds: [{ sound_id: "5", name: "kettle", emoji_name: "🫖" }, { name: "no id" }],
        message_snapshots: [
          {
            message: {
              content: "old news",
              timestamp: "2020-01-01T00:00:00+00:00",
              attachments: [{ id: "9", filename: "voice-message.ogg", duration_secs: 2, waveform: "AP8=" }],
              sticker_items: [{ id: "8", name: "Tea" }],
              components: [{ type: 10, content: "laid out" }],
            },
          },
        ],
      },
    });
    const answer = message(31, {
      replyToId: "99",
      kind: "reply",
      extra: { embeds: 7, poll: "x", pinned: "yes" },
    });
    await insertMessages(database.pool, place, [rich, answer]);
    await insertAttachments(database.pool, ownChannelId, [rich]);
    await replaceReactions(database.pool, ownChannelId, [rich]);

    const page = await read("?limit=2");
    const [first, second] = page.messages;
    assert.deepEqual(first?.replyTo, {
      messageId: idOf(3),
      authorId: archiveMessage().authorId,
      excerpt: "message 3",
      isArchived: true,
      isDeleted: false,
    });
    assert.deepEqual([second?.replyTo?.isArchived, second?.replyTo?.excerpt], [false, ""]);
    assert.deepEqual(
      [first?.attachments[0]?.fileName, first?.attachments[0]?.sizeBytes, first?.isPinned, first?.stickers],
      ["cat.png", 12, true, [{ id: null, name: "Wave", file: null }]],
    );
    assert.deepEqual(first?.reactions, [
      { item: "👍", emoji: "👍", emojiId: null, count: 2 },
      { item: "wave:600000000000000001", emoji: "wave", emojiId: "600000000000000001", count: 1 },
    ]);
    assert.deepEqual([first?.embeds.length, first?.embeds[0]?.title, first?.embeds[0]?.url], [1, "T", null]);
    assert.deepEqual(first?.poll?.answers, [{ item: "1", text: "yes", emoji: "🍵", votes: 4 }]);
    const part = { text: "", url: null, color: null, isSpoiler: false, attachmentId: null, file: null };
    assert.deepEqual(first?.components, [
      { ...part, kind: "row", depth: 0 },
      { ...part, kind: "button", depth: 1, text: "Go", url: "https://example.org/" },
    ]);
    assert.deepEqual(
      first?.forwards.map(({ content, createdAt }) => [content, createdAt]),
      [["old news", "2020-01-01T00:00:00.000Z"]],
    );
    assert.deepEqual(first?.sounds, [{ id: "5", name: "kettle", emoji: "🫖", file: null }]);
    const [forward] = first?.forwards ?? [];
    assert.deepEqual(
      [forward?.attachments[0]?.waveform, forward?.stickers, forward?.components.map(({ text }) => text)],
      [[0, 255], [{ id: "8", name: "Tea", file: null }], ["laid out"]],
    );
    assert.deepEqual([second?.embeds, second?.poll, second?.isPinned], [[], null, false]);
    assert.deepEqual(page.people["400000000000000001"], {
      name: "Captain",
      userName: "lena",
      avatar: null,
      isBot: false,
    });
    assert.deepEqual(page.people["400000000000000002"]?.name, "ivo");
    assert.deepEqual(
      [page.channels, page.roles],
      [{ [ownChannelId]: "general" }, { "500000000000000001": "Crew" }],
    );
  });
  it("shows a channel as it stood at a moment, and what a message said before", async function () {
    await archiveTwenty();
    const at = (i: number) => new Date(startMs + i * minute);
    await database.pool.query(
      `insert into message_versions (channel_id, message_id, replaced_at, content, edited_at)
       values ($1, $2, $3, 'first words', null), ($1, $2, $4, 'second words', $3)`,
      [ownChannelId, idOf(5), at(8), at(12)],
    );
    await database.pool.query(
      "update messages set content = 'last words', edited_at = $3 where channel_id = $1 and id = $2",
      [ownChannelId, idOf(5), at(12)],
    );
    await database.pool.query("update messages set deleted_at = $3 where channel_id = $1 and id = $2", [
      ownChannelId,
      idOf(6),
      at(10),
    ]);
    const then = async (i: number) => {
      const page = await read(`?limit=100&asOf=${at(i).toISOString()}`);
      const five = page.messages.find(({ id }) => id === idOf(5));
      const six = page.messages.find(({ id }) => id === idOf(6));
      return [page.messages.length, five?.content, five?.versionCount, six?.deletedAt !== null];
    };
    assert.deepEqual(await then(7), [8, "first words", 0, false]);
    assert.deepEqual(await then(9), [10, "second words", 1, false]);
    assert.deepEqual(await then(13), [14, "last words", 2, true]);
    const { body } = await api.get(
      `/guilds/${guildId}/channels/${ownChannelId}/messages/${idOf(5)}/versions`,
    );
    assert.deepEqual(
      body.versions.map(({ content }: { content: string }) => content),
      ["first words", "second words"],
    );
  });
  it("keeps to its server, and says which channel it does not know", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: "300000000000000009", guildId: "200000000000000009" });
    for (const id of ["300000000000000009", "1"]) {
      const { status, body } = await api.get(`/guilds/${guildId}/channels/${id}/messages`);
      assert.deepEqual([status, body.error.code, body.error.field], [404, "unknown_channel", "channelId"]);
    }
    assert.deepEqual((await read("", channelId)).messages, []);
  });
});
