import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  claimOne,
  guildId,
  makeChannel,
  makeTask,
  readTask,
  workerId,
} from "../../test/support/factories.ts";
import { historyTasks } from "../database/tasks/historyTasks.ts";
import { claimTasks, findNextDue } from "./claim.ts";
import { LeaseLostError } from "./errors.ts";
import { extendLeases, mostCrashes, reapTasks } from "./lease.ts";
import { settleTask } from "./settle.ts";
import type { TaskTable } from "./taskTable.ts";

const claim = { workerId, lanes: [guildId], limit: 1, leaseSeconds: 60 };
const channel = (number: number) => String(300000000000000000n + BigInt(number));

describe("claimTasks", function () {
  const database = useTestDatabase();

  it("gives concurrent callers different tasks", async function () {
    const made = await Promise.all([1, 2, 3].map((n) => makeTask(database.pool, { channel_id: channel(n) })));
    const claimed = await Promise.all([1, 2, 3, 4].map(() => claimTasks(database.pool, historyTasks, claim)));
    assert.deepEqual(
      claimed
        .flat()
        .map((task) => task.id)
        .sort(),
      made.sort(),
    );
  });
  it("takes the smaller priority first, then the earlier run_at, then the smaller id", async function () {
    const last = await makeTask(database.pool, {
      channel_id: channel(1),
      run_at: new Date(Date.now() - 1000),
    });
    const second = await makeTask(database.pool, {
      channel_id: channel(2),
      run_at: new Date(Date.now() - 9000),
    });
    const third = await makeTask(database.pool, {
      channel_id: channel(3),
      run_at: new Date(Date.now() - 1000),
    });
    const first = await makeTask(database.pool, { channel_id: channel(4), priority: 1 });
    await database.pool.query(
      "update history_fetch_tasks set run_at = (select run_at from history_fetch_tasks where id = $1) where id = $2",
      [last, third],
    );
    const order = [];
    for (let n = 0; n < 4; n++) order.push((await claimOne(database.pool)).id);
    assert.deepEqual(order, [first, second, last, third]);
  });
  it("claims several in one go, marks them and counts the claim", async function () {
    for (let n = 1; n <= 5; n++) await makeTask(database.pool, { channel_id: channel(n) });
    const tasks = await claimTasks(database.pool, historyTasks, { ...claim, limit: 4 });
    assert.equal(tasks.length, 4);
    const row = await readTask(database.pool, tasks[0]?.id ?? "");
    assert.deepEqual([row.status, row.worker_id, row.attempts], ["running", workerId, 1]);
    assert.ok(BigInt(String(row.fence)) > 0n);
    assert.ok((row.lease_expires_at as Date).getTime() > Date.now() + 50_000);
  });
  it("never runs two tasks of one channel, even with many free places and many claimers", async function () {
    for (let n = 0; n < 6; n++)
      await makeTask(database.pool, { channel_id: channel(1), after_message_id: String(n) });
    const all = await Promise.all(
      [1, 2, 3].map(() => claimTasks(database.pool, historyTasks, { ...claim, limit: 6 })),
    );
    assert.equal(all.flat().length, 1);
    await makeTask(database.pool, { channel_id: channel(2) });
    assert.equal((await claimOne(database.pool)).channelId, channel(2));
  });
  it("never gives a fence again, even when the database forgot the claim that had it", async function () {
    const id = await makeTask(database.pool);
    const first = await claimOne(database.pool);
    // What a crash before the write reached the disk leaves behind: the row as it was before the claim.
    await database.pool.query(
      "update history_fetch_tasks set status = 'pending', fence = 0, attempts = 0 where id = $1",
      [id],
    );
    const second = await claimOne(database.pool);
    assert.ok(BigInt(second.fence) > BigInt(first.fence));
    await assert.rejects(
      settleTask(database.pool, historyTasks, first, { kind: "completed" }),
      LeaseLostError,
    );
  });
  it("leaves alone what is not due, paused, or in another lane", async function () {
    await makeTask(database.pool, { channel_id: channel(1), run_at: new Date(Date.now() + 60_000) });
    await makeTask(database.pool, { channel_id: channel(2), status: "paused" });
    await makeTask(database.pool, { guild_id: "200000000000000002" });
    assert.deepEqual(await claimTasks(database.pool, historyTasks, claim), []);
    assert.deepEqual(await claimTasks(database.pool, historyTasks, { ...claim, lanes: [] }), []);
  });
  it("finds due tasks behind a busy channel that owns the head of the queue", async function () {
    for (let n = 0; n < 50; n++)
      await makeTask(database.pool, { channel_id: channel(1), after_message_id: String(n) });
    const other = await makeTask(database.pool, { channel_id: channel(2) });
    await claimOne(database.pool);
    assert.equal((await claimOne(database.pool)).id, other);
  });
  it("works on any table with the queue's columns", async function () {
    await database.pool.query("create table export_tasks (like history_fetch_tasks including all)");
    try {
      const exports: TaskTable<Awaited<ReturnType<typeof claimOne>>> = {
        name: "export_tasks",
        toTask: historyTasks.toTask,
      };
      await database.pool.query("insert into export_tasks (guild_id, platform) values ($1, 'discord')", [
        guildId,
      ]);
      const [task] = await claimTasks(database.pool, exports, claim);
      assert.ok(task);
      assert.equal((await extendLeases(database.pool, exports, [task], 60)).size, 1);
      await settleTask(database.pool, exports, task, { kind: "completed" });
      assert.deepEqual(await claimTasks(database.pool, exports, claim), []);
    } finally {
      await database.pool.query("drop table export_tasks");
    }
  });
});

describe("findNextDue", function () {
  const database = useTestDatabase();
  it("is the earliest time a snoozed task is due, or null", async function () {
    assert.equal(await findNextDue(database.pool, historyTasks, [guildId]), null);
    const soon = new Date(Date.now() + 30_000);
    await makeTask(database.pool, { channel_id: channel(1), run_at: new Date(Date.now() + 90_000) });
    await makeTask(database.pool, { channel_id: channel(2), run_at: soon });
    assert.equal((await findNextDue(database.pool, historyTasks, [guildId]))?.getTime(), soon.getTime());
  });
});

describe("extendLeases", function () {
  const database = useTestDatabase();
  it("extends what is ours and leaves out what was cancelled or claimed anew", async function () {
    for (let n = 1; n <= 3; n++) await makeTask(database.pool, { channel_id: channel(n) });
    const tasks = await claimTasks(database.pool, historyTasks, { ...claim, limit: 4, leaseSeconds: 2 });
    const [kept, cancelled, taken] = tasks;
    assert.ok(kept && cancelled && taken);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where id = $1", [
      cancelled.id,
    ]);
    await database.pool.query("update history_fetch_tasks set fence = fence + 1 where id = $1", [taken.id]);
    assert.deepEqual(await extendLeases(database.pool, historyTasks, tasks, 60), new Set([kept.id]));
    assert.ok(
      ((await readTask(database.pool, kept.id)).lease_expires_at as Date).getTime() > Date.now() + 50_000,
    );
  });
  it("stays out of all indexes: heartbeats are HOT updates", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    const client = await database.pool.connect();
    const countUpdates = async () => {
      const { rows } = await client.query<{ all: number; hot: number }>(`
        select n_tup_upd::int as all, n_tup_hot_upd::int as hot
        from pg_stat_xact_user_tables where relname = 'history_fetch_tasks'`);
      return rows[0] ?? { all: 0, hot: 0 };
    };
    try {
      await client.query("begin"); // the counters are those of this transaction
      const before = await countUpdates();
      for (let beat = 0; beat < 6; beat++) await extendLeases(client, historyTasks, [task], 60);
      const after = await countUpdates();
      await client.query("commit");
      assert.deepEqual([after.all - before.all, after.hot - before.hot], [6, 6]);
    } finally {
      client.release();
    }
  });
});

describe("reapTasks", function () {
  const database = useTestDatabase();
  const expire = (id: string) =>
    database.pool.query(
      "update history_fetch_tasks set lease_expires_at = now() - interval '1 s' where id = $1",
      [id],
    );

  it("takes back expired leases only, in their old place the first time", async function () {
    const id = await makeTask(database.pool, { channel_id: channel(1) });
    await makeTask(database.pool, { channel_id: channel(2) });
    await claimTasks(database.pool, historyTasks, { ...claim, limit: 2 });
    const before = await readTask(database.pool, id);
    await expire(id);
    assert.deepEqual(await reapTasks(database.pool, historyTasks), [
      { id, status: "pending", crashCount: 1 },
    ]);
    const row = await readTask(database.pool, id);
    assert.deepEqual(
      [row.status, row.status_reason, row.worker_id, row.run_at],
      ["pending", "worker_lost", null, before.run_at],
    );
  });
  it("waits longer after each further crash and fails after five without progress", async function () {
    const id = await makeTask(database.pool);
    for (let crash = 1; crash <= mostCrashes; crash++) {
      await database.pool.query("update history_fetch_tasks set run_at = now() where id = $1", [id]);
      await claimOne(database.pool);
      await expire(id);
      const [reaped] = await reapTasks(database.pool, historyTasks);
      assert.deepEqual(reaped, { id, status: crash < mostCrashes ? "pending" : "failed", crashCount: crash });
      const row = await readTask(database.pool, id);
      if (crash > 1 && crash < mostCrashes) assert.ok((row.run_at as Date).getTime() > Date.now() + 4_000);
    }
    const row = await readTask(database.pool, id);
    assert.match(String(row.error_message), /vanished 5 times/);
    assert.ok(row.completed_at);
  });
  it("takes back what was set to running by hand", async function () {
    const id = await makeTask(database.pool, { status: "running" });
    assert.deepEqual(
      (await reapTasks(database.pool, historyTasks)).map((task) => task.id),
      [id],
    );
  });
  it("reaps each task once, however many processes reap", async function () {
    for (let n = 1; n <= 20; n++)
      await makeTask(database.pool, { channel_id: channel(n), status: "running" });
    const reaped = await Promise.all([1, 2, 3, 4].map(() => reapTasks(database.pool, historyTasks)));
    assert.equal(reaped.flat().length, 20);
    const { rows } = await database.pool.query("select distinct crash_count from history_fetch_tasks");
    assert.deepEqual(rows, [{ crash_count: 1 }]);
  });
});

describe("settleTask", function () {
  const database = useTestDatabase();
  it("ends a task with its time, reason and sentence", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, task, {
      kind: "warning",
      reason: "missing_permission",
      message: "Grant it.",
    });
    const row = await readTask(database.pool, task.id);
    assert.deepEqual(
      [row.status, row.status_reason, row.error_message, row.lease_expires_at],
      ["warning", "missing_permission", "Grant it.", null],
    );
    assert.ok(row.completed_at);
  });
  it("snoozes and hands back without counting the attempt", async function () {
    await makeTask(database.pool);
    const until = new Date(Date.now() + 5_000);
    let task = await claimOne(database.pool);
    const claimed = await readTask(database.pool, task.id);
    await settleTask(database.pool, historyTasks, task, { kind: "handBack", reason: "shutdown" });
    let row = await readTask(database.pool, task.id);
    assert.deepEqual([row.status, row.attempts, row.run_at], ["pending", 0, claimed.run_at]);
    task = await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, task, { kind: "snooze", reason: "rate_limited", until });
    row = await readTask(database.pool, task.id);
    assert.deepEqual(
      [row.status, row.status_reason, row.attempts, row.run_at],
      ["pending", "rate_limited", 0, until],
    );
  });
  it("retries later and fails once the attempts are used up", async function () {
    await makeTask(database.pool, { max_attempts: 2 });
    const retry = { kind: "retry", reason: "discord_unavailable", message: "Discord answered 503" } as const;
    const first = await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, first, retry);
    let row = await readTask(database.pool, first.id);
    assert.deepEqual([row.status, row.attempts], ["pending", 1]);
    const waitMs = (row.run_at as Date).getTime() - Date.now();
    assert.ok(waitMs > 4_000 && waitMs <= 10_000, `waits ${waitMs} ms`);
    await database.pool.query("update history_fetch_tasks set run_at = now()");
    await settleTask(database.pool, historyTasks, await claimOne(database.pool), retry);
    row = await readTask(database.pool, first.id);
    assert.deepEqual([row.status, row.error_message], ["failed", retry.message]);
  });
  it("writes nothing for a claim that has ended", async function () {
    await makeTask(database.pool);
    const old = await claimOne(database.pool);
    await database.pool.query("update history_fetch_tasks set lease_expires_at = now() - interval '1 s'");
    await reapTasks(database.pool, historyTasks);
    const current = await claimOne(database.pool, { workerId: randomUUID() });
    await assert.rejects(settleTask(database.pool, historyTasks, old, { kind: "completed" }), LeaseLostError);
    assert.equal((await readTask(database.pool, old.id)).status, "running");
    await settleTask(database.pool, historyTasks, current, { kind: "completed" });
    await assert.rejects(
      settleTask(database.pool, historyTasks, current, { kind: "completed" }),
      LeaseLostError,
    );
  });
});

describe("a status written by hand", function () {
  const database = useTestDatabase();
  it("is enough to start, cancel, pause, resume and retry", async function () {
    await makeChannel(database.pool);
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into history_fetch_tasks (guild_id) values (${guildId}) returning id`,
    );
    const id = rows[0]?.id ?? "";
    const set = (status: string) =>
      database.pool.query("update history_fetch_tasks set status = $1 where id = $2", [status, id]);
    await claimOne(database.pool);
    await set("paused");
    let row = await readTask(database.pool, id);
    assert.deepEqual(
      [row.status, row.worker_id, row.lease_expires_at, row.completed_at],
      ["paused", null, null, null],
    );
    await set("pending");
    await claimOne(database.pool);
    await set("cancelled");
    row = await readTask(database.pool, id);
    assert.deepEqual([row.status, row.lease_expires_at], ["cancelled", null]);
    assert.ok(row.completed_at);
    await set("pending");
    row = await readTask(database.pool, id);
    assert.deepEqual(
      [row.attempts, row.crash_count, row.completed_at, row.error_message],
      [0, 0, null, null],
    );
  });
  it("leaves in its timeline what the columns would forget", async function () {
    const id = await makeTask(database.pool);
    const ended = await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, ended, {
      kind: "failed",
      reason: "unknown_channel",
      message: "Gone.",
    });
    const { timeline: everyday, worker_id } = await readTask(database.pool, id);
    assert.deepEqual([everyday, worker_id], [[], workerId]); // started_at, completed_at and status tell it all
    await database.pool.query("update history_fetch_tasks set status = 'pending' where id = $1", [id]);
    await claimOne(database.pool);
    const { timeline } = (await readTask(database.pool, id)) as {
      timeline: { from: string; to: string; reason: string | null; worker: string }[];
    };
    assert.deepEqual(
      timeline.map(({ from, to, reason, worker }) => [from, to, reason, worker]),
      [
        ["running", "failed", "unknown_channel", workerId],
        ["failed", "pending", null, workerId],
        ["pending", "running", null, workerId],
      ],
    );
  });
  it("keeps the newest 40 entries of the timeline", async function () {
    const id = await makeTask(database.pool);
    for (let n = 0; n < 50; n++) {
      await database.pool.query("update history_fetch_tasks set status = $1 where id = $2", [
        n % 2 ? "pending" : "paused",
        id,
      ]);
    }
    const { timeline } = (await readTask(database.pool, id)) as { timeline: unknown[] };
    assert.equal(timeline.length, 40);
  });
  it("fills in what follows from the ids and refuses a channel of another guild", async function () {
    const { id: channelId } = await makeChannel(database.pool, { name: "announcements" });
    const row = await readTask(
      database.pool,
      await makeTask(database.pool, { guild_id: null, channel_id: channelId }),
    );
    assert.deepEqual([row.guild_id, row.channel_name, row.platform], [guildId, "announcements", "discord"]);
    await assert.rejects(
      makeTask(database.pool, { guild_id: "200000000000000002", channel_id: channelId }),
      /belongs to guild/,
    );
    assert.equal(
      (await readTask(database.pool, await makeTask(database.pool, { guild_id: "-1001234567890" }))).platform,
      "telegram",
    );
  });
  it("keeps one open task per channel, range and mode", async function () {
    await makeTask(database.pool, { channel_id: channel(1) });
    await assert.rejects(makeTask(database.pool, { channel_id: channel(1) }), /history_fetch_tasks_open/);
    await makeTask(database.pool, { channel_id: channel(1), mode: "reconcile" });
    await makeTask(database.pool, { channel_id: channel(1), after_message_id: "5" });
    await makeTask(database.pool, {});
    await assert.rejects(makeTask(database.pool, {}), /history_fetch_tasks_open/);
    await makeTask(database.pool, { options: JSON.stringify({ channelIds: ["1"] }) });
    await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    await makeTask(database.pool, { channel_id: channel(1) });
  });
});
