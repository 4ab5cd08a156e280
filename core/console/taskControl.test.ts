import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
  readTask,
  restoreRows,
} from "../../test/support/factories.ts";
import { type TaskAction, TaskStatus } from "../api/tasks.ts";
import { AppError } from "../errors.ts";
import { controlMatchingTasks, controlTask, controlTasks } from "./taskControl.ts";

const scope = { includeDemo: false, aliveSeconds: 60 };
const isAppError = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;
const channel = (n: number) => String(300_000_000_000_000_000n + BigInt(n));

describe("controlTask", function () {
  const database = useTestDatabase();
  const control = (id: string, action: TaskAction) => controlTask(database.pool, id, action, scope);
  const statusOf = async (id: string) => (await readTask(database.pool, id)).status;

  it("does what each status allows and refuses the rest", async function () {
    const allowed: Record<TaskAction, Partial<Record<TaskStatus, TaskStatus>>> = {
      pause: { pending: "paused", running: "paused" },
      resume: { paused: "pending" },
      cancel: { pending: "cancelled", running: "cancelled", paused: "cancelled" },
      retry: { completed: "pending", warning: "pending", failed: "pending", cancelled: "pending" },
    };
    for (const [action, outcomes] of Object.entries(allowed) as [
      TaskAction,
      Partial<Record<TaskStatus, TaskStatus>>,
    ][]) {
      for (const status of TaskStatus.options) {
        await database.pool.query("delete from history_fetch_tasks");
        const id = await makeTask(database.pool, { status, channel_id: channelId });
        const expected = outcomes[status];
        if (expected) {
          assert.equal((await control(id, action)).status, expected, `${action} ${status}`);
        } else {
          await assert.rejects(control(id, action), isAppError("not_possible"), `${action} ${status}`);
          assert.equal(await statusOf(id), status);
        }
      }
    }
  });

  it("takes the lease from the worker that runs the task", async function () {
    await makeTask(database.pool);
    const claimed = await claimOne(database.pool);
    const task = await control(claimed.id, "pause");
    assert.deepEqual([task.worker, task.leaseExpiresAt, task.waiting?.code], [null, null, "paused"]);
    const resumed = await control(claimed.id, "resume");
    assert.equal(resumed.status, "pending");
  });

  it("gives a retried task a clean slate", async function () {
    const id = await makeTask(database.pool, {
      status: "failed",
      attempts: 10,
      crash_count: 2,
      error_message: "It broke.",
      run_at: "2100-01-01",
    });
    const task = await control(id, "retry");
    assert.deepEqual([task.attempts, task.crashCount, task.errorMessage], [0, 0, null]);
    assert.ok(Date.parse(task.runAt) <= Date.now() + 1_000);
  });

  it("takes the parts of a guild task with it and gives them back", async function () {
    const parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
    const [pending, running, done] = [
      await makeTask(database.pool, { channel_id: channel(1), parent_task_id: parent }),
      await makeTask(database.pool, { channel_id: channel(2), parent_task_id: parent, status: "running" }),
      await makeTask(database.pool, { channel_id: channel(3), parent_task_id: parent, status: "completed" }),
    ];
    const paused = await control(parent, "pause");
    assert.deepEqual([paused.children?.paused, paused.children?.completed], [2, 1]);
    assert.equal((await control(parent, "resume")).status, "running", "it runs through its parts");
    assert.deepEqual(
      [await statusOf(pending), await statusOf(running), await statusOf(done)],
      ["pending", "pending", "completed"],
    );
    await control(parent, "cancel");
    assert.deepEqual([await statusOf(pending), await statusOf(done)], ["cancelled", "completed"]);
  });

  it("opens a guild task again for a part that is retried alone", async function () {
    const parent = await makeTask(database.pool, { status: "warning", fanned_out_at: new Date() });
    const child = await makeTask(database.pool, {
      channel_id: channel(1),
      parent_task_id: parent,
      status: "failed",
    });
    assert.equal((await control(child, "retry")).status, "pending");
    assert.equal(await statusOf(parent), "running");
  });

  it("refuses a retry while another open task does the same", async function () {
    const old = await makeTask(database.pool, { status: "failed", channel_id: channelId });
    await makeTask(database.pool, { channel_id: channelId });
    await assert.rejects(control(old, "retry"), isAppError("conflict"));
    assert.equal(await statusOf(old), "failed");
  });

  it("lets one of two callers at once do it", async function () {
    const id = await makeTask(database.pool);
    const results = await Promise.allSettled([control(id, "pause"), control(id, "pause")]);
    assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
  });

  it("knows no task that does not exist or belongs to the hidden sandbox", async function () {
    await assert.rejects(control("42", "cancel"), isAppError("unknown_task"));
    await makeGuild(database.pool, { isDemo: true });
    const id = await makeTask(database.pool);
    await assert.rejects(control(id, "cancel"), isAppError("unknown_task"));
    assert.equal(await statusOf(id), "pending");
  });
});

describe("controlTasks", function () {
  const database = useTestDatabase();
  const statuses = async () =>
    (
      await database.pool.query<{ status: string }>("select status from history_fetch_tasks order by id")
    ).rows.map((row) => row.status);

  it("changes what it can and counts what it cannot", async function () {
    const ids = [
      await makeTask(database.pool, { channel_id: channel(1) }),
      await makeTask(database.pool, { channel_id: channel(2), status: "running" }),
      await makeTask(database.pool, { channel_id: channel(3), status: "completed" }),
    ];
    const outcome = await controlTasks(database.pool, [...ids, ...ids, "999"], "cancel", scope);
    assert.deepEqual(outcome, { changed: 2, skipped: 2 });
    assert.deepEqual(await statuses(), ["cancelled", "cancelled", "completed"]);
  });

  it("retries all but those that an open task stands in for", async function () {
    const failed = { status: "failed" };
    const ids = [
      await makeTask(database.pool, { ...failed, channel_id: channel(1) }),
      await makeTask(database.pool, { ...failed, channel_id: channel(1) }),
      await makeTask(database.pool, { ...failed, channel_id: channel(2) }),
      await makeTask(database.pool, { ...failed, channel_id: channel(3) }),
    ];
    await makeTask(database.pool, { channel_id: channel(3) });
    assert.deepEqual(await controlTasks(database.pool, ids, "retry", scope), { changed: 2, skipped: 2 });
    assert.deepEqual(await statuses(), ["pending", "failed", "pending", "failed", "pending"]);
  });

  it("pauses a guild task with its parts so that they are resumed with it", async function () {
    const parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
    const child = await makeTask(database.pool, { channel_id: channel(1), parent_task_id: parent });
    assert.deepEqual(await controlTasks(database.pool, [parent, child], "pause", scope), {
      changed: 1,
      skipped: 1,
    });
    assert.deepEqual(await statuses(), ["paused", "paused"]);
    await controlTasks(database.pool, [parent], "resume", scope);
    assert.deepEqual(await statuses(), ["running", "pending"]);
  });
});

describe("controlMatchingTasks", function () {
  const database = useTestDatabase();
  const control = (action: TaskAction, filter: { guildId?: string; status: TaskStatus[] }) =>
    controlMatchingTasks(database.pool, filter, action, scope);

  it("changes all that match, in as many steps as it takes, and leaves parts to their guild task", async function () {
    await restoreRows(
      database.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, status, completed_at)
       select $1, 300000000000000000 + n, case when n <= 2300 then 'failed' else 'completed' end, now()
       from generate_series(1, 2500) n`,
      [guildId],
    );
    const parent = await makeTask(database.pool, { status: "warning", fanned_out_at: new Date() });
    await makeTask(database.pool, { channel_id: channel(1), parent_task_id: parent, status: "failed" });
    assert.deepEqual(await control("retry", { status: ["failed", "pending"] }), {
      changed: 2300,
      skipped: 0,
    });
    const { rows } = await database.pool.query("select from history_fetch_tasks where status = 'failed'");
    assert.equal(rows.length, 1, "the part");
    assert.deepEqual(await control("cancel", { status: ["completed", "pending"] }), {
      changed: 2300,
      skipped: 200,
    });
  });

  it("keeps to the guild of the filter and away from the hidden sandbox", async function () {
    await makeChannel(database.pool);
    await makeGuild(database.pool, { id: "200000000000000002", isDemo: true });
    const [own, foreign, hidden] = [
      await makeTask(database.pool),
      await makeTask(database.pool, { guild_id: "200000000000000003" }),
      await makeTask(database.pool, { guild_id: "200000000000000002" }),
    ];
    assert.deepEqual(await control("cancel", { guildId, status: ["pending"] }), { changed: 1, skipped: 0 });
    assert.equal((await readTask(database.pool, own)).status, "cancelled");
    assert.deepEqual(await control("cancel", { status: ["pending"] }), { changed: 1, skipped: 0 });
    assert.equal((await readTask(database.pool, foreign)).status, "cancelled");
    assert.equal((await readTask(database.pool, hidden)).status, "pending");
  });
});
