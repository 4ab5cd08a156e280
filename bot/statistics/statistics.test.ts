import assert from "node:assert/strict";
import { addReactions, clearReactions, recordDeletions } from "../../core/database/archive/live.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { eraseMessages } from "../../core/database/forgetting/eraseMessages.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import { findDifferences } from "../../core/database/stats/differences.ts";
import { beginRecount, foldAllDifferences, foldDifferences } from "../../core/database/stats/keeping.ts";
import { inTransaction, type Queryable } from "../../core/postgres/pool.ts";
import { keepInStep } from "../../core/stats/keepInStep.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { createRandom } from "../../test/support/searchCorpus.ts";
import { provesNothing, storeMessages } from "../archive/storeMessages.ts";

const channels = [channelId, "300000000000000002", "300000000000000003"];

describe("statistics", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const query = (text: string, values: unknown[] = []) => database.pool.query(text, values);
  const store = (messages: readonly ArchiveMessage[], channel = channelId, proof = provesNothing) =>
    inTransaction(database.pool, (tx) => storeMessages(tx, { guildId, channelId: channel }, messages, proof));
  const differences = () => findDifferences(database.pool, guildId);
  const settle = async () => {
    while (await keepInStep(database.pool)); // each step does something until there is nothing left
  };
  const rows = async (text: string) => (await query(text)).rows;
  const totals = () =>
    rows("select period::text, messages::int, people::int from stats_totals where grain = 'day' order by 1");

  beforeEach(async function () {
    for (const id of channels) await makeChannel(database.pool, { id });
  });

  it("count what stands, and what was deleted apart", async function () {
    const day = new Date("2025-03-01T10:20:00Z");
    await store([
      archiveMessage({ id: "10", authorId: "7", content: "hello", createdAt: day }),
      archiveMessage({ id: "11", authorId: "7", content: "", kind: "member_join", createdAt: day }),
      archiveMessage({
        id: "12",
        authorId: "8",
        content: "x".repeat(600),
        kind: "reply",
        replyToId: "10",
        createdAt: day,
      }),
    ]);
    await inTransaction(database.pool, (tx) => recordDeletions(tx, channelId, ["10"], { keepContent: true }));
    await settle();
    assert.deepEqual(
      await rows(`select messages::int, replies::int, characters::int, very_long::int, deleted::int, system::int, people::int
        from stats_totals where grain = 'day'`),
      [{ messages: 1, replies: 1, characters: 600, very_long: 1, deleted: 1, system: 1, people: 1 }],
    );
    assert.deepEqual(await rows("select author_id from stats_authors"), [{ author_id: "8" }]);
  });

  it("find the emoji, flags and domains of a text, each as often as it stands there", async function () {
    const of = async (text: string) =>
      (await query("select kind, item from stats_items_of($1)", [text])).rows.map(
        (row) => `${row.kind} ${row.item}`,
      );
    assert.deepEqual(await of("plain words, 1 # * → and ™"), []);
    assert.deepEqual(
      await of("👍👍🏽 ❤️ 1️⃣ 🇩🇪🇹🇼"),
      ["👍", "👍🏽", "❤️", "1️⃣", "🇩🇪", "🇹🇼"].map((e) => `emoji ${e}`),
    );
    assert.deepEqual(
      await of("👩‍👩‍👧‍👦 🏳️‍🌈 🤷🏻‍♀️"),
      ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🤷🏻‍♀️"].map((e) => `emoji ${e}`),
    );
    assert.deepEqual(await of("<:blob:300000000000000009> <a:dance:300000000000000010> <@7>"), [
      "emoji blob:300000000000000009",
      "emoji dance:300000000000000010",
    ]);
    assert.deepEqual(
      await of("see https://www.Example.org/a?b and <http://example.org:8080>, http://пример.рф/"),
      ["domain example.org", "domain example.org", "domain пример.рф"],
    );
  });

  it("keep days and hours of the guild's time zone, over both changes of the clock", async function () {
    await query("update guilds set timezone = 'Europe/Berlin' where id = $1", [guildId]);
    await settle();
    const sent = [
      "2024-12-31T22:59:59Z", // still 2024 in Berlin
      "2024-12-31T23:00:00Z",
      "2025-03-29T22:59:00Z",
      "2025-03-29T23:30:00Z", // 30 March has 23 hours
      "2025-03-30T21:59:00Z",
      "2025-10-26T00:30:00Z", // 02:30, summer
      "2025-10-26T01:30:00Z", // 02:30 again, winter
      "2025-10-26T22:59:00Z",
      "2012-01-01T12:00:00Z", // before there was a Discord
      "2099-06-01T12:00:00Z",
    ];
    await store(sent.map((at, n) => archiveMessage({ id: String(n + 1), createdAt: new Date(at) })));
    await settle();
    assert.deepEqual(
      (await totals()).map((row) => `${row.period} ${row.messages}`),
      [
        "2012-01-01 1",
        "2024-12-31 1",
        "2025-01-01 1",
        "2025-03-29 1",
        "2025-03-30 2",
        "2025-10-26 3",
        "2099-06-01 1",
      ],
    );
    const { rows: hours } = await query(
      "select hour from stats_hourly where hour::date = '2025-10-26' order by 1",
    );
    assert.equal(hours.length, 3, "the hour that the clock shows twice is two hours");
    // A quarter-hour zone: hours begin by its own clock.
    await query("update guilds set timezone = 'Asia/Kathmandu' where id = $1", [guildId]);
    await settle();
    const { rows: nepal } = await query("select hour from stats_hourly where hour > '2099-01-01'");
    assert.equal((nepal[0] as { hour: Date }).hour.toISOString(), "2099-06-01T11:15:00.000Z");
    assert.deepEqual(await differences(), []);
  });

  it("are the same while differences wait and once they are added up", async function () {
    await store([archiveMessage({ id: "10" }), archiveMessage({ id: "11" })]);
    assert.equal((await query("select from stats_totals")).rowCount, 0);
    assert.deepEqual(await differences(), []);
    await foldDifferences(database.pool, 1);
    assert.deepEqual(await differences(), []);
    await settle();
    assert.deepEqual(await differences(), []);
  });

  it("name what is not as the archive says", async function () {
    await store([archiveMessage({ id: "10", authorId: "7" })]);
    await settle();
    await query("update stats_people set messages = 5 where grain = 'day'");
    await query("delete from stats_hourly");
    assert.deepEqual(
      (await differences()).map(({ table }) => table),
      ["stats_hourly", "stats_people (day)", "stats_authors", "stats_authors (first and last day)"],
    );
    await beginRecount(database.pool, guildId, null);
    await settle();
    assert.deepEqual(await differences(), []);
  });

  it("count an archive from before them beside what is written meanwhile", async function () {
    await store(Array.from({ length: 30 }, (_, n) => archiveMessage({ id: String(100 + n) })));
    await beginRecount(database.pool, guildId, null);
    await store([archiveMessage({ id: "50" }), archiveMessage({ id: "500" })]); // while sums are being emptied
    for (
      let step = 0;
      (await query("select from stats_guilds where state = 'clearing'")).rowCount === 1;
      step++
    ) {
      assert.ok(step < 20);
      await keepInStep(database.pool);
    }
    await query("select stats_count_stretch($1, 10)", [channelId]);
    await store([archiveMessage({ id: "51" }), archiveMessage({ id: "501" })]); // one side of what is counted and the other
    await query("delete from messages where id in (50, 129)");
    assert.deepEqual(await differences(), []);
    await settle();
    assert.deepEqual(await differences(), []);
    assert.equal(
      (await rows("select sum(messages)::int as n from stats_totals where grain = 'day'"))[0]?.n,
      32,
    );
  });

  it("wait for who is storing messages before they leave a channel to be counted", async function () {
    await store([archiveMessage({ id: "10" })]);
    await settle();
    const writer = await database.pool.connect();
    await writer.query("begin");
    await storeMessages(writer, { guildId, channelId }, [archiveMessage({ id: "11" })], provesNothing);
    let begun = false;
    const beginning = beginRecount(database.pool, guildId, null).then(() => (begun = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(begun, false);
    await writer.query("commit");
    writer.release();
    await beginning;
    await settle();
    assert.deepEqual(await differences(), []);
  });

  it("are not touched by a restore, which brings its own", async function () {
    await inTransaction(database.pool, async (tx) => {
      await tx.query("set local backscroll.restoring = on");
      await tx.query(
        "insert into messages (channel_id, id, guild_id, created_at) values ($1, 10, $2, now())",
        [channelId, guildId],
      );
    });
    assert.equal((await query("select from stats_deltas")).rowCount, 0);
  });

  it("are what a recount finds, after anything that can happen to messages", async function () {
    const seed = 20_261_129;
    const random = createRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const texts = [
      "",
      "hi",
      "👍 nice https://example.org/x",
      "<:blob:300000000000000009>",
      "word ".repeat(30),
      "字".repeat(600),
    ];
    const message = (id: number): ArchiveMessage =>
      archiveMessage({
        id: String(id),
        authorId: pick(["7", "8", "9", null]),
        kind: pick(["default", "reply", "pin"]),
        content: pick(texts),
        // Around a change of the clock, and over a year's end.
        createdAt: new Date(
          Date.parse(pick(["2024-10-26T20:00:00Z", "2024-12-31T20:00:00Z"])) + random() * 12 * 3_600_000,
        ),
        editedAt: random() < 0.2 ? new Date("2025-06-01T00:00:00Z") : null,
        replyToId: random() < 0.2 ? "1" : null,
        attachments:
          random() < 0.3
            ? [
                {
                  id: String(id * 10),
                  fileName: pick(["a.png", "b.pdf"]),
                  contentType: pick(["image/png", null]),
                  sizeBytes: 1,
                  width: null,
                  height: null,
                  durationSeconds: null,
                  description: null,
                  isSpoiler: false,
                  url: "",
                },
              ]
            : [],
        reactions:
          random() < 0.3
            ? [
                {
                  emoji: "👍",
                  emojiId: null,
                  isAnimated: false,
                  count: 1 + Math.floor(random() * 5),
                  burstCount: 0,
                },
              ]
            : [],
      });
    const ids = () =>
      Array.from({ length: 1 + Math.floor(random() * 12) }, () => 1 + Math.floor(random() * 60));
    const within = (channel: string, work: (tx: Queryable) => Promise<unknown>) =>
      inTransaction(database.pool, async (tx) => {
        await lockChannels(tx, [channel]);
        await work(tx);
      });
    const happenings: ((channel: string) => Promise<unknown>)[] = [
      (channel) => store([...new Set(ids())].map(message), channel),
      (channel) => store([...new Set(ids())].map(message), channel),
      (channel) =>
        store([...new Set(ids())].map(message), channel, {
          interval: { fromId: "1", toId: "61" },
          isReread: true,
        }),
      (channel) =>
        store([...new Set(ids())].map(message), channel, {
          ...provesNothing,
          exported: { exportedAt: new Date("2030-01-01") },
        }),
      (channel) =>
        within(channel, (tx) =>
          recordDeletions(tx, channel, ids().map(String), { keepContent: random() < 0.5 }),
        ),
      (channel) => within(channel, (tx) => eraseMessages(tx, channel, ids().map(String))),
      (channel) =>
        within(channel, (tx) =>
          addReactions(tx, channel, [
            {
              messageId: String(pick(ids())),
              emoji: "🎉",
              emojiId: null,
              isAnimated: false,
              delta: pick([1, 1, -1]),
              burstDelta: 0,
            },
          ]),
        ),
      (channel) =>
        within(channel, (tx) =>
          clearReactions(tx, channel, [{ messageId: String(pick(ids())), emoji: null }]),
        ),
      (channel) =>
        query("delete from messages where channel_id = $1 and id = any($2::int8[])", [channel, ids()]),
      (channel) =>
        query(
          "update messages set author_id = 9, content = 'by hand' where channel_id = $1 and id = any($2::int8[])",
          [channel, ids()],
        ),
      (channel) =>
        query("update messages set deleted_at = null where channel_id = $1 and id = any($2::int8[])", [
          channel,
          ids(),
        ]),
      () => foldDifferences(database.pool, 1 + Math.floor(random() * 40)),
      () => keepInStep(database.pool),
      (channel) => query("select stats_count_stretch($1, 5)", [channel]),
    ];
    for (let round = 0; round < 200; round++) {
      // Two at once, in different channels, as workers do it.
      const [first, second] = channels.toSorted(() => random() - 0.5);
      await Promise.all([pick(happenings)(first as string), pick(happenings)(second as string)]);
      if (round % 80 === 60)
        await beginRecount(database.pool, guildId, pick(["Europe/Berlin", "Asia/Kathmandu", "UTC"]));
      if (round % 25 === 0) assert.deepEqual(await differences(), [], `round ${round}, seed ${seed}`);
    }
    await inTransaction(database.pool, foldAllDifferences);
    assert.deepEqual(await differences(), [], `seed ${seed}`);
    await query("update guilds set timezone = 'America/St_Johns' where id = $1", [guildId]);
    await settle();
    assert.deepEqual(await differences(), [], `seed ${seed}`);
    const [counted] = await rows(
      `select (select sum(messages)::int from stats_totals where grain = 'month') as kept,
         (select count(*)::int from messages where deleted_at is null and kind <> 'pin') as there`,
    );
    assert.equal(counted?.kept, counted?.there);
  });
});
