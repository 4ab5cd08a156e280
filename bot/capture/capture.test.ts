import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createLogger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import type { ChatEvent, UnreadableEvent } from "../platforms/liveFeed.ts";
import { Wake } from "../worker/wake.ts";
import { Capture } from "./capture.ts";

const place = { guildId, channelId };
const warnings: Record<string, unknown>[] = [];
const log = createLogger(
  { process: "test", level: "warn" },
  { write: (line) => warnings.push(JSON.parse(line)) },
);
const created = (id: string, content = "hello"): ChatEvent => ({
  kind: "created",
  place,
  message: archiveMessage({ id, content }),
  authors: [],
});
const changed = (id: string, content: string, editedAt: string): ChatEvent => ({
  kind: "changed",
  place,
  message: archiveMessage({ id, content, editedAt: new Date(editedAt) }),
  authors: [],
});
const reacted = (messageId: string, delta: 1 | -1, userId = "400000000000000001"): ChatEvent => ({
  kind: "reacted",
  place,
  messageId,
  userId,
  reaction: { emoji: "👍", emojiId: null, isAnimated: false, isBurst: false },
  delta,
});

describe("Capture", function () {
  const database = useTestDatabase();
  const query = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  async function makeAccount(): Promise<string> {
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', $1) returning id",
      [randomUUID()],
    );
    return rows[0]?.id ?? "";
  }
  async function makeCapture(
    options: { keepDeleted?: boolean; workerId?: string; accountId?: string; pool?: Pool; wake?: Wake } = {},
  ) {
    const chat = makeChat();
    const setAside: UnreadableEvent[] = [];
    const begun: string[][] = [];
    const capture = new Capture({
      pool: options.pool ?? database.pool,
      accountId: options.accountId ?? (await makeAccount()),
      workerId: options.workerId ?? randomUUID(),
      session: chat,
      leaseSeconds: 60,
      keepDeleted: options.keepDeleted ?? true,
      storeAuthors: createArchiveWriter(database.pool, "discord").storeAuthors,
      setAside: async (event) => void setAside.push(event),
      recounts: null,
      onListening: (captures) => begun.push(captures.map((one) => one.guildId)),
      log,
      wake: options.wake ?? new Wake(),
    });
    const stop = new AbortController();
    const done = capture.run(stop.signal);
    await capture.flush();
    const tell = (...events: ChatEvent[]) => {
      for (const event of events) chat.live.listener?.onEvent(event);
    };
    return { chat, capture, setAside, begun, tell, end: () => (stop.abort(), done) };
  }

  beforeEach(async function () {
    warnings.length = 0;
    await makeChannel(database.pool);
  });

  it("stores what happens with what it proves", async function () {
    const { chat, capture, tell, end } = await makeCapture();
    chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "1015" });
    tell(created("1010"), created("1020"));
    await capture.flush();
    assert.deepEqual(await query("select id from messages order by id"), [{ id: "1010" }, { id: "1020" }]);
    assert.deepEqual(await query("select covered::text from channels"), [{ covered: "{[1000,1015)}" }]);
    chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "1050" });
    await capture.flush();
    assert.deepEqual(
      await query("select covered::text, message_count from channels"),
      [{ covered: "{[1000,1050)}", message_count: "2" }],
      "what had still to settle is proven without another event",
    );
    await end();
    assert.deepEqual(await query("select * from live_captures"), [], "the guild is given back");
  });
  it("stores the first event after a quiet moment at once, and gathers those that follow", async function () {
    const wake = new Wake();
    const { capture, tell, end } = await makeCapture({ wake });
    tell(created("1010"));
    assert.equal(wake.hasRung, true);
    tell(created("1020"));
    await capture.flush();
    assert.deepEqual(await query("select count(*)::int as stored from messages"), [{ stored: 2 }]);
    await capture.flush(); // the loop's own, which the bell began
    tell(created("1030"));
    assert.equal(wake.hasRung, false);
    await end();
    assert.deepEqual(await query("select count(*)::int as stored from messages"), [{ stored: 3 }]);
  });
  it("keeps every version of a message in one batch, in order, and the message when it is deleted", async function () {
    const { capture, tell, end } = await makeCapture();
    tell(
      created("1010", "first"),
      changed("1010", "second", "2025-01-01T00:00:00Z"),
      changed("1010", "third", "2025-01-01T00:00:01Z"),
      { kind: "deleted", place, messageIds: ["1010"] },
    );
    await capture.flush();
    assert.deepEqual(await query("select content, deleted_at is not null as deleted from messages"), [
      { content: "third", deleted: true },
    ]);
    assert.deepEqual(await query("select content from message_versions order by replaced_at"), [
      { content: "first" },
      { content: "second" },
    ]);
    await end();
  });
  it("drops what deleted messages said when it is told to", async function () {
    const { capture, tell, end } = await makeCapture({ keepDeleted: false });
    tell(created("1010", "first"), changed("1010", "second", "2025-01-01T00:00:00Z"), reacted("1010", 1));
    tell({ kind: "deleted", place, messageIds: ["1010"] });
    await capture.flush();
    assert.deepEqual(await query("select content, deleted_at is not null as deleted from messages"), [
      { content: "", deleted: true },
    ]);
    assert.deepEqual(await query("select from message_versions union all select from reactions"), []);
    await end();
  });
  it("counts reactions and votes", async function () {
    const { capture, tell, end } = await makeCapture();
    const poll = {
      question: { text: "Tea?" },
      results: { answer_counts: [{ id: 1, count: 1, me_voted: false }] },
    };
    tell(
      created("1010"),
      { kind: "created", place, message: archiveMessage({ id: "1020", extra: { poll } }), authors: [] },
      reacted("1010", 1),
      reacted("1010", 1),
      reacted("1010", -1),
      { kind: "voted", place, messageId: "1020", userId: "400000000000000001", answerId: 2, delta: 1 },
      { kind: "voted", place, messageId: "1020", userId: "400000000000000001", answerId: 1, delta: -1 },
    );
    await capture.flush();
    assert.deepEqual(await query("select emoji, count from reactions"), [{ emoji: "👍", count: 1 }]);
    tell(reacted("1010", -1));
    await capture.flush();
    assert.deepEqual(await query("select * from reactions"), []);
    assert.deepEqual(
      await query("select extra #> '{poll,results,answer_counts}' as counts from messages where id = 1020"),
      [{ counts: [{ id: 2, count: 1, me_voted: false }] }],
    );
    await end();
  });
  it("does not let a page that was read before a deletion bring the message back", async function () {
    const { capture, tell, end } = await makeCapture();
    tell({ kind: "deleted", place, messageIds: ["1010"] });
    await capture.flush();
    tell(created("1010")); // as a page of history would store it
    await capture.flush();
    assert.deepEqual(await query("select deleted_at is not null as deleted from messages"), [
      { deleted: true },
    ]);
    await end();
  });
  it("records who joined, changed and left", async function () {
    const { capture, tell, end } = await makeCapture();
    const author = { id: "77", name: "ada", displayName: null, avatar: null, isBot: false, isWebhook: false };
    const member = { author, nick: null, roleIds: [], joinedAt: new Date("2025-02-03T04:05:06Z") };
    tell(
      { kind: "joined", guildId, member },
      { kind: "updated", guildId, member: { ...member, nick: "Ada" } },
      { kind: "updated", guildId, member: { ...member, nick: "Ada" } },
      { kind: "left", guildId, member: { ...member, joinedAt: null } },
    );
    await capture.flush();
    assert.deepEqual(await query("select kind, nick from member_events order by id"), [
      { kind: "joined", nick: null },
      { kind: "updated", nick: "Ada" },
      { kind: "left", nick: "Ada" },
    ]);
    assert.deepEqual(await query("select left_at is not null as left, joined_at from members"), [
      { left: true, joined_at: new Date("2025-02-03T04:05:06Z") },
    ]);
    await end();
  });
  it("stores the others when one event is refused, sets that aside, and does not call it heard", async function () {
    const { chat, capture, tell, setAside, end } = await makeCapture();
    const impossible = created("1020");
    if (impossible.kind === "created") impossible.message.createdAt = new Date("+275760-09-13"); // too late for PostgreSQL
    tell(created("1010"), impossible, created("1030"));
    await capture.flush();
    assert.deepEqual(await query("select id from messages order by id"), [{ id: "1010" }, { id: "1030" }]);
    assert.deepEqual(
      setAside.map(({ itemId }) => itemId),
      ["1020"],
    );
    chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "2000" });
    tell(created("1040"));
    await capture.flush();
    assert.deepEqual(await query("select covered::text from channels"), [{ covered: "{[1021,2000)}" }]);
    await end();
  });
  it("withdraws what an edit of an unknown message proves wrong, and has it read again", async function () {
    const { chat, capture, tell, end } = await makeCapture();
    await query("update channels set covered = '{[0,500),[1000,1500),[1600,1700)}'");
    chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "2000" });
    tell(changed("1010", "was never there", "2025-01-01T00:00:00Z"), created("1800"));
    await capture.flush();
    const covered = "select covered::text from channels";
    assert.deepEqual(await query(covered), [{ covered: "{[0,500),[1600,1700)}" }]);
    assert.deepEqual(
      await query(
        "select channel_id, after_message_id, before_message_id, started_by from history_fetch_tasks",
      ),
      [{ channel_id: channelId, after_message_id: "999", before_message_id: "1500", started_by: "catch-up" }],
    );
    assert.deepEqual(
      warnings.filter(({ code }) => code === "coverage.withdrawn").map(({ intervals }) => intervals),
      [["[1000,1500)"]],
    );
    tell(created("1810"));
    await capture.flush();
    assert.deepEqual(
      await query(covered),
      [{ covered: "{[0,500),[1500,2000)}" }],
      "what was withdrawn stays so",
    );
    await end();
  });
  it("stores what is told late where all was heard, since nothing was missed", async function () {
    const { capture, tell, end } = await makeCapture();
    await query("update channels set covered = '{[1000,1500)}'");
    tell(created("1010"), changed("1010", "and edited at once", "2025-01-01T00:00:00Z"));
    await capture.flush();
    assert.deepEqual(await query("select covered::text, message_count from channels"), [
      { covered: "{[1000,1500)}", message_count: "1" },
    ]);
    assert.deepEqual(await query("select * from history_fetch_tasks"), []);
    await end();
  });
  it("leaves a guild to the account that listens to it already, and takes it over when that is gone", async function () {
    const first = await makeCapture();
    const second = await makeCapture();
    first.tell(created("1010"), reacted("1010", 1));
    second.tell(created("1010"), reacted("1010", 1));
    await first.capture.flush();
    await second.capture.flush();
    assert.deepEqual(await query("select count from reactions"), [{ count: 1 }]);
    await query("update live_captures set lease_expires_at = now() - interval '1 s'");
    const third = await makeCapture();
    third.tell(created("1030"));
    first.tell(created("1020"), created("1030"));
    await third.capture.flush();
    await first.capture.flush();
    assert.deepEqual(await query("select id from messages order by id"), [{ id: "1010" }, { id: "1030" }]);
    await Promise.all([first.end(), second.end(), third.end()]);
  });
  it("begins anew after a gap", async function () {
    const { chat, capture, begun, end } = await makeCapture();
    const [before] = await query("select live_since from live_captures");
    chat.live.listener?.onGap();
    await capture.flush();
    assert.equal(begun.length, 2);
    const [after] = await query("select live_since from live_captures");
    assert.ok(Number(after?.live_since) > Number(before?.live_since));
    await end();
  });
  it("calls heard only what it stores, whatever comes while it stores", async function () {
    const { chat, capture, tell, end } = await makeCapture();
    const { channel } = chat.directory;
    chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "1015" });
    let isTold = false;
    chat.directory.channel = (id) => {
      if (!isTold)
        setImmediate(() => {
          tell(created("1020"));
          chat.live.heardIn.set(channelId, { fromId: "1000", belowId: "1050" });
        });
      isTold = true;
      return channel(id);
    };
    tell(created("1010"));
    await capture.flush();
    const claimed = await query("select from channels where covered @> 1020::int8");
    const archived = await query("select from messages where id = 1020");
    assert.ok(isTold && claimed.length <= archived.length, "what is not archived is claimed");
    await end();
  });
  it("stores a batch once when the connection breaks after it was committed, and again when before", async function () {
    const breaking = breakingPool();
    const { capture, tell, end } = await makeCapture({ pool: breaking.pool });
    tell(created("1010"));
    await capture.flush();
    await capture.flush(); // the loop's own, which the bell began: from now on it waits for a second
    tell(reacted("1010", 1));
    breaking.breakNext = "after";
    await assert.rejects(capture.flush(), /broke/);
    tell(reacted("1010", 1));
    await capture.flush();
    assert.deepEqual(await query("select count from reactions"), [{ count: 2 }]);
    tell(reacted("1010", 1));
    breaking.breakNext = "before";
    await assert.rejects(capture.flush(), /broke/);
    await capture.flush();
    assert.deepEqual(await query("select count from reactions"), [{ count: 3 }]);
    await end();
  });
  it("writes that listening begins anew, however often the database fails", async function () {
    const breaking = breakingPool();
    const { chat, capture, begun, end } = await makeCapture({ pool: breaking.pool });
    chat.live.listener?.onGap();
    breaking.failNext = "restart-captures";
    await assert.rejects(capture.flush(), /broke/);
    assert.equal(begun.length, 1);
    await capture.flush();
    assert.equal(begun.length, 2);
    await end();
  });

  /** The pool of this file with connections that break when told to. */
  function breakingPool() {
    const real = database.pool;
    const state = {
      breakNext: null as "before" | "after" | null,
      failNext: null as string | null,
      pool: null as unknown as Pool,
    };
    const broken = () => new Error("Connection terminated unexpectedly: it broke");
    const fake = {
      async query(config: { name: string }) {
        if (config.name === state.failNext) {
          state.failNext = null;
          throw broken();
        }
        return real.query(config as never);
      },
      async connect() {
        const client = await real.connect();
        const query = client.query.bind(client) as (...parameters: unknown[]) => Promise<unknown>;
        const send = async (...parameters: unknown[]) => {
          if (parameters[0] !== "commit" || state.breakNext === null) return query(...parameters);
          const when = state.breakNext;
          state.breakNext = null;
          if (when === "after") await query("commit");
          throw broken();
        };
        return Object.assign(Object.create(client) as typeof client, { query: send });
      },
    };
    state.pool = fake as unknown as Pool;
    return state;
  }
});
