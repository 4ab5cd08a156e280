import assert from "node:assert/strict";
import type {
  BookmarkListView,
  MessageListView,
  MessagePageView,
  TimelineView,
} from "../../core/api/reading.ts";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, guildId, makeChannel } from "../../test/support/factories.ts";

const minute = 60_000;
const startMs = Date.parse("2024-03-01T12:00:00Z");
const idOf = (i: number) => String(snowflakeAt(startMs + i * minute));
const channelId = String(snowflakeAt(startMs - minute));
const [lena, ivo] = ["400000000000000001", "400000000000000002"];

describe("what is read beside a channel's messages", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const base = `/guilds/${guildId}/channels/${channelId}`;
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const fill = async (count: number, more: (i: number) => Parameters<typeof archiveMessage>[0]) => {
    await makeChannel(database.pool, { id: channelId, lastMessageId: idOf(count - 1) });
    const messages = range(count).map((i) =>
      archiveMessage({
        id: idOf(i),
        content: `message ${i}`,
        createdAt: new Date(startMs + i * minute),
        ...more(i),
      }),
    );
    await insertMessages(database.pool, { guildId, channelId }, messages);
    await database.pool.query(
      "update channels set covered = $2, newest_message_id = $3, message_count = $4 where id = $1",
      [channelId, `{[${idOf(10)},${BigInt(idOf(count - 1)) + 1n})}`, idOf(count - 1), count],
    );
  };
  const contents = ({ messages }: MessageListView) => messages.map(({ content }) => content);

  describe("GET …/pins", function () {
    it("lists pinned messages, newest first, page by page", async function () {
      await fill(30, (i) => ({ extra: i % 10 === 5 ? { pinned: true } : { flags: 4 } }));
      const first: MessageListView = (await api.get(`${base}/pins?limit=2`)).body;
      assert.deepEqual(contents(first), ["message 25", "message 15"]);
      const second: MessageListView = (await api.get(`${base}/pins?limit=2&before=${first.nextBefore}`)).body;
      assert.deepEqual([contents(second), second.nextBefore], [["message 5"], null]);
    });
  });

  describe("GET …/people/:personId/messages", function () {
    it("gives one person's messages, newest first, and goes on", async function () {
      await fill(40, (i) => ({ authorId: i % 4 === 0 ? lena : ivo }));
      const first: MessageListView = (await api.get(`${base}/people/${lena}/messages?limit=6`)).body;
      assert.deepEqual(
        contents(first),
        [36, 32, 28, 24, 20, 16].map((i) => `message ${i}`),
      );
      const rest: MessageListView = (
        await api.get(`${base}/people/${lena}/messages?limit=6&before=${first.nextBefore}`)
      ).body;
      assert.deepEqual([contents(rest).length, rest.nextBefore], [4, null]);
    });
    it("looks at so many messages at once, and says where it goes on", async function () {
      this.timeout(30_000);
      await makeChannel(database.pool, { id: channelId });
      await database.pool.query(
        `insert into messages (channel_id, id, guild_id, author_id, content, created_at)
         select $1, n, $2, case when n = 3 then $3::int8 else 1 end, 'message ' || n, now()
         from generate_series(1, 45000) n`,
        [channelId, guildId, lena],
      );
      let before: string | null = "9000000000000000000";
      const sizes: number[] = [];
      while (before !== null) {
        const page: MessageListView = (await api.get(`${base}/people/${lena}/messages?before=${before}`))
          .body;
        sizes.push(page.messages.length);
        before = page.nextBefore;
      }
      assert.deepEqual(sizes, [0, 0, 1]);
    });
  });

  describe("GET …/timeline", function () {
    it("counts what was said in each piece of time, and says what is complete", async function () {
      await fill(100, () => ({}));
      const answer = await api.get(`${base}/timeline`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const timeline: TimelineView = answer.body;
      const { counts, covered, from, to } = timeline;
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        100,
      );
      assert.ok(
        counts.every((count) => count <= 1),
        counts.join(" "),
      );
      assert.deepEqual(
        [from, to],
        [new Date(startMs - minute).toISOString(), new Date(startMs + 99 * minute).toISOString()],
      );
      assert.equal(covered.length, 1);
      assert.ok(Math.abs(Date.parse(covered[0]?.[0] ?? "") - (startMs + 10 * minute)) < 2_000);
    });
    it("is empty for a channel without messages", async function () {
      await makeChannel(database.pool, { id: channelId });
      const { body } = await api.get(`${base}/timeline`);
      assert.deepEqual(body, { from: null, to: null, counts: [], covered: [] });
    });
  });

  describe("bookmarks", function () {
    const bookmark = (i: number) => `${base}/messages/${idOf(i)}/bookmark`;

    it("are kept with their notes, newest first, and shown with the message", async function () {
      await fill(20, () => ({}));
      for (const i of [3, 7, 5]) {
        assert.equal((await api.post(bookmark(i), { note: `about ${i}` })).status, 200);
      }
      await api.post(bookmark(7), { note: "changed" });
      const list: BookmarkListView = (await api.get("/bookmarks?limit=2")).body;
      assert.deepEqual(
        list.bookmarks.map(({ excerpt, note }) => [excerpt, note]),
        [
          ["message 5", "about 5"],
          ["message 7", "changed"],
        ],
      );
      const rest: BookmarkListView = (await api.get(`/bookmarks?limit=2&cursor=${list.nextCursor}`)).body;
      assert.deepEqual([rest.bookmarks.map(({ note }) => note), rest.nextCursor], [["about 3"], null]);
      const page: MessagePageView = (await api.get(`${base}/messages?limit=20`)).body;
      assert.deepEqual(
        page.messages.flatMap(({ bookmark }) => bookmark?.note ?? []),
        ["about 3", "about 5", "changed"],
      );
      assert.equal((await api.request(bookmark(5), { method: "DELETE", body: {} })).status, 200);
      assert.equal((await api.get("/bookmarks")).body.bookmarks.length, 2);
    });
    it("go with their message, and belong to messages that there are", async function () {
      await fill(20, () => ({}));
      await api.post(bookmark(3), { note: "soon gone" });
      await database.pool.query("delete from messages where channel_id = $1 and id = $2", [
        channelId,
        idOf(3),
      ]);
      assert.deepEqual((await api.get("/bookmarks")).body.bookmarks, []);
      const { status, body } = await api.post(bookmark(3), {});
      assert.deepEqual([status, body.error.code], [404, "not_found"]);
      assert.equal((await api.post(bookmark(4), { note: "x".repeat(2_001) })).status, 400);
    });
    it("of another server's message cannot be reached through this one", async function () {
      await fill(20, () => ({}));
      const other = "200000000000000009";
      await makeChannel(database.pool, { id: "300000000000000009", guildId: other });
      await api.post(bookmark(3), { note: "mine" });
      const foreign = `/guilds/${other}/channels/${channelId}/messages/${idOf(3)}/bookmark`;
      assert.equal((await api.post(foreign, { note: "theirs" })).status, 404);
      await api.request(foreign, { method: "DELETE", body: {} });
      assert.deepEqual(
        (await api.get("/bookmarks")).body.bookmarks.map(({ note }: { note: string }) => note),
        ["mine"],
      );
    });
  });
});
