import assert from "node:assert/strict";
import type { ResponseListView, ResponsesView } from "../../core/api/responses.ts";
import { insertMessages, replaceReactions } from "../../core/database/archive/messages.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel, makeGuild } from "../../test/support/factories.ts";

const reaction = (emoji: string, count: number, burstCount = 0) => ({
  emoji,
  emojiId: null,
  isAnimated: false,
  count,
  burstCount,
});
const poll = {
  question: { text: "Tea?" },
  answers: [
    { answer_id: 1, poll_media: { text: "yes" } },
    { answer_id: 2, poll_media: { text: "no" } },
  ],
  results: { is_finalized: true, answer_counts: [{ id: 1, count: 101 }] },
};
const person = (n: number) => String(400000000000000000n + BigInt(n));

describe("who reacted and voted over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const place = { guildId, channelId };
  const path = `/guilds/${guildId}/channels/${channelId}/messages/1000/responses`;
  beforeEach(async function () {
    await makeChannel(database.pool);
    const messages = [
      archiveMessage({ reactions: [reaction("🔥", 250, 1), reaction("☕", 2)] }),
      archiveMessage({ id: "1010", extra: { poll } }),
    ];
    await insertMessages(database.pool, place, messages);
    await replaceReactions(database.pool, channelId, messages);
    await database.pool.query("insert into authors (id, platform, name) values ($1, 'discord', 'ada')", [
      person(1),
    ]);
  });
  const patch = (to: string, body: unknown) => api.request(to, { method: "PATCH", body });
  const list = async (query: string) => {
    const { status, body } = await api.get(`${path}?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as ResponseListView;
  };

  it("tells what it costs before it is switched on, and is switched on and off", async function () {
    const state = async () => (await api.get(`/guilds/${guildId}/responses`)).body as ResponsesView;
    // 249 in three pages, one super reaction, two in one page; 101 voters in two pages.
    assert.deepEqual((await state()).estimate, { lists: 3, requests: 3 + 1 + 1 + 2, seconds: 7 });
    assert.equal((await state()).keeps, false);
    const { status, body } = await patch(`/guilds/${guildId}`, { keepsResponses: true });
    assert.deepEqual(
      [status, (body as { guild: { keepsResponses: boolean } }).guild.keepsResponses],
      [200, true],
    );
    assert.equal((await state()).keeps, true);
    await patch(`/guilds/${guildId}`, { keepsResponses: false });
    assert.equal((await state()).keeps, false);
    await makeGuild(database.pool, { id: "-1001234567890", platform: "telegram", kind: "group" });
    assert.equal((await patch("/guilds/-1001234567890", { keepsResponses: true })).status, 409);
  });
  it("names people a page at a time, and says what is not known", async function () {
    await database.pool.query(
      `insert into response_lists (channel_id, message_id, kind, item, guild_id, expected, status, reason)
       values ($1, 1000, 'reaction', '☕', $2, 2, 'read', null), ($1, 1000, 'reaction', '🔥', $2, 250, 'pending', 'no_access')`,
      [channelId, guildId],
    );
    await database.pool.query(
      `insert into responses (channel_id, message_id, kind, item, user_id, is_burst)
       select $1, 1000, 'reaction', '☕', unnest($2::int8[]), false`,
      [channelId, [person(1), person(2)]],
    );
    const first = await list(`item=${encodeURIComponent("☕")}&limit=1`);
    assert.deepEqual(
      first.people.map(({ id, name }) => [id, name]),
      [[person(1), "ada"]],
    );
    assert.deepEqual([first.count, first.known, first.isComplete, first.nextAfter], [2, 2, true, person(1)]);
    const second = await list(`item=${encodeURIComponent("☕")}&limit=1&after=${first.nextAfter}`);
    assert.deepEqual([second.people.map(({ id }) => id), second.nextAfter], [[person(2)], null]);
    const unread = await list(`item=${encodeURIComponent("🔥")}`);
    assert.deepEqual(
      [unread.count, unread.known, unread.isComplete, unread.reason],
      [250, 0, false, "no_access"],
    );
    assert.equal((await api.get(`${path}?item=x`)).status, 404);
    const votes = await api.get(`${path.replace("1000", "1010")}?kind=vote&item=1`);
    assert.equal((votes.body as ResponseListView).count, 101);
    assert.equal((await api.get(`${path.replace(guildId, "200000000000000009")}?item=x`)).status, 404);
  });
});
