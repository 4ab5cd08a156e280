import assert from "node:assert/strict";
import type {
  ActivityView,
  LoyaltyView,
  PostsView,
  RankingView,
  SpeechView,
} from "../../core/api/statistics.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { insertAttachments, insertMessages, insertReactions } from "../../core/database/archive/messages.ts";
import { keepInStep } from "../../core/stats/keepInStep.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";

describe("statistics over HTTP", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const api = useApi(database);
  const query = (text: string, values: unknown[] = []) => database.pool.query(text, values);
  const get = async <View>(path: string) => {
    const { status, body } = await api.get(path);
    assert.equal(status, 200, JSON.stringify(body));
    return body as View;
  };
  const statistics = <View>(name: string, parameters = "") =>
    get<View>(`/guilds/${guildId}/statistics/${name}?${parameters}`);
  const spring = "range=custom&from=2025-03-01&to=2025-03-31";
  let next = 100;
  const say = async (messages: Partial<ArchiveMessage>[], channel = channelId) => {
    const batch = messages.map((message) => archiveMessage({ id: String(next++), ...message }));
    await insertMessages(database.pool, { guildId, channelId: channel }, batch);
    await insertAttachments(database.pool, channel, batch);
    await insertReactions(database.pool, channel, batch);
  };
  const at = (time: string) => new Date(time);
  const settle = async () => {
    while (await keepInStep(database.pool)); // each step does something until there is nothing left
  };
  const people = ["7", "8", "9"];

  beforeEach(async function () {
    next = 100; // the reply below names message 101
    await makeChannel(database.pool);
    await makeChannel(database.pool, {
      id: "300000000000000005",
      kind: "public_thread",
      parentId: channelId,
      name: "trip",
    });
    for (const id of people)
      await query(
        "insert into authors (id, platform, name, is_bot) values ($1::int8, 'discord', 'person' || $1::text, $1::int8 = 9)",
        [id],
      );
    await say([
      { authorId: "7", createdAt: at("2025-02-10T08:00:00Z") },
      { authorId: "7", createdAt: at("2025-03-03T08:10:00Z"), content: "🎉 look https://example.org/x" },
      { authorId: "7", createdAt: at("2025-03-03T08:20:00Z"), kind: "reply", replyToId: "101" },
      { authorId: "8", createdAt: at("2025-03-05T09:00:00Z"), content: "x".repeat(101) },
      { authorId: "9", createdAt: at("2025-03-05T09:00:00Z") },
    ]);
    await say(
      [
        {
          authorId: "8",
          createdAt: at("2025-03-31T21:59:00Z"),
          reactions: [{ emoji: "👍", emojiId: null, isAnimated: false, count: 4, burstCount: 0 }],
        },
      ],
      "300000000000000005",
    );
  });

  for (const isSettled of [false, true])
    it(`tell a month ${isSettled ? "once everything is added up" : "while everything waits to be added up"}`, async function () {
      if (isSettled) await settle();
      const activity = await statistics<ActivityView>("activity", spring);
      assert.deepEqual(activity.before, { from: "2025-01-29", to: "2025-02-28" });
      assert.deepEqual(
        [
          activity.totals.messages,
          activity.totals.people,
          activity.totals.newPeople,
          activity.totals.replies,
        ],
        [5, 2, 1, 1],
      );
      assert.deepEqual([activity.totalsBefore?.messages, activity.totalsBefore?.newPeople], [1, 1]);
      assert.deepEqual(activity.totals.lengths, { wordless: 0, brief: 3, medium: 1, long: 1, veryLong: 0 });
      assert.equal(activity.series.length, 31);
      assert.deepEqual(
        activity.series
          .filter(({ messages }) => messages > 0)
          .map((point) => [point.at, point.messages, point.people, point.newPeople]),
        [
          ["2025-03-03", 2, 1, 0],
          ["2025-03-05", 2, 1, 1],
          ["2025-03-31", 1, 1, 0],
        ],
      );
      assert.equal(activity.heat[0]?.[8], 2); // Monday
      assert.equal(
        activity.heat.flat().reduce((sum, count) => sum + count, 0),
        5,
      );
      const ranking = await statistics<RankingView>("ranking", spring);
      assert.deepEqual(
        ranking.channels.map(({ name, messages, messagesBefore }) => [name, messages, messagesBefore]),
        [["general", 4, 1]],
      );
      assert.deepEqual(
        ranking.threads.map(({ name, parentName }) => [name, parentName]),
        [["trip", "general"]],
      );
      assert.deepEqual(
        ranking.people.map(({ id, messages }) => [id, messages]),
        [
          ["7", 2],
          ["8", 2],
          ["9", 1],
        ],
      );
      assert.deepEqual(
        [ranking.emoji, ranking.domains, ranking.reactions],
        [[{ item: "🎉", count: 1 }], [{ item: "example.org", count: 1 }], [{ item: "👍", count: 4 }]],
      );
    });

  it("are of the days of the guild's zone, and are counted anew by those of another", async function () {
    assert.equal(
      (
        await api.request(`/guilds/${guildId}/statistics/settings`, {
          method: "PATCH",
          body: { timezone: "Nowhere/Town" },
        })
      ).status,
      400,
    );
    const { body } = await api.request(`/guilds/${guildId}/statistics/settings`, {
      method: "PATCH",
      body: { timezone: "Europe/Berlin" },
    });
    assert.deepEqual(body, { timezone: "Europe/Berlin", zone: "Europe/Berlin" });
    await settle();
    const day = await statistics<ActivityView>("activity", "range=custom&from=2025-03-31&to=2025-03-31");
    assert.deepEqual(
      [day.zone, day.step, day.series.length, day.series.at(-1)?.messages],
      ["Europe/Berlin", "hour", 24, 1],
    );
    const short = await statistics<ActivityView>("activity", "range=custom&from=2025-03-30&to=2025-03-30");
    assert.equal(short.series.length, 23);
  });

  it("say when something is still to be counted, and what is not archived", async function () {
    await settle();
    await query("select stats_begin_recount($1, null)", [guildId]);
    assert.equal((await statistics<ActivityView>("activity", spring)).isCounted, false);
    await settle();
    const counted = await statistics<ActivityView>("activity", spring);
    assert.equal(counted.isCounted, true);
    assert.equal(counted.missing.channels, 0, "their ids are of 2015");
    // A channel of February 2025 of which nothing was read.
    await makeChannel(database.pool, { id: "1337000000000000000", lastMessageId: "1360000000000000000" });
    const { missing } = await statistics<ActivityView>("activity", spring);
    assert.deepEqual([missing.channels, missing.stretches.length], [1, 1]);
  });

  it("never name who opted out", async function () {
    await settle();
    await query(
      "insert into forgotten (digest, kind, subject_id, erased) values (sha256('x'), 'person', 7, false)",
    );
    const ranking = await statistics<RankingView>("ranking", spring);
    assert.deepEqual(
      ranking.people.map(({ id }) => id),
      ["8", "9"],
    );
    const members = await get<{ id: string }[]>(`/stats/members/${guildId}`);
    assert.deepEqual(
      members.map(({ id }) => id),
      ["8"],
    );
  });

  it("tell who is new, who came back, and who stayed", async function () {
    await query(
      "insert into member_events (guild_id, user_id, kind, at) values ($1, 8, 'joined', '2025-03-04'), ($1, 9, 'left', '2025-03-06')",
      [guildId],
    );
    await settle();
    const loyalty = await statistics<LoyaltyView>("loyalty", spring);
    assert.deepEqual(
      [loyalty.newPeople, loyalty.returningPeople, loyalty.joins, loyalty.leaves],
      [1, 1, 1, 1],
    );
    assert.deepEqual(loyalty.cohorts.slice(-2), [
      { month: "2025-02-01", active: [1, 1] },
      { month: "2025-03-01", active: [1] },
    ]);
  });

  it("find words, languages and how soon people answer in a sample", async function () {
    await say([
      { content: "the mountain hut opens tomorrow", createdAt: at("2025-03-10T08:00:00Z") },
      { content: "mountain weather is fine", createdAt: at("2025-03-10T08:01:00Z") },
      { content: "我们明天去爬山，山上有咖啡店", createdAt: at("2025-03-10T08:02:00Z") },
      { content: "明天下雨吗？咖啡店也可以", createdAt: at("2025-03-10T08:03:00Z") },
    ]);
    await settle();
    const speech = await statistics<SpeechView>("speech", spring);
    const words = speech.words.map(({ word }) => word);
    for (const word of ["mountain", "明天"]) assert.ok(words.includes(word), words.join(" "));
    assert.ok(!words.includes("the"));
    assert.equal(speech.of, 9);
    assert.ok(speech.languages.some(({ language }) => language === "zh"));
    assert.equal(speech.medianResponseSeconds, 600);
  });

  it("answer the original's endpoints with its fields", async function () {
    await settle();
    const dates = "startDate=2025-03-01&endDate=2025-03-31";
    assert.deepEqual(await get(`/stats/messages/${guildId}?${dates}`), [
      { date: "2025-03-03", messageCount: 2, activeUsers: 1 },
      { date: "2025-03-05", messageCount: 2, activeUsers: 1 },
      { date: "2025-03-31", messageCount: 1, activeUsers: 1 },
    ]);
    assert.deepEqual(await get(`/stats/channels/${guildId}?days=all`), [
      { id: channelId, name: "general", messageCount: 5 },
      { id: "300000000000000005", name: "trip", messageCount: 1 },
    ]);
    assert.deepEqual(await get(`/stats/emojis/${guildId}?${dates}`), [
      { emoji: "🎉", isCustom: false, count: 1 },
    ]);
    assert.deepEqual(await get(`/stats/today/${guildId}`), {
      topChannel: null,
      topUser: null,
      topEmoji: null,
    });
    const server = await get<Record<string, unknown>>(`/stats/server/${guildId}`);
    assert.deepEqual(Object.keys(server), ["name", "memberCount", "channelCount", "roleCount", "createdAt"]);
    assert.ok(Array.isArray(await get(`/stats/keywords/${guildId}`)));
  });

  it("tell how often Telegram's posts were seen", async function () {
    const chat = "-1001000000000";
    await query("insert into guilds (id, platform, name, member_count) values ($1, 'telegram', 'News', 10)", [
      chat,
    ]);
    await query("insert into channels (id, guild_id, kind, name) values ($1, $1, 'chat', 'News')", [chat]);
    await query(
      "insert into messages (channel_id, id, guild_id, content, created_at) values ($1, 5, $1, 'post', '2025-03-03T10:00:00Z')",
      [chat],
    );
    await query(
      "insert into message_counts values ($1, 5, '2025-03-03T11:00:00Z', 10, 1, 0), ($1, 5, '2025-03-04T11:00:00Z', 30, 2, 0)",
      [chat],
    );
    const posts = await get<PostsView>(`/guilds/${chat}/statistics/posts?${spring}`);
    assert.deepEqual([posts.posts, posts.views, posts.forwards, posts.top[0]?.views], [1, 30, 2, 30]);
    const all = await get<PostsView>(`/guilds/${chat}/statistics/posts?range=all`);
    assert.deepEqual(all.span, { from: "2025-03-03", to: "2025-03-03" });
    assert.deepEqual(
      (await get<PostsView>(`/guilds/${chat}/statistics/posts?range=today`)).growth.map(
        ({ members }) => members,
      ),
      [10],
    );
  });
});
