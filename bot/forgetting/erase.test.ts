import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import { listColumns } from "../../core/database/forgetting/catalog.ts";
import { tablesOfPersons } from "../../core/database/forgetting/erasePerson.ts";
import { isPersonColumn, probesFor } from "../../core/database/forgetting/traces.ts";
import { digestOf } from "../../core/forgetting/digest.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel, makeTask } from "../../test/support/factories.ts";
import {
  claimAgain,
  claimErasure,
  forgetNow,
  tablesThatHold,
  useOwnForgettingKey,
} from "../../test/support/forgetting.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import { provesNothing, storeMessages } from "../archive/storeMessages.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { storeChannelRows, storeGuildRow } from "./directory.ts";
import { erase } from "./erase.ts";
import { ForgettingKeyLostError, useForgettingKey } from "./guard.ts";

const person = "400000000000000007";
const other = "400000000000000008";
const otherChannel = "300000000000000002";
/** Words that stand nowhere but with the person. */
const secret = "zanzibar-lantern";

const author = (id: string, name: string): ArchiveAuthor => ({
  id,
  name,
  displayName: null,
  avatar: null,
  isBot: false,
  isWebhook: false,
});

describe("erase", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const key = useOwnForgettingKey();
  const deps = () => ({ pool: database.pool, media: media.store, key });
  const query = async (text: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows;
  const store = (id: string, messages: Parameters<typeof archiveMessage>[0][], proof = provesNothing) =>
    inTransaction(database.pool, (tx) =>
      storeMessages(tx, { guildId, channelId: id }, messages.map(archiveMessage), proof),
    );
  const authors = (...list: ArchiveAuthor[]) =>
    createArchiveWriter(database.pool, "discord").storeAuthors(list);
  const file = {
    id: "900",
    contentType: null,
    sizeBytes: 1,
    width: null,
    height: null,
    durationSeconds: null,
    isSpoiler: false,
    url: `https://cdn/${secret}`,
  };

  /** A little of everything, by the person and by somebody else. */
  async function fill(): Promise<void> {
    await makeChannel(database.pool, { topic: `ask <@${person}>` });
    await makeChannel(database.pool, { id: otherChannel });
    await authors(author(person, "zanzibar"), author(other, "tom"));
    await authors(author(person, secret));
    for (const id of [channelId, otherChannel]) {
      await store(id, [
        {
          id: "1010",
          authorId: person,
          content: secret,
          attachments: [{ ...file, fileName: secret, description: secret }],
        },
        { id: "1020", authorId: other, content: `hello <@${person}>`, extra: { mentions: [person, other] } },
        {
          id: "1030",
          authorId: person,
          content: secret,
          reactions: [{ emoji: "x", emojiId: null, isAnimated: false, count: 2, burstCount: 0 }],
        },
        { id: "1040", authorId: other, content: "nothing to do with it", replyToId: "1030" },
      ]);
      await store(id, [
        { id: "1010", authorId: person, content: `${secret}!`, editedAt: new Date("2025-01-01") },
      ]);
      await store(id, [
        {
          id: "1020",
          authorId: other,
          content: `hello again <@${person}>`,
          editedAt: new Date("2025-01-01"),
          extra: { mentions: [person] },
        },
      ]);
    }
    await query("insert into members (guild_id, user_id, nick) values ($1, $2, $3), ($1, $4, 'tom')", [
      guildId,
      person,
      secret,
      other,
    ]);
    await query("insert into member_events (guild_id, user_id, kind, nick) values ($1, $2, 'joined', $3)", [
      guildId,
      person,
      secret,
    ]);
    await query(
      `insert into set_aside (platform, guild_id, channel_id, kind, item_id, from_id, to_id, reason, message, raw, version)
       values ('discord', $1, $2, 'message', 1050, 1050, 1051, 'refused_by_database', 'x', $3, '1'),
         ('discord', $1, $2, 'message', 1060, 1060, 1061, 'refused_by_database', 'x', $4, '1')`,
      [
        guildId,
        channelId,
        JSON.stringify({ id: "1050", author: { id: person, username: secret }, content: secret }),
        JSON.stringify({
          id: "1060",
          author: { id: other, username: "tom" },
          mentions: [{ id: person, username: secret }],
        }),
      ],
    );
    const taskId = await makeTask(database.pool, {
      channel_id: channelId,
      status: "failed",
      status_reason: "unexpected_error",
      error_message: `could not store ${secret}`,
    });
    await query(
      `insert into task_attempts (task_id, fence, attempt, worker_id, started_at, outcome, reason, message, error, arguments)
       values ($1, 1, 1, gen_random_uuid(), now(), 'failed', 'unexpected_error', $2, jsonb_build_object('stack', $2::text), '{}')`,
      [taskId, secret],
    );
    const place = { kind: "attachment" as const, message: { channelId, messageId: "1010" }, item: "900" };
    const bytes = async function* () {
      yield Buffer.from(secret);
    };
    await storeFile(media.store, bytes(), place, { mostBytes: 1000 });
    const shared = async function* () {
      yield Buffer.from("shared");
    };
    await storeFile(media.store, shared(), { ...place, item: "901" }, { mostBytes: 1000 });
    await storeFile(
      media.store,
      shared(),
      { ...place, message: { channelId, messageId: "1040" } },
      { mostBytes: 1000 },
    );
    await storeFile(
      media.store,
      bytes(),
      { kind: "avatar", message: null, item: person },
      { mostBytes: 1000 },
    );
  }
  const counted = () =>
    query(`select c.id, c.message_count::int as counted, (select count(*)::int from messages m where m.channel_id = c.id) as there,
      (select coalesce(sum(messages_saved), 0)::int from archive_days d where d.channel_id = c.id) as per_day, newest_message_id as newest
      from channels c order by id`);

  it("leaves no trace of a person in any table or file, and nobody else's data touched", async function () {
    await fill();
    const before = await query(
      "select id, channel_id, content, reply_to_id from messages where author_id = $1 and id = 1040 order by 1, 2",
      [other],
    );
    const { outcome } = await forgetNow(deps(), { subject: "person", person_id: person });
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(await tablesThatHold(database.pool, person), []);
    assert.deepEqual(await tablesThatHold(database.pool, secret), []);
    assert.deepEqual(
      await query(
        "select id, channel_id, content, reply_to_id from messages where author_id = $1 and id = 1040 order by 1, 2",
        [other],
      ),
      before,
    );
    assert.deepEqual(
      await query("select content, extra from messages where id = 1020"),
      Array.from({ length: 2 }, () => ({ content: "hello again <@0>", extra: { mentions: [] } })),
    );
    assert.deepEqual(await query("select item_id from set_aside"), [{ item_id: "1060" }]);
    assert.equal((await media.paths()).length, 1, "the file that somebody else's message carries stays");
    assert.deepEqual(
      await counted(),
      [channelId, otherChannel].map((id) => ({ id, counted: 2, there: 2, per_day: 2, newest: "1040" })),
    );
  });
  it("tells how much went and what the scan looked into, and keeps no word of whom", async function () {
    await fill();
    const { task } = await forgetNow(deps(), { subject: "person", person_id: person, started_by: "console" });
    const [row] = await query(
      "select subject, person_id, phase, counts, traces, columns_scanned from erasure_tasks where id = $1",
      [task.id],
    );
    const { counts, columns_scanned, ...rest } = row as {
      counts: Record<string, number>;
      columns_scanned: number;
    };
    assert.deepEqual(rest, { subject: "person", person_id: null, phase: "done", traces: {} });
    assert.ok(columns_scanned > 100, String(columns_scanned));
    assert.deepEqual(
      [
        counts.messages,
        counts.message_versions,
        counts.attachments,
        counts.reactions,
        counts.members,
        counts.files,
        counts.mentions,
      ],
      [4, 2, 2, 2, 1, 1, 4],
    );
    const audit = await query(
      "select actor, action, details -> 'counts' = $1::jsonb as same from audit_log",
      [JSON.stringify(counts)],
    );
    assert.deepEqual(audit, [{ actor: "console", action: "erasure.completed", same: true }]);
  });
  it("keeps the person away from then on: pages, edits, mentions, names and members", async function () {
    await fill();
    await forgetNow(deps(), { subject: "person", person_id: person });
    const stored = await store(
      channelId,
      [
        { id: "1010", authorId: person, content: secret },
        {
          id: "1020",
          authorId: other,
          content: `hello again <@${person}>`,
          editedAt: new Date("2025-01-01"),
          extra: { mentions: [person] },
        },
        { id: "1070", authorId: person, content: secret },
        { id: "1080", authorId: other, content: `you too, <@${person}>` },
      ],
      { interval: { fromId: "1000", toId: "1100" }, isReread: false },
    );
    assert.deepEqual([stored.saved, stored.duplicate, stored.updated, stored.forgotten], [1, 1, 0, 2]);
    assert.deepEqual(stored.contradicted, []);
    assert.deepEqual(stored.covered, [{ from: 1000n, to: 1100n }]);
    await authors(author(person, secret), author(other, "tom"));
    assert.deepEqual(await tablesThatHold(database.pool, person), []);
    assert.deepEqual(await tablesThatHold(database.pool, secret), []);
  });
  it("goes on where it was killed", async function () {
    await fill();
    await store(
      channelId,
      Array.from({ length: 1_200 }, (_, index) => ({
        id: String(5_000 + index),
        authorId: person,
        content: secret,
      })),
    );
    const task = await claimErasure(database.pool, { subject: "person", person_id: person });
    let looks = 0;
    const dying = {
      get aborted() {
        return looks > 3;
      },
      throwIfAborted() {
        if (++looks > 3) throw new Error("killed");
      },
    } as AbortSignal;
    await assert.rejects(erase(deps(), task, dying), /killed/);
    const left = Number(
      (await query("select count(*) as n from messages where author_id = $1", [person]))[0]?.n,
    );
    assert.ok(left > 0 && left < 1_204, String(left));
    await query("update erasure_tasks set status = 'pending'");
    assert.deepEqual(await erase(deps(), await claimAgain(database.pool), new AbortController().signal), {
      kind: "completed",
    });
    assert.deepEqual(await tablesThatHold(database.pool, person), []);
    assert.equal((await query("select (counts ->> 'messages')::int as n from erasure_tasks"))[0]?.n, 1_204);
    assert.deepEqual(await erase(deps(), { ...task, phase: "done" }, new AbortController().signal), {
      kind: "completed",
    });
  });
  it("only stores nothing new of a person who opted out, and marks nothing of theirs as deleted", async function () {
    await fill();
    const { outcome } = await forgetNow(deps(), {
      subject: "person",
      person_id: person,
      erases: false,
      note: "asked by mail",
    });
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(await query("select kind, erased, subject_id, note from forgotten"), [
      { kind: "person", erased: false, subject_id: person, note: "asked by mail" },
    ]);
    await store(
      channelId,
      ["1010", "1030", "1070"]
        .map((id) => ({ id, authorId: person, content: "new" }))
        .concat(["1020", "1040"].map((id) => ({ id, authorId: other, content: "old" }))),
      { interval: { fromId: "1000", toId: "1100" }, isReread: true },
    );
    assert.deepEqual(
      await query(
        "select id, content, deleted_at from messages where author_id = $1 and channel_id = $2 order by id",
        [person, channelId],
      ),
      [
        { id: "1010", content: `${secret}!`, deleted_at: null },
        { id: "1030", content: secret, deleted_at: null },
      ],
    );
    await forgetNow(deps(), { subject: "person", person_id: person });
    assert.deepEqual(await query("select erased, subject_id from forgotten"), [
      { erased: true, subject_id: null },
    ]);
    assert.deepEqual(await tablesThatHold(database.pool, person), []);
  });
  it("erases a message, and a page that holds it does not bring it back", async function () {
    await fill();
    await forgetNow(deps(), { subject: "message", channel_id: channelId, message_id: "1010" });
    const stored = await store(channelId, [{ id: "1010", authorId: person, content: secret }]);
    assert.equal(stored.forgotten, 1);
    assert.deepEqual(await query("select channel_id from messages where id = 1010"), [
      { channel_id: otherChannel },
    ]);
    assert.deepEqual((await counted())[0], {
      id: channelId,
      counted: 3,
      there: 3,
      per_day: 3,
      newest: "1040",
    });
  });
  it("erases a channel with its threads and its fetches, and lists it no more", async function () {
    await fill();
    const thread = { id: "300000000000000009", parentId: channelId, kind: "public_thread" as const };
    const made = await makeChannel(database.pool, thread);
    await store(made.id, [{ id: "2000", authorId: other, content: "in the thread" }]);
    const { outcome } = await forgetNow(deps(), { subject: "channel", channel_id: channelId });
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(await query("select id from channels"), [{ id: otherChannel }]);
    assert.deepEqual(await query("select from history_fetch_tasks"), []);
    const later = { ...made, id: "300000000000000010" };
    assert.deepEqual(
      await storeChannelRows(database.pool, [made, later, { ...made, id: channelId, parentId: null }]),
      [],
    );
    for (const id of [channelId, made.id, later.id])
      assert.equal((await store(id, [{ id: "3000", authorId: other, content: "again" }])).forgotten, 1);
  });
  it("erases a server with the people who were nowhere else", async function () {
    await fill();
    await makeChannel(database.pool, { id: "300000000000000020", guildId: "200000000000000002" });
    await inTransaction(database.pool, (tx) =>
      storeMessages(
        tx,
        { guildId: "200000000000000002", channelId: "300000000000000020" },
        [archiveMessage({ authorId: other })],
        provesNothing,
      ),
    );
    const { outcome } = await forgetNow(deps(), { subject: "guild", guild_id: guildId });
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(await tablesThatHold(database.pool, guildId), []);
    assert.deepEqual(await query("select id from authors"), [{ id: other }]);
    assert.equal(
      await storeGuildRow(database.pool, {
        id: guildId,
        platform: "discord",
        kind: "server",
        name: "back",
        icon: null,
        memberCount: 1,
        isDemo: false,
      }),
      false,
    );
  });
  it("does not begin without its key, or with another one, and nothing is stored then", async function () {
    await fill();
    const task = await claimErasure(database.pool, { subject: "person", person_id: person });
    await assert.rejects(erase({ ...deps(), key: null }, task, new AbortController().signal), PermanentError);
    await erase(deps(), task, new AbortController().signal);
    useForgettingKey(randomBytes(32));
    await assert.rejects(store(channelId, [{ id: "1090" }]), ForgettingKeyLostError);
    useForgettingKey(key);
    await store(channelId, [{ id: "1090" }]);
  });
  it("refuses the account of a bot", async function () {
    await query(
      "insert into accounts (platform, token_fingerprint, external_id, name) values ('discord', 'f', $1, 'bot')",
      [person],
    );
    const task = await claimErasure(database.pool, { subject: "person", person_id: person });
    await assert.rejects(erase(deps(), task, new AbortController().signal), /account of a bot/);
  });
  it("finds what a table holds that nobody thought of", async function () {
    await fill();
    await query("create table afterthought (note text, who int8)");
    try {
      await query("insert into afterthought values ($1, $2)", [`about ${person}`, person]);
      const { outcome, task } = await forgetNow(deps(), { subject: "person", person_id: person });
      assert.equal(outcome.kind, "warning");
      const [row] = await query("select traces from erasure_tasks where id = $1", [task.id]);
      assert.deepEqual(row?.traces, { "afterthought.note": 1, "afterthought.who": 1 });
    } finally {
      await query("drop table afterthought");
    }
  });
  it("knows every table that is about people, and looks into every column that could name one", async function () {
    const columns = await listColumns(database.pool);
    const known = new Set(tablesOfPersons.map(([table, column]) => `${table}.${column}`));
    /** Columns named like a person's that erasing reaches by other ways. */
    const otherwise = new Set([
      "messages.author_id",
      "erasure_tasks.person_id",
      "forgotten.subject_id",
      "stats_authors.author_id", // nothing is left of whose messages are gone
      "stats_deltas.author_id",
      "stats_people.author_id",
    ]);
    const unknown = columns
      .filter(({ table, column, type }) => type === "int8" && isPersonColumn(table, column))
      .map(({ table, column }) => `${table}.${column}`)
      .filter((name) => !known.has(name) && !otherwise.has(name));
    assert.deepEqual(unknown, [], "see docs/how-to/forget-with-a-new-table.md");
    const probes = probesFor(columns, { kind: "person", id: person });
    const texts = columns.filter(
      ({ table, type }) => table !== "erasure_tasks" && ["int8", "text", "jsonb", "_int8"].includes(type),
    );
    for (const { table, column } of texts)
      assert.ok(
        probes.get(table)?.some((probe) => probe.column === column),
        `${table}.${column} is not looked into`,
      );
  });
  it("names nobody without the key", function () {
    const what = { kind: "person", platform: "discord", id: person } as const;
    assert.notEqual(digestOf(key, what), digestOf(randomBytes(32), what));
    assert.notEqual(digestOf(key, what), digestOf(key, { ...what, platform: "telegram" }));
  });
});
