import assert from "node:assert/strict";
import type { HitView, SearchView } from "../../core/api/search.ts";
import { insertAttachments, insertMessages } from "../../core/database/archive/messages.ts";
import { upsertChannels } from "../../core/database/guilds/directory.ts";
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

const startMs = Date.parse("2024-03-01T12:00:00Z");
const lena = "400000000000000001";
const ivo = "400000000000000002";
const chat = "-1001234567890";

describe("searching over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const say = async (
    contents: readonly (string | Parameters<typeof archiveMessage>[0])[],
    place = { guildId, channelId },
  ) => {
    const messages = contents.map((said, i) =>
      archiveMessage({
        id: String(1_000 + i),
        createdAt: new Date(startMs + i * 60_000),
        ...(typeof said === "string" ? { content: said } : said),
      }),
    );
    await insertMessages(database.pool, place, messages);
    await insertAttachments(database.pool, place.channelId, messages);
  };
  const search = async (q: string, more = ""): Promise<SearchView> => {
    const { status, body } = await api.get(`/search?q=${encodeURIComponent(q)}${more}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as SearchView;
  };
  const ids = ({ hits }: SearchView) => hits.map(({ messageId }) => messageId);
  const marked = (hit: HitView | undefined) =>
    (hit?.excerpts ?? []).flatMap(({ text, marks }) => marks.map(([from, to]) => text.slice(from, to)));

  beforeEach("make a server and a chat with people", async function () {
    await makeChannel(database.pool);
    await makeGuild(database.pool, { id: chat, platform: "telegram", kind: "supergroup", name: "Chat" });
    await upsertChannels(database.pool, [
      directoryChannel({ id: chat, guildId: chat, kind: "chat", name: "Chat" }),
      directoryChannel({
        id: "300000000000000002",
        name: "a thread",
        kind: "public_thread",
        parentId: channelId,
      }),
    ]);
    await database.pool.query(
      `insert into authors (id, platform, name, display_name, is_bot) values
         ($1, 'discord', 'lena', 'Léna K', false), ($2, 'discord', 'ivo', null, true)`,
      [lena, ivo],
    );
  });

  it("finds over both platforms, newest first, with what was found marked and what was said around it", async function () {
    await say(["before", "Das CAFÉ öffnet", "after"]);
    await say([{ id: "7", content: "cafe au lait" }], { guildId: chat, channelId: chat });
    const view = await search("café");
    assert.deepEqual(ids(view), ["1001", "7"]);
    const [first] = view.hits;
    assert.deepEqual(
      [marked(first), first?.before?.excerpt, first?.after?.excerpt],
      [["CAFÉ"], "before", "after"],
    );
    assert.deepEqual(
      [view.channels[chat]?.platform, view.channels[channelId]?.guildName, view.people[lena]?.name],
      ["telegram", "Test server", "Léna K"],
    );
    assert.deepEqual(ids(await search("café", "&order=oldest")), ["7", "1001"]);
  });
  it("finds any two characters of Chinese, Japanese, Korean and Thai, and one", async function () {
    await say(["今天天气很好", "食べるカタカナ", "안녕하세요", "สวัสดีครับ", "hello😀you"]);
    for (const [q, id] of [
      ["天气", "1000"],
      ["天很", null],
      ["好", "1000"],
      ["べる", "1001"],
      ["하세", "1002"],
      ["ดีค", "1003"],
      ["hello", "1004"],
      ["😀", "1004"],
    ] as const)
      assert.deepEqual(ids(await search(q)), id === null ? [] : [id], q);
  });
  it("narrows by people, places, times and what messages are", async function () {
    await say([
      { content: "plan a", authorId: ivo },
      {
        content: `plan <@${ivo}> https://example.org/x`,
        authorId: lena,
        replyToId: "1000",
        extra: { poll: { question: { text: "Tea?" }, answers: [{ poll_media: { text: "Oolong" } }] } },
      },
      { content: "plan c", createdAt: new Date("2024-05-01T23:30:00Z") },
    ]);
    await say([{ id: "2000", content: "plan in thread" }], { guildId, channelId: "300000000000000002" });
    for (const [q, found] of [
      ["plan from:ivo", ["1000"]],
      ['from:"léna k" plan mentions:ivo', ["1001"]],
      ["plan in:general", ["1002", "1001", "2000", "1000"]],
      ['plan in:"a thread"', ["2000"]],
      ["guild:Chat", []],
      ["plan has:link", ["1001"]],
      ["has:poll oolong", ["1001"]],
      ["plan is:reply", ["1001"]],
      ["plan -is:bot -from:lena", []],
      ["plan during:2024-05-01", ["1002"]],
      ["before:2024-03 plan", []],
    ] as const) {
      const view = await search(q);
      assert.deepEqual([view.problem, ids(view)], [null, found], q);
    }
    assert.deepEqual(ids(await search("plan during:2024-05-02", "&timezone=Asia/Taipei")), ["1002"]);
    const { terms } = await search("plan -from:ivo");
    assert.deepEqual(
      terms.map(({ filter, value, label, isNot, at }) => [filter, value, label, isNot, at]),
      [
        [null, "plan", null, false, [0, 4]],
        ["from", "ivo", "ivo", true, [5, 14]],
      ],
    );
  });
  it("finds other forms of a word when asked to", async function () {
    await say(["we run", "running late", "runner", "RUNS"]);
    assert.deepEqual(ids(await search("running")), ["1001"]);
    assert.deepEqual(ids(await search("running", "&forms=en")), ["1003", "1001", "1000"]);
    assert.deepEqual(ids(await search('"running"', "&forms=en")), ["1001"]);
    assert.deepEqual(ids(await search("-running", "&forms=en")), ["1002"]);
  });
  it("goes through all hits page by page, in every order", async function () {
    // Several at one moment: the place among them must hold.
    await say(
      Array.from({ length: 23 }, (_, i) => ({
        content: `word ${i}`,
        createdAt: new Date(startMs + Math.floor(i / 5)),
      })),
    );
    for (const order of ["newest", "oldest", "best"]) {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: SearchView = await search(
          "word",
          `&order=${order}&limit=4${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...ids(page));
        cursor = page.nextCursor;
      }
      assert.deepEqual([seen.length, new Set(seen).size], [23, 23], order);
    }
    const { status } = await api.get("/search?q=word&cursor=bm9uc2Vuc2U");
    assert.equal(status, 400);
  });
  it("puts first what fits best", async function () {
    await say(["tea is one of very many words in this long message about drinks", "tea tea", "no"]);
    assert.equal(ids(await search("tea", "&order=best"))[0], "1001");
  });
  it("counts by channel, author and month", async function () {
    await say(["word", { content: "word", authorId: ivo, createdAt: new Date("2024-05-01T00:00:00Z") }]);
    const { body } = await api.get("/search/facets?q=word");
    assert.deepEqual(
      [body.total, body.isCapped, body.isEstimate, body.channels[0].name, body.channels[0].count],
      [2, false, false, "general", 2],
    );
    assert.deepEqual(body.months, [
      { month: "2024-05", count: 1 },
      { month: "2024-03", count: 1 },
    ]);
    assert.deepEqual(body.authors.map(({ name }: { name: string }) => name).sort(), ["Léna K", "ivo"]);
  });
  it("says what it does not understand, or whom nobody knows", async function () {
    await say(["word"]);
    const problem = async (q: string) => {
      const { problem: found, hits } = await search(q);
      assert.deepEqual(hits, []);
      return [found?.code, found?.filter, (found?.message.length ?? 0) > 20];
    };
    assert.deepEqual(await problem("word has:cake"), ["unknown_value", "has", true]);
    assert.deepEqual(await problem("word from:nobody"), ["unknown_person", "from", true]);
    assert.deepEqual(await problem("word in:nowhere"), ["unknown_channel", "in", true]);
    assert.deepEqual(await problem("guild:nothing"), ["unknown_guild", "guild", true]);
    assert.deepEqual(await problem("?!"), ["nothing_to_search", null, true]);
    assert.deepEqual((await api.get("/search/facets?q=from:nobody")).body.problem.code, "unknown_person");
  });
  it("takes whatever is typed", async function () {
    await say(["it's 100% \\ & | ! <-> (a) :* 'quoted' \u0000"]);
    for (const q of [
      "'",
      "it's",
      "\\",
      "a\\'b",
      "!",
      "100%",
      "_",
      "a & b | c <-> d :*",
      "(((",
      '"',
      "%",
      "$1",
      "x".repeat(500),
    ])
      assert.ok((await search(q)).hits.length >= 0, q);
    assert.deepEqual(ids(await search("it's quoted")), ["1000"]);
  });
  it("leaves the built-in sandbox out once there is something real", async function () {
    await makeGuild(database.pool, { id: "200000000000000009", isDemo: true });
    await upsertChannels(database.pool, [
      directoryChannel({ id: "300000000000000009", guildId: "200000000000000009" }),
    ]);
    await say(["word"], { guildId: "200000000000000009", channelId: "300000000000000009" });
    assert.deepEqual(ids(await search("word")), []);
  });
  it("completes people, channels and servers, by name where that says it", async function () {
    const complete = async (query: string) =>
      (await api.get(`/search/complete?${query}`)).body.completions.map(
        ({ name, value }: { name: string; value: string }) => [name, value],
      );
    assert.deepEqual(await complete("filter=from&beginning=l%C3%A9"), [["Léna K", "lena"]]);
    assert.deepEqual(await complete("filter=in&beginning=thr"), [["a thread", '"a thread"']]);
    await upsertChannels(database.pool, [directoryChannel({ id: "300000000000000003", name: "general" })]);
    assert.equal((await complete("filter=in&beginning=gen")).length, 2);
    assert.deepEqual((await complete("filter=in&beginning=gen"))[0], ["general", channelId]);
    assert.deepEqual(await complete("filter=guild&beginning=cha"), [["Chat", "Chat"]]);
  });
  it("says how far the index is", async function () {
    await database.pool.query("insert into search_index_tasks default values");
    const { index } = await search("word");
    assert.deepEqual([index.isComplete, index.progress, index.taskId !== null], [false, 0, true]);
  });
});
