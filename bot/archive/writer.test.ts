import assert from "node:assert/strict";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { HistoryTask } from "../../core/database/tasks/historyTasks.ts";
import { fraction, mix } from "../../sandbox/world/hash.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeTask,
} from "../../test/support/factories.ts";
import { convertPage } from "../platforms/discord/page.ts";
import type { Proof } from "./storeMessages.ts";
import { createArchiveWriter, type PageToStore } from "./writer.ts";

describe("storePage", function () {
  this.timeout(60_000); // the mutated pages are stored in some hundred transactions
  const database = useTestDatabase();
  const writer = () => createArchiveWriter(database.pool, "discord");
  async function claim(): Promise<HistoryTask> {
    await makeChannel(database.pool);
    await makeTask(database.pool, { channel_id: channelId });
    return claimOne(database.pool);
  }
  const page = (
    messages: ArchiveMessage[],
    proof: Partial<Proof> = {},
    extra: Partial<PageToStore> = {},
  ): PageToStore => ({
    place: { guildId, channelId },
    messages,
    authors: [],
    proof: { interval: { fromId: "1", toId: "2000" }, isReread: false, ...proof },
    askedAtMs: performance.now(),
    progress: 0.5,
    anchorMessageId: null,
    ...extra,
  });
  const storedIds = async () =>
    (await database.pool.query<{ id: string }>("select id from messages order by id")).rows.map(
      ({ id }) => id,
    );
  const covered = async () =>
    (await database.pool.query<{ covered: string }>("select covered::text from channels")).rows[0]?.covered;
  /** What no row can hold, one reason each. */
  const impossible: Partial<ArchiveMessage>[] = [
    { createdAt: new Date(Number.NaN) },
    { createdAt: new Date(8.64e15) },
    { authorId: "99999999999999999999" },
    { kind: null as never },
    { reactions: [{ emoji: "x", emojiId: null, isAnimated: false, count: 1e12, burstCount: 0 }] },
    { extra: { deep: JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`) as unknown } },
  ];

  it("sets aside the one message PostgreSQL refuses, whatever the reason, and stores the others", async function () {
    const task = await claim();
    for (const [index, flaw] of impossible.entries()) {
      const messages = [5, 4, 3, 2, 1].map((n) => archiveMessage({ id: String(n * 10) }));
      messages[index % 5] = { ...(messages[index % 5] as ArchiveMessage), ...flaw };
      const bad = messages[index % 5]?.id ?? "";
      const stored = await writer().storePage(
        task,
        page(messages, {}, { rawOf: (id) => ({ id, from: "Discord\0" }) }),
      );
      assert.deepEqual(
        stored.setAside.map(({ id, reason }) => [id, reason]),
        [[bad, "refused_by_database"]],
      );
      assert.equal(stored.saved, 4);
      assert.equal(await covered(), `{[1,${bad}),[${Number(bad) + 1},2000)}`);
      const { rows } = await database.pool.query<{ raw: string; message: string }>(
        "select raw, message from set_aside",
      );
      assert.equal(rows[0]?.raw, `{"id":"${bad}","from":"Discord\\u0000"}`);
      assert.match(rows[0]?.message ?? "", /^PostgreSQL refuses it: /);
      await database.pool.query("truncate messages, set_aside cascade");
      await database.pool.query("update channels set covered = '{}'");
    }
  });
  it("finds several refused messages in one page, at its ends as well", async function () {
    const messages = Array.from({ length: 100 }, (_, index) => archiveMessage({ id: String(1_000 - index) }));
    for (const index of [0, 1, 50, 99])
      messages[index] = { ...(messages[index] as ArchiveMessage), createdAt: new Date(Number.NaN) };
    const stored = await writer().storePage(await claim(), page(messages));
    assert.deepEqual([stored.saved, stored.setAside.length], [96, 4]);
    assert.equal((await storedIds()).length, 96);
  });
  it("leaves out an author PostgreSQL refuses and keeps what he wrote", async function () {
    const author = { displayName: null, avatar: null, isBot: false, isWebhook: false };
    const authors = [
      { ...author, id: "7", name: "ada" },
      { ...author, id: "8", name: null as never },
    ];
    await writer().storePage(
      await claim(),
      page([archiveMessage({ id: "10", authorId: "8" })], {}, { authors }),
    );
    assert.deepEqual((await database.pool.query("select id from authors")).rows, [{ id: "7" }]);
    assert.deepEqual(await storedIds(), ["10"]);
  });
  it("resolves what was set aside once a page proves its place without it", async function () {
    const task = await claim();
    const bad = archiveMessage({ id: "10", createdAt: new Date(Number.NaN) });
    await writer().storePage(task, page([bad]));
    await writer().storePage(task, page([bad], { mayResolve: true }));
    const open = async () =>
      (await database.pool.query("select from set_aside where resolved_at is null")).rowCount;
    assert.equal(await open(), 1);
    await writer().storePage(task, page([archiveMessage({ id: "10" })], { mayResolve: true }));
    assert.equal(await open(), 0);
    assert.equal(await covered(), "{[1,2000)}");
  });
  it("never marks a message as deleted that is only set aside", async function () {
    const task = await claim();
    const archived = [30, 20, 10].map((id) => archiveMessage({ id: String(id) }));
    await writer().storePage(task, page(archived));
    const damaged = { ...archiveMessage({ id: "20" }), editedAt: new Date(Number.NaN) };
    await writer().storePage(
      task,
      page([archived[0] as ArchiveMessage, damaged, archived[2] as ArchiveMessage], { isReread: true }),
    );
    assert.equal(
      (await database.pool.query("select from messages where deleted_at is not null")).rowCount,
      0,
    );
    assert.equal(await covered(), "{[1,2000)}"); // it is archived, as it was before
  });
  it("stores every sound neighbour of 2,000 randomly damaged messages and never throws", async function () {
    const task = await claim();
    const seed = 20_261_124;
    let damaged = 0;
    let kept = 0;
    for (let number = 0; number < 40; number++) {
      const body = Array.from({ length: 100 }, (_, index) => {
        const sound = rawMessage(10_000_000 + number * 1_000 + (100 - index));
        return index % 2 === 0 ? sound : damage(sound, mix(seed, number * 100 + index));
      });
      const ends = {
        after: String(10_000_000 + number * 1_000),
        before: String(10_000_000 + number * 1_000 + 999),
      };
      const converted = convertPage(body, ends);
      const stored = await writer().storePage(
        task,
        page(
          converted.messages,
          { interval: { fromId: ends.after, toId: ends.before }, setAside: converted.setAside },
          { authors: converted.authors },
        ),
      );
      damaged += 50;
      kept += 50 - stored.setAside.length;
      const ids = new Set(await storedIds());
      for (let index = 0; index < 100; index += 2) {
        const id = String(10_000_000 + number * 1_000 + (100 - index));
        assert.ok(ids.has(id), `page ${number}: the neighbour ${id} is missing`);
      }
    }
    assert.equal(damaged, 2_000);
    console.log(`        2000 damaged messages: ${kept} kept, ${damaged - kept} set aside (seed ${seed})`);
  });
});

function rawMessage(id: number): Record<string, unknown> {
  return {
    id: String(id),
    channel_id: channelId,
    type: 0,
    content: "hello",
    author: {
      id: "400000000000000001",
      username: "ada",
      discriminator: "0",
      global_name: "Ada",
      avatar: null,
    },
    timestamp: "2023-05-04T12:34:56.789000+00:00",
    edited_timestamp: null,
    attachments: [{ id: "77", filename: "cat.png", size: 10, url: "https://cdn.example/cat.png", width: 3 }],
    embeds: [{ title: "t", fields: [{ name: "n", value: "v" }] }],
    mentions: [{ id: "400000000000000002", username: "bob" }],
    reactions: [{ emoji: { id: null, name: "👍" }, count: 1, count_details: { burst: 0, normal: 1 } }],
    message_reference: { message_id: "5" },
  };
}

const oddities: unknown[] = [
  null,
  undefined,
  true,
  0,
  -1,
  0.5,
  1e12,
  1e300,
  Number.MAX_SAFE_INTEGER,
  "",
  "abc",
  "\0",
  "\ud800",
  "9".repeat(30),
  "9223372036854775808",
  [],
  [null],
  {},
  { id: {} },
  { "\0": "\0" },
  { __proto__: null, id: "1" },
  "2023-99-99T00:00:00Z",
];

/** Puts one to four oddities anywhere into a message, keys included; `chance` decides all. */
function damage(message: Record<string, unknown>, chance: number): unknown {
  let step = 0;
  const pick = <T>(list: readonly T[]): T =>
    list[Math.floor(fraction(mix(chance, ++step)) * list.length)] as T;
  if (fraction(mix(chance, ++step)) < 0.03) return pick(oddities);
  for (let times = pick([1, 1, 2, 4]); times > 0; times--) {
    let holder: Record<string, unknown> = message;
    for (;;) {
      const key = pick([...Object.keys(holder), "type", "\0new"]);
      const inner = holder[key];
      if (typeof inner === "object" && inner !== null && pick([true, true, false])) {
        holder = inner as Record<string, unknown>;
        if (Object.keys(holder).length > 0) continue;
      }
      holder[key] = pick(oddities);
      break;
    }
  }
  return message;
}
