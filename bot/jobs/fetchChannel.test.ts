import assert from "node:assert/strict";
import { findChannel } from "../../core/database/guilds/directory.ts";
import { createLogger } from "../../core/log.ts";
import { LeaseLostError, PermanentError, RetryableError } from "../../core/queue/errors.ts";
import { type MemoryChat, makeChat, makeMessages } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  claimOne,
  directoryChannel,
  makeChannel,
  makeTask,
  readTask,
} from "../../test/support/factories.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { fetchChannel } from "./fetchChannel.ts";

const never = new AbortController().signal;
const log = createLogger({ process: "test", level: "silent" });

describe("fetchChannel", function () {
  const database = useTestDatabase();

  /** Claims a task with these columns and works it to its end. */
  async function fetch(chat: MemoryChat, columns: Record<string, unknown> = {}, signal = never) {
    await makeChannel(database.pool, { lastMessageId: chat.channels[0]?.lastMessageId ?? null });
    await makeTask(database.pool, { channel_id: channelId, ...columns });
    const task = await claimOne(database.pool);
    const channel = await findChannel(database.pool, channelId);
    assert.ok(channel);
    const deps = {
      pool: database.pool,
      writer: createArchiveWriter(database.pool, "discord"),
      session: chat,
      log,
    };
    const outcome = await fetchChannel(deps, task, channel, signal);
    await database.pool.query("update history_fetch_tasks set status = 'completed' where id = $1", [task.id]);
    return { outcome, row: await readTask(database.pool, task.id) };
  }
  const archived = async () =>
    (await database.pool.query<{ id: string }>("select id from messages order by id")).rows.map(
      (row) => row.id,
    );
  const covered = async () =>
    (await database.pool.query<{ covered: string }>("select covered::text from channels")).rows[0]?.covered;
  const sent = (chat: MemoryChat) => (chat.messages.get(channelId) ?? []).map(({ id }) => id);

  for (const count of [1, 99, 100, 101, 199, 200, 201, 250, 500]) {
    it(`archives a channel of ${count} messages completely, counts them exactly and proves it`, async function () {
      const chat = makeChat(count);
      const { outcome, row } = await fetch(chat);
      assert.deepEqual(outcome, { kind: "completed" });
      assert.deepEqual(await archived(), sent(chat));
      assert.equal(await covered(), `{[0,${1_000 + count * 10 + 1})}`);
      assert.deepEqual(
        [row.messages_fetched, row.messages_saved, row.messages_duplicate],
        [String(count), String(count), "0"],
      );
      assert.deepEqual([row.anchor_message_id, row.progress], [String(1_000 + count * 10), 1]);
      const { rows } = await database.pool.query("select message_count, newest_message_id from channels");
      assert.deepEqual(rows, [
        { message_count: String(count), newest_message_id: String(1_000 + count * 10) },
      ]);
    });
  }
  it("needs one page per hundred messages and one more, but two looks more at a beginning that fills its page", async function () {
    for (const [count, pages] of [
      [99, 1],
      [100, 4],
      [250, 3],
      [500, 6],
    ] as const) {
      const chat = makeChat(count);
      await fetch(chat);
      assert.ok(chat.requests.length <= pages, `${count} messages took ${chat.requests.length} pages`);
      await database.pool.query("truncate channels, messages cascade");
    }
  });
  it("reads one page the second time, and what is new", async function () {
    const chat = makeChat(350);
    await fetch(chat);
    chat.requests = [];
    await fetch(chat);
    assert.equal(chat.requests.length, 1);
    chat.messages.get(channelId)?.push(...makeMessages(30, 10_000));
    chat.requests = [];
    const { row } = await fetch(chat);
    assert.equal(row.messages_saved, "30");
    assert.deepEqual(await archived(), sent(chat));
    assert.equal(chat.requests.length, 1);
  });
  it("touches only the gaps of a range", async function () {
    const chat = makeChat(500);
    await fetch(chat, { after_message_id: "1990", before_message_id: "4000" }); // ids 2000..3990
    assert.deepEqual(
      await archived(),
      sent(chat).filter((id) => Number(id) > 1990 && Number(id) < 4000),
    );
    assert.equal(await covered(), "{[1991,4000)}");
    chat.requests = [];
    const { row } = await fetch(chat, { after_message_id: "1500", before_message_id: "4500" });
    assert.equal(row.messages_fetched, String(49 + 50)); // 1510..1990 and 4000..4490
    assert.equal(row.messages_duplicate, "0");
    for (const { request } of chat.requests)
      assert.ok(Number(request.before) <= 1_991 || Number(request.before) > 4_000);
    assert.equal(await covered(), "{[1501,4500)}");
  });
  it("ends a range that reaches into the future at its newest message", async function () {
    const chat = makeChat(150);
    chat.beforePage = () => {
      chat.nextPage = { settledBelow: "2501" };
    };
    const { outcome } = await fetch(chat, { before_message_id: "999999999999" });
    assert.deepEqual(outcome, { kind: "completed" });
    assert.equal(await covered(), "{[0,2501)}");
  });
  it("resumes from coverage alone after it was cut off anywhere", async function () {
    for (let cutAfter = 1; cutAfter <= 5; cutAfter++) {
      const chat = makeChat(550);
      let pages = 0;
      chat.beforePage = () => {
        if (pages++ === cutAfter) throw new RetryableError("discord_unreachable", "cut");
      };
      await assert.rejects(fetch(chat), RetryableError);
      await database.pool.query("update history_fetch_tasks set status = 'pending', run_at = now()");
      const task = await claimOne(database.pool);
      const channel = await findChannel(database.pool, channelId);
      assert.ok(channel);
      await fetchChannel(
        { pool: database.pool, writer: createArchiveWriter(database.pool, "discord"), session: chat, log },
        task,
        channel,
        never,
      );
      assert.deepEqual(await archived(), sent(chat));
      const row = await readTask(database.pool, task.id);
      assert.deepEqual(
        [row.messages_fetched, row.messages_saved, row.messages_duplicate],
        ["550", "550", "0"],
      );
      assert.ok(chat.requests.length <= 8, `read ${chat.requests.length} pages`);
      await database.pool.query("truncate channels, messages, history_fetch_tasks cascade");
    }
  });
  it("takes in what was sent while it ran", async function () {
    const chat = makeChat(300);
    let pages = 0;
    chat.beforePage = () => {
      if (++pages === 2) chat.messages.get(channelId)?.push(...makeMessages(120, 20_000));
    };
    const { row } = await fetch(chat);
    assert.deepEqual(await archived(), sent(chat));
    assert.equal(row.messages_saved, "420");
    assert.equal(row.anchor_message_id, "4000"); // stored once, at the first run
  });
  it("leaves it to the next fetch when messages keep coming", async function () {
    const chat = makeChat(300);
    chat.beforePage = () => {
      const all = chat.messages.get(channelId);
      all?.push(...makeMessages(1, Number(all.at(-1)?.id) + 10));
    };
    assert.deepEqual((await fetch(chat)).outcome, { kind: "completed" });
  });
  it("does not believe a single empty page", async function () {
    const chat = makeChat(250);
    chat.beforePage = (_channel, request) => {
      if (
        request.before !== undefined &&
        chat.requests.filter((made) => made.request.before === request.before).length === 1
      ) {
        chat.nextPage = { messages: [], isFull: false };
      }
    };
    await fetch(chat);
    assert.deepEqual(await archived(), sent(chat));
  });
  it("tries again later when a page contradicts what was seen", async function () {
    const chat = makeChat(350);
    chat.beforePage = (_channel, request) => {
      if (request.before !== undefined) chat.nextPage = { messages: [], isFull: false };
    };
    await assert.rejects(
      fetch(chat),
      (error) => error instanceof RetryableError && error.code === "inconsistent_page",
    );
    assert.ok((await covered())?.startsWith("{[0,2001),")); // the oldest page, and the newest: nothing between
  });
  it("waits for the newest ids to settle before it calls them complete", async function () {
    const chat = makeChat(3);
    let reads = 0;
    chat.beforePage = () => {
      chat.nextPage = { settledBelow: ++reads < 3 ? "1015" : "2000" };
    };
    await fetch(chat);
    assert.equal(reads, 3);
    assert.equal(await covered(), "{[0,1031)}");
  });
  it("proves that nothing was sent after the newest message, also when a newer one was deleted", async function () {
    const chat = makeChat(3);
    chat.channels = [directoryChannel({ lastMessageId: "5000" })];
    chat.nextPage = { settledBelow: "9000" };
    await fetch(chat);
    assert.equal(await covered(), "{[0,9000)}");
  });
  it("warns about missing permissions without asking the platform", async function () {
    const chat = makeChat(10);
    chat.missingIn.set(channelId, ["view_channel", "read_message_history"]);
    const { outcome } = await fetch(chat);
    assert.equal(outcome.kind, "warning");
    assert.match("message" in outcome ? outcome.message : "", /View Channel, Read Message History/);
    assert.equal(chat.requests.length, 0);
  });
  it("warns when access is taken away half-way, and keeps what it has", async function () {
    const chat = makeChat(300);
    chat.beforePage = () => {
      if (chat.requests.length > 1) throw new PermanentError("missing_access", "Give its role View Channel.");
    };
    const { outcome } = await fetch(chat);
    assert.deepEqual(outcome, {
      kind: "warning",
      reason: "missing_access",
      message: "Give its role View Channel.",
    });
    assert.equal((await archived()).length, 100);
  });
  it("warns when texts arrive empty", async function () {
    const chat = makeChat(5);
    chat.readsContent = false;
    const { outcome } = await fetch(chat);
    assert.deepEqual(
      [outcome.kind, "reason" in outcome && outcome.reason],
      ["warning", "no_message_content"],
    );
    assert.equal((await archived()).length, 5);
  });
  it("stores nothing once its claim has ended", async function () {
    const chat = makeChat(300);
    chat.beforePage = async () => {
      if (chat.requests.length === 2)
        await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    };
    await assert.rejects(fetch(chat), LeaseLostError);
    assert.equal((await archived()).length, 100);
    assert.equal(await covered(), "{[3010,4001)}");
  });
  it("stops when told to", async function () {
    const chat = makeChat(300);
    const stop = new AbortController();
    chat.beforePage = () => {
      if (chat.requests.length === 2) stop.abort(new Error("shutting down"));
    };
    await assert.rejects(fetch(chat, {}, stop.signal), /shutting down/);
  });

  describe("with mode reconcile", function () {
    it("records edits and deletions since, and stores nothing twice", async function () {
      const chat = makeChat(250);
      await fetch(chat);
      const all = chat.messages.get(channelId) ?? [];
      const deleted = all.splice(40, 1)[0]?.id;
      all[120] = archiveMessage({
        ...all[120],
        content: "edited",
        editedAt: new Date("2025-01-01T00:00:00Z"),
      });
      chat.requests = [];
      const { row } = await fetch(chat, { mode: "reconcile" });
      assert.deepEqual(
        [row.messages_fetched, row.messages_saved, row.messages_updated, row.messages_duplicate],
        ["249", "0", "1", "248"],
      );
      const { rows } = await database.pool.query<{ id: string }>(
        "select id from messages where deleted_at is not null",
      );
      assert.deepEqual(rows, [{ id: deleted }]);
      const versions = await database.pool.query<{ content: string }>("select content from message_versions");
      assert.deepEqual(versions.rows, [{ content: "message 121" }]);
      assert.equal(row.reread, "{[0,3501)}");
    });
    it("resumes where it was cut off", async function () {
      const chat = makeChat(450);
      await fetch(chat);
      chat.requests = [];
      chat.beforePage = () => {
        if (chat.requests.length === 3) throw new RetryableError("discord_unreachable", "cut");
      };
      await assert.rejects(fetch(chat, { mode: "reconcile" }), RetryableError);
      await database.pool.query("update history_fetch_tasks set status = 'pending' where status = 'running'");
      const task = await claimOne(database.pool);
      const channel = await findChannel(database.pool, channelId);
      assert.ok(channel);
      chat.beforePage = () => undefined;
      await fetchChannel(
        { pool: database.pool, writer: createArchiveWriter(database.pool, "discord"), session: chat, log },
        task,
        channel,
        never,
      );
      assert.equal((await readTask(database.pool, task.id)).messages_fetched, "450");
    });
  });
});
