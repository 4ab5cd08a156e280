import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { countPagesRead } from "../../test/support/buffers.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
  restoreRows,
  workerId,
} from "../../test/support/factories.ts";
import type { TaskView } from "../api/tasks.ts";
import { toCursor } from "../database/cursor.ts";
import { recordWorkerAlive } from "../database/workers/workers.ts";
import { AppError } from "../errors.ts";
import { findTaskDetail, listChildTasks, listTasks, type TaskListRequest } from "./taskList.ts";

const scope = { includeDemo: false, aliveSeconds: 60 };
const otherGuild = "200000000000000002";
const channel = (n: number) => String(300_000_000_000_000_000n + BigInt(n));
const ids = (view: { tasks: readonly TaskView[] }) => view.tasks.map((task) => task.id);

describe("listTasks", function () {
  const database = useTestDatabase();
  const list = (request: Partial<TaskListRequest> = {}) =>
    listTasks(database.pool, { limit: 50, ...request }, scope);

  it("lists tasks of all guilds, newest first, without the parts of guild tasks", async function () {
    await makeGuild(database.pool);
    await makeGuild(database.pool, { id: otherGuild, name: "Other server" });
    const first = await makeTask(database.pool);
    await makeTask(database.pool, { channel_id: channelId, parent_task_id: first });
    const second = await makeTask(database.pool, { guild_id: otherGuild });
    const view = await list();
    assert.deepEqual(ids(view), [second, first]);
    assert.deepEqual(
      view.tasks.map((task) => task.guildName),
      ["Other server", "Test server"],
    );
    assert.equal(view.counts.pending, 2);
    assert.equal(view.nextCursor, null);
  });

  it("goes on where a page ended, each task once, whatever happens in between", async function () {
    const made: string[] = [];
    for (let n = 1; n <= 7; n++)
      made.unshift(
        await makeTask(database.pool, { channel_id: channel(n), guild_id: n % 2 ? guildId : otherGuild }),
      );
    const first = await list({ limit: 3 });
    await makeTask(database.pool, { channel_id: channel(99) });
    await database.pool.query("update history_fetch_tasks set status = 'paused' where id = $1", [made[4]]);
    const second = await list({ limit: 3, cursor: first.nextCursor ?? "" });
    const third = await list({ limit: 3, cursor: second.nextCursor ?? "" });
    assert.deepEqual([...ids(first), ...ids(second), ...ids(third)], made);
    assert.equal(third.nextCursor, null);
    const exact = await list({ limit: 2, cursor: toCursor(made[4] ?? "") });
    assert.deepEqual([ids(exact), exact.nextCursor], [made.slice(5), null], "a full last page ends the list");
  });

  it("narrows by mode and by who started a task; the counts follow", async function () {
    const byConsole = await makeTask(database.pool, { channel_id: channel(1), started_by: "console" });
    const bySql = await makeTask(database.pool, { channel_id: channel(2), status: "failed" });
    const again = await makeTask(database.pool, {
      channel_id: channel(1),
      started_by: "console",
      mode: "reconcile",
    });
    const chosen = async (request: Partial<TaskListRequest>) => {
      const view = await list(request);
      return [ids(view), view.counts.pending, view.counts.failed];
    };
    assert.deepEqual(await chosen({ startedBy: "console" }), [[again, byConsole], 2, 0]);
    assert.deepEqual(await chosen({ startedBy: "sql" }), [[bySql], 0, 1]);
    assert.deepEqual(await chosen({ mode: "reconcile" }), [[again], 1, 0]);
    assert.deepEqual(await chosen({ mode: "fill", startedBy: "console" }), [[byConsole], 1, 0]);
    assert.deepEqual(await chosen({ channelId: channel(1), mode: "fill" }), [[byConsole], 1, 0]);
    assert.deepEqual(await chosen({ startedBy: "nobody" }), [[], 0, 0]);
  });

  it("filters by status and guild; the counts tell of all statuses of the guild", async function () {
    const failed = await makeTask(database.pool, { channel_id: channel(1), status: "failed" });
    const running = await makeTask(database.pool, { channel_id: channel(2), status: "running" });
    await makeTask(database.pool, { channel_id: channel(3), status: "completed" });
    await makeTask(database.pool, { channel_id: channel(4), status: "failed", guild_id: otherGuild });
    const view = await list({ status: ["failed", "running"], guildId });
    assert.deepEqual(ids(view), [running, failed]);
    assert.deepEqual(view.counts, {
      pending: 0,
      running: 1,
      paused: 0,
      completed: 1,
      warning: 0,
      failed: 1,
      cancelled: 0,
    });
    assert.deepEqual(ids(await list({ guildId: "1" })), []);
  });

  it("lists a channel's own tasks and its parts of guild tasks", async function () {
    const own = await makeTask(database.pool, { channel_id: channelId, status: "completed" });
    const parent = await makeTask(database.pool);
    const part = await makeTask(database.pool, { channel_id: channelId, parent_task_id: parent });
    await makeTask(database.pool, { channel_id: channel(9), parent_task_id: parent });
    const view = await list({ channelId });
    assert.deepEqual(ids(view), [part, own]);
    assert.deepEqual([view.counts.pending, view.counts.completed], [1, 1]);
    assert.deepEqual(ids(await list({ channelId, status: ["completed"], guildId })), [own]);
    assert.deepEqual(ids(await list({ channelId, guildId: otherGuild })), []);
    assert.deepEqual(ids(await list({ channelId, limit: 1, cursor: toCursor(part) })), [own]);
  });

  it("hides the sandbox's tasks unless we run against it", async function () {
    await makeGuild(database.pool, { isDemo: true });
    const id = await makeTask(database.pool);
    assert.deepEqual(ids(await list()), []);
    assert.equal(await findTaskDetail(database.pool, id, scope), null);
    const demo = await listTasks(database.pool, { limit: 50 }, { ...scope, includeDemo: true });
    assert.deepEqual(ids(demo), [id]);
  });

  it("says down to where a task has read: below the newest stretch, not at the beginning it proved first", async function () {
    await makeChannel(database.pool, { id: channel(1) });
    await database.pool.query("update channels set covered = '{[0,50),[700,900)}'");
    const whole = await makeTask(database.pool, { channel_id: channel(1), status: "running" });
    const range = await makeTask(database.pool, { channel_id: channel(1), before_message_id: 600 });
    const reconcile = await makeTask(database.pool, {
      channel_id: channel(1),
      mode: "reconcile",
      reread: "{[800,900)}",
    });
    const over = await makeTask(database.pool, { channel_id: channel(1), status: "completed" });
    const { tasks } = await list();
    const readBackTo = (id: string) => tasks.find((task) => task.id === id)?.readBackTo;
    assert.deepEqual([whole, range, reconcile, over].map(readBackTo), ["700", null, "800", null]);
  });

  it("adds up the parts of an open guild task at this moment", async function () {
    const parent = await makeTask(database.pool, {
      status: "running",
      fanned_out_at: new Date(),
      messages_fetched: 1,
      progress: 0.1,
    });
    const part = (n: number, columns: object) =>
      makeTask(database.pool, { channel_id: channel(n), parent_task_id: parent, ...columns });
    await part(1, {
      status: "completed",
      progress: 1,
      messages_fetched: 100,
      messages_saved: 90,
      messages_duplicate: 10,
      start_message_id: 5,
      end_message_id: 50,
    });
    await part(2, {
      status: "running",
      progress: 0.5,
      messages_fetched: 40,
      messages_saved: 40,
      start_message_id: 3,
      end_message_id: 40,
    });
    await part(3, {});
    await part(4, { status: "failed", messages_updated: 2, messages_fetched: 2 });
    const [task] = (await list()).tasks;
    assert.deepEqual(task?.children, {
      pending: 1,
      running: 1,
      paused: 0,
      completed: 1,
      warning: 0,
      failed: 1,
      cancelled: 0,
    });
    assert.deepEqual(
      [
        task?.messagesFetched,
        task?.messagesSaved,
        task?.messagesDuplicate,
        task?.messagesUpdated,
        task?.progress,
      ],
      // By messages: 100 of 100, 40 of about 80, none of an usual 80, 2 of 2.
      [142, 130, 10, 2, 142 / 262],
    );
    assert.deepEqual([task?.startMessageId, task?.endMessageId], ["3", "50"]);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where id = $1", [parent]);
    const [over] = (await list()).tasks;
    assert.deepEqual([over?.messagesFetched, over?.children?.cancelled], [142, 2], "as its children left it");
  });

  it("costs the same with 200,000 finished tasks as with 20,000", async function () {
    this.timeout(120_000); // writes 200,000 rows
    const finish = async (from: number, to: number) => {
      for (let at = from; at <= to; at += 10_000)
        await restoreRows(
          database.pool,
          `insert into history_fetch_tasks (guild_id, channel_id, status, completed_at)
           select $1, 300000000000000000 + n % 500, 'completed', now() from generate_series($2::int, $3::int) n`,
          [guildId, at, at + 9_999],
        );
    };
    await makeGuild(database.pool);
    const pagesOf = async (cursor: string | undefined) => {
      await database.pool.query("vacuum analyze history_fetch_tasks");
      return countPagesRead(database.pool, (db) => listTasks(db, { limit: 50, cursor }, scope));
    };
    await finish(1, 20_000);
    const few = { first: await pagesOf(undefined), deep: await pagesOf(toCursor("1000")) };
    await finish(20_001, 200_000);
    const many = { first: await pagesOf(undefined), deep: await pagesOf(toCursor("1000")) };
    const newest = await makeTask(database.pool);
    const view = await list({ limit: 50 });
    assert.deepEqual([ids(view)[0], view.counts.completed, view.counts.pending], [newest, 10_000, 1]);
    assert.ok(many.first < 1.2 * few.first + 20, `first page: ${few.first}, then ${many.first} pages read`);
    assert.ok(many.deep < 1.2 * few.deep + 20, `deep page: ${few.deep}, then ${many.deep} pages read`);
  });
});

describe("why a task waits", function () {
  const database = useTestDatabase();
  const waiting = async (id: string) =>
    (await findTaskDetail(database.pool, id, scope))?.task.waiting ?? null;
  const makeWorker = () =>
    recordWorkerAlive(database.pool, {
      id: workerId,
      host: "here",
      processSpace: null,
      pid: 7,
      version: "1",
      status: "running",
      concurrency: 4,
      runningTasks: 0,
      rssBytes: 1,
    });
  const makeAccount = async (guilds: readonly string[]) => {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into accounts (platform, token_fingerprint, status, worker_id, lease_expires_at)
       values ('discord', $1, 'ready', $2, now() + interval '1 min') returning id`,
      [randomUUID(), workerId],
    );
    for (const guild of guilds) {
      await database.pool.query("insert into account_guilds (account_id, guild_id) values ($1, $2)", [
        rows[0]?.id,
        guild,
      ]);
    }
  };

  it("is told from the tables alone: no bot, no account, account away, time, queue", async function () {
    await makeGuild(database.pool);
    await makeGuild(database.pool, { id: otherGuild });
    const id = await makeTask(database.pool, { channel_id: channelId, priority: 200 });
    assert.equal((await waiting(id))?.code, "no_worker");
    await makeWorker();
    assert.equal((await waiting(id))?.code, "no_account");
    await makeAccount([guildId, otherGuild]);
    assert.deepEqual(await waiting(id), { code: "in_queue", until: null, ahead: 0, taskId: null });

    await makeTask(database.pool, { channel_id: channel(2) });
    await makeTask(database.pool, { channel_id: channel(3), guild_id: otherGuild });
    await makeTask(database.pool, { channel_id: channel(4), run_at: "2100-01-01" });
    assert.equal(
      (await waiting(id))?.ahead,
      2,
      "of all guilds the account reads, without those that are not due",
    );

    await database.pool.query("update accounts set lease_expires_at = now() - interval '1 s'");
    assert.equal((await waiting(id))?.code, "account_offline");
    await database.pool.query(
      "update accounts set lease_expires_at = now() + interval '1 min', enabled = false",
    );
    assert.equal((await waiting(id))?.code, "no_account");
    await database.pool.query("update accounts set enabled = true");
    await database.pool.query("update workers set heartbeat_at = now() - interval '61 s'");
    assert.equal((await waiting(id))?.code, "no_worker");
  });

  it("names the task that holds the channel", async function () {
    await makeGuild(database.pool);
    await makeWorker();
    await makeAccount([guildId]);
    const holder = await makeTask(database.pool, { channel_id: channelId });
    await claimOne(database.pool);
    const id = await makeTask(database.pool, { channel_id: channelId, mode: "reconcile" });
    assert.deepEqual(await waiting(id), { code: "channel_busy", until: null, ahead: null, taskId: holder });
    const held = (await findTaskDetail(database.pool, holder, scope))?.task;
    assert.deepEqual([held?.waiting, held?.worker], [null, { id: workerId, host: "here", pid: 7 }]);
  });
});

describe("findTaskDetail", function () {
  const database = useTestDatabase();

  it("tells the history of a task in UTC, and how to look at it in psql", async function () {
    const id = await makeTask(database.pool);
    await claimOne(database.pool);
    await database.pool.query("update history_fetch_tasks set status = 'paused', status_reason = 'by hand'");
    const detail = await findTaskDetail(database.pool, id, scope);
    assert.deepEqual(
      detail?.timeline.map(({ from, to, reason, worker, attempt }) => [from, to, reason, worker, attempt]),
      [
        ["pending", "running", null, workerId, 1],
        ["running", "paused", "by hand", workerId, 1],
      ],
    );
    assert.match(detail?.timeline[0]?.at ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const { rows } = await database.pool.query<{ id: string }>(detail?.sql ?? "");
    assert.equal(rows[0]?.id, id);
    assert.equal(await findTaskDetail(database.pool, "999", scope), null);
  });
});

describe("listChildTasks", function () {
  const database = useTestDatabase();
  const list = (parent: string, request = {}) =>
    listChildTasks(database.pool, parent, { limit: 2, ...request }, scope);

  it("pages through the parts in the order they were made, by status if asked", async function () {
    await makeChannel(database.pool);
    const parent = await makeTask(database.pool);
    const made: string[] = [];
    for (let n = 1; n <= 3; n++) {
      made.push(
        await makeTask(database.pool, {
          channel_id: channel(n),
          parent_task_id: parent,
          status: n === 2 ? "failed" : "pending",
        }),
      );
    }
    const first = await list(parent);
    const second = await list(parent, { cursor: first.nextCursor ?? "" });
    assert.deepEqual([...ids(first), ...ids(second)], made);
    assert.equal(second.nextCursor, null);
    assert.deepEqual(ids(await list(parent, { status: ["failed"] })), [made[1]]);
    assert.deepEqual(ids(await list(parent, { status: ["paused"] })), [], "none is no error");
    await assert.rejects(list("999"), (error) => error instanceof AppError && error.code === "unknown_task");
  });
});
