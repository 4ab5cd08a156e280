import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { archiveMessage, channelId, guildId } from "../../../test/support/factories.ts";
import {
  insertAttachments,
  insertMessages,
  insertReactions,
  markMissingDeleted,
  replaceReactions,
  toSafeJson,
  updateMessages,
} from "./messages.ts";

const place = { guildId, channelId };
const attachment = {
  id: "77",
  fileName: "cat.png",
  contentType: "image/png",
  sizeBytes: 123,
  width: 4,
  height: 5,
  durationSeconds: null,
  description: "a cat",
  isSpoiler: false,
  url: "https://cdn.example/cat.png",
};
const reaction = { emoji: "🐈", emojiId: null, isAnimated: false, count: 3, burstCount: 1 };

describe("messages", function () {
  const database = useTestDatabase();
  const stored = async () =>
    (await database.pool.query<Record<string, unknown>>("select * from messages order by id")).rows;

  it("are inserted once, with everything they carry", async function () {
    const message = archiveMessage({
      content: "日本語 Ω 👩‍👩‍👧 'quoted' \\ \"double\"",
      editedAt: new Date("2024-05-02T00:00:00Z"),
      replyToId: "5",
      extra: { embeds: [{ title: "π" }], flags: 4 },
      attachments: [attachment],
      reactions: [reaction],
    });
    assert.deepEqual(await insertMessages(database.pool, place, [message]), ["1000"]);
    await insertAttachments(database.pool, channelId, [message]);
    await insertReactions(database.pool, channelId, [message]);
    assert.deepEqual(await insertMessages(database.pool, place, [message, archiveMessage({ id: "1001" })]), [
      "1001",
    ]);
    const [row] = await stored();
    assert.deepEqual(
      [row?.content, row?.created_at, row?.edited_at, row?.reply_to_id, row?.extra, row?.guild_id],
      [message.content, message.createdAt, message.editedAt, "5", message.extra, guildId],
    );
    const { rows: files } = await database.pool.query(
      "select file_name, size_bytes, width, description, url from attachments",
    );
    assert.deepEqual(files, [
      { file_name: "cat.png", size_bytes: "123", width: 4, description: "a cat", url: attachment.url },
    ]);
    const { rows: emoji } = await database.pool.query("select emoji, count, burst_count from reactions");
    assert.deepEqual(emoji, [{ emoji: "🐈", count: 3, burst_count: 1 }]);
  });
  it("keep what an edit replaced", async function () {
    await insertMessages(database.pool, place, [archiveMessage(), archiveMessage({ id: "1001" })]);
    const edited = archiveMessage({ content: "hello, world", editedAt: new Date("2024-05-03T00:00:00Z") });
    assert.deepEqual(await updateMessages(database.pool, place, [edited, archiveMessage({ id: "1001" })]), [
      "1000",
    ]);
    assert.deepEqual(
      (await stored()).map((row) => row.content),
      ["hello, world", "hello"],
    );
    const { rows } = await database.pool.query("select message_id, content, edited_at from message_versions");
    assert.deepEqual(rows, [{ message_id: "1000", content: "hello", edited_at: null }]);
  });
  it("keep what they said before, told after what they say now", async function () {
    const said = (content: string, day: number | null) =>
      archiveMessage({ content, editedAt: day === null ? null : new Date(Date.UTC(2024, 4, day)) });
    const versions = async () => {
      const { rows } = await database.pool.query<{ content: string }>(
        "select content from message_versions order by replaced_at",
      );
      return rows.map(({ content }) => content);
    };
    await insertMessages(database.pool, place, [said("third", 3)]);
    for (const late of [said("first", null), said("first", null), said("third", 3), said("fourth", 4)])
      await updateMessages(database.pool, place, [late]);
    assert.deepEqual(await versions(), ["first", "third"]);
    await updateMessages(database.pool, place, [said("second", 2)]);
    assert.deepEqual(await versions(), ["first", "second", "third"]);
    await database.pool.query("delete from message_versions");
    await database.pool.query("update messages set deleted_at = now()");
    await updateMessages(database.pool, place, [said("first", null)]);
    assert.deepEqual(await versions(), [], "what was deleted says nothing any more");
  });
  it("are marked as deleted when a later reading misses them, and taken back when they return", async function () {
    await insertMessages(
      database.pool,
      place,
      ["999", "1000", "1001", "1002"].map((id) => archiveMessage({ id })),
    );
    assert.equal(
      await markMissingDeleted(database.pool, channelId, { fromId: "1000", toId: "1002" }, ["1001"]),
      1,
    );
    assert.deepEqual(
      (await stored()).map((row) => row.deleted_at !== null),
      [false, true, false, false],
    );
    await updateMessages(database.pool, place, [archiveMessage({ id: "1000" })]);
    assert.deepEqual(
      (await stored()).map((row) => row.deleted_at !== null),
      [false, false, false, false],
    );
  });
  it("get their reactions replaced", async function () {
    const message = archiveMessage({ reactions: [reaction] });
    await insertMessages(database.pool, place, [message]);
    await insertReactions(database.pool, channelId, [message]);
    await replaceReactions(database.pool, channelId, [
      { ...message, reactions: [{ ...reaction, emoji: "🐕", count: 1 }] },
    ]);
    assert.deepEqual((await database.pool.query("select emoji, count from reactions")).rows, [
      { emoji: "🐕", count: 1 },
    ]);
  });
  it("survive characters PostgreSQL cannot hold", async function () {
    const message = archiveMessage({
      content: "a\0b\ud800c",
      extra: { note: "\udc00", text: "\\u0000 stays" },
    });
    await insertMessages(database.pool, place, [message]);
    const [row] = await stored();
    assert.equal(row?.content, "a\uFFFDb\uFFFDc");
    assert.deepEqual(row?.extra, { note: "\uFFFD", text: "\\u0000 stays" });
  });
});

describe("toSafeJson", function () {
  it("changes nothing in ordinary text, however it is escaped", function () {
    for (const value of ["plain", "back\\u0000slash", "tab\t newline\n", "😀", { a: ["ü", null, 1] }]) {
      assert.equal(toSafeJson(value), JSON.stringify(value));
    }
  });
});
