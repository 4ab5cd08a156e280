import assert from "node:assert/strict";
import type { MessagePageView, TopicListView } from "../../core/api/reading.ts";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { upsertChannels } from "../../core/database/guilds/directory.ts";
import { recordCounts } from "../../core/database/telegram/counts.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, directoryChannel, makeGuild } from "../../test/support/factories.ts";

const channel = "-1001000000001";
const group = "-1001000000002";
const ada = "5000000001";
const startMs = Date.parse("2024-03-01T12:00:00Z");

describe("reading chats of Telegram over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const message = (id: number, more: Parameters<typeof archiveMessage>[0] = {}) =>
    archiveMessage({
      id: String(id),
      authorId: ada,
      content: `message ${id}`,
      createdAt: new Date(startMs + id * 1_000),
      ...more,
    });
  const store = (chatId: string, ...messages: ReturnType<typeof message>[]) =>
    insertMessages(database.pool, { guildId: chatId, channelId: chatId }, messages);
  const read = async (chatId: string, query = "") => {
    const { status, body } = await api.get(`/guilds/${chatId}/channels/${chatId}/messages${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as MessagePageView;
  };
  const idsOf = ({ messages }: MessagePageView) => messages.map(({ id }) => Number(id));
  beforeEach("make a channel and its discussion group", async function () {
    for (const id of [channel, group]) {
      await makeGuild(database.pool, {
        id,
        platform: "telegram",
        kind: id === channel ? "channel" : "supergroup",
      });
      await upsertChannels(database.pool, [
        directoryChannel({ id, guildId: id, kind: "chat", name: `chat ${id}`, lastMessageId: "100" }),
      ]);
    }
    await database.pool.query("update guilds set linked_chat_id = $2 where id = $1", [channel, group]);
    await database.pool.query(
      "insert into authors (id, platform, name, display_name) values ($1, 'telegram', 'ada', 'Ada Byron'), ($2, 'telegram', 'news', 'The news')",
      [ada, channel],
    );
  });

  it("leads from a post to its comments, with what is counted, and from there to the post", async function () {
    await store(
      channel,
      message(7, {
        authorId: channel,
        extra: { has_discussion: true, discussion_id: group, post_author: "Mara" },
      }),
      message(8, { authorId: channel, extra: { has_discussion: true } }),
    );
    await recordCounts(database.pool, channel, [{ messageId: "7", views: 1_234, forwards: 1, replies: 3 }]);
    const forward = {
      from_id: channel,
      message_id: "7",
      saved_from_id: channel,
      sent_at: "2024-03-01T12:00:07Z",
    };
    await store(
      group,
      message(20, { authorId: channel, extra: { forward } }),
      message(21, { content: "elsewhere" }),
      message(22, { replyToId: "20", kind: "reply" }),
      message(23, { replyToId: "22", kind: "reply", extra: { reply_to: { thread_id: "20" } } }),
      message(24, { replyToId: "21", kind: "reply" }),
    );
    const { messages } = await read(channel);
    assert.deepEqual(
      messages.map(({ comments, views, signature }) => [comments?.count, comments?.place, views, signature]),
      [
        [3, { guildId: group, channelId: group, messageId: "20" }, 1_234, "Mara"],
        [0, null, null, null],
      ],
    );
    const thread = await read(group, "?topic=20&around=1");
    assert.deepEqual(idsOf(thread), [20, 22, 23]);
    assert.deepEqual(
      [thread.messages[0]?.forwardedFrom?.place, thread.people[channel]?.name],
      [{ guildId: channel, channelId: channel, messageId: "7" }, "The news"],
    );
    assert.deepEqual(idsOf(await read(group, "?topic=20&before=23&limit=1")), [22]);
    assert.deepEqual(idsOf(await read(group, "?topic=20&after=22&limit=1")), [23]);
  });

  it("names topics as they are called now, lists them, and reads one alone", async function () {
    const action = (title: string) => ({ action: { _: "messageActionTopicCreate", title } });
    await store(
      group,
      message(3, { kind: "thread_created", content: "", topicId: "3", extra: action("Repairs") }),
      message(4, { topicId: "3" }),
      message(5, { topicId: "1" }),
      message(6, { kind: "thread_created", content: "", topicId: "6", extra: action("Plans") }),
      message(9, { kind: "topic_edit", content: "", topicId: "3", extra: action("Mending") }),
      message(10, { kind: "topic_edit", content: "", topicId: "3", extra: { action: { closed: true } } }),
    );
    const page = await read(group);
    assert.deepEqual(page.topics, { 3: "Mending", 6: "Plans" });
    assert.deepEqual(idsOf(await read(group, "?topic=3")), [3, 4, 9, 10]);
    const { body } = await api.get(`/guilds/${group}/channels/${group}/topics`);
    assert.deepEqual(
      (body as TopicListView).topics.map(({ id, name }) => [id, name]),
      [
        ["3", "Mending"],
        ["6", "Plans"],
      ],
    );
  });

  it("says whom a note concerns, what is quoted, and what else a message carries", async function () {
    await store(
      group,
      message(1, { kind: "member_join", content: "", extra: { action: { users: [ada, "77"] } } }),
      message(2, { replyToId: "1", kind: "reply", extra: { reply_to: { quote_text: "these words" } } }),
      message(3, { extra: { forward: { from_id: null, from_name: "Somebody hidden", sent_at: "no time" } } }),
      message(4, { extra: { media: { _: "messageMediaDice", emoticon: "🎲", value: 5 } } }),
      message(5, { extra: { media: { _: "messageMediaGeo", geo: { lat: 52.5, long: 13.4 } } } }),
      message(6, {
        extra: { media: { _: "messageMediaPoll", nonsense: 1 }, forward: "nonsense", action: 7 },
      }),
    );
    const { messages, people } = await read(group);
    assert.deepEqual([messages[0]?.aboutIds, people[ada]?.name], [[ada, "77"], "Ada Byron"]);
    assert.equal(messages[1]?.replyTo?.excerpt, "these words");
    assert.deepEqual(messages[2]?.forwardedFrom, {
      authorId: null,
      name: "Somebody hidden",
      sentAt: null,
      signature: null,
      place: null,
    });
    assert.deepEqual(
      messages.map(({ carried }) => carried),
      [null, null, null, { kind: "dice", text: "🎲 5" }, { kind: "place", text: "52.50000, 13.40000" }, null],
    );
  });
});
