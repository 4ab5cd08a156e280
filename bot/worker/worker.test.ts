import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type HistoryTask, historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { createLogger } from "../../core/log.ts";
import { findFailedAttempts } from "../../core/queue/attempts.ts";
import { LeaseLostError, SnoozeError } from "../../core/queue/errors.ts";
import { commonLane, defineTaskTable } from "../../core/queue/taskTable.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { guildId, makeTask, readTask } from "../../test/support/factories.ts";
import { taskTexts } from "../kinds/texts.ts";
import { workerService } from "../services/working.ts";
import { LeaseKeeper } from "./leases.ts";
import type { TaskKind } from "./taskKind.ts";
import { Wake } from "./wake.ts";
import type { WorkerDeps } from "./worker.ts";

const channel = (number: number) => String(300000000000000000n + BigInt(number));

describe("runWorker", function () {
  const database = useTestDatabase();

  /** A kind of task whose job is `run`. */
  const kindOf = (run: TaskKind<HistoryTask>["run"]): TaskKind<HistoryTask> => ({
    table: historyTasks,
    lanes: () => [guildId],
    run,
    texts: taskTexts("en"),
  });

  /** A running worker. `stop` waits until it has settled everything. */
  function startWorker(
    run: TaskKind<HistoryTask>["run"],
    concurrency = 4,
    overrides: Partial<WorkerDeps> = {},
  ) {
    const leases = new LeaseKeeper(60);
    const wake = new Wake();
    let settled = 0;
    const settledChanged = new EventTarget();
    const service = workerService({
      pool: database.pool,
      kinds: [kindOf(run)],
      workerId: randomUUID(),
      concurrency,
      leaseSeconds: 60,
      pollIntervalMs: 5_000,
      leases,
      mayClaim: () => true,
      wake,
      onSettled: () => {
        settled++;
        settledChanged.dispatchEvent(new Event("settled"));
      },
      log: createLogger({ process: "test", level: "silent" }),
      ...overrides,
    });
    void service.start();
    return {
      leases,
      wake,
      async untilSettled(count: number) {
        while (settled < count) await once(settledChanged, "settled");
      },
      stop: () => service.stop(),
    };
  }
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });

  it("completes every task once, never more at a time than it has places", async function () {
    const made = [];
    for (let n = 1; n <= 20; n++) made.push(await makeTask(database.pool, { channel_id: channel(n) }));
    const ran: string[] = [];
    let now = 0;
    let most = 0;
    const worker = startWorker(async (task) => {
      most = Math.max(most, ++now);
      while (most < 3) await new Promise(setImmediate); // until all places are taken once
      now--;
      ran.push(task.id);
      return { kind: "completed" };
    }, 3);
    await worker.untilSettled(20);
    await worker.stop();
    assert.deepEqual(ran.sort(), made.sort());
    assert.equal(most, 3);
    const { rows } = await database.pool.query("select distinct status, attempts from history_fetch_tasks");
    assert.deepEqual(rows, [{ status: "completed", attempts: 1 }]);
  });
  it("starts a task that is written while it waits as soon as it is woken", async function () {
    const worker = startWorker(async () => ({ kind: "completed" }));
    const id = await makeTask(database.pool);
    worker.wake.ring();
    await worker.untilSettled(1);
    await worker.stop();
    assert.equal((await readTask(database.pool, id)).status, "completed");
  });
  it("runs a snoozed task again when its time has come, without being woken", async function () {
    await makeTask(database.pool);
    let runs = 0;
    const worker = startWorker(async () => {
      if (++runs === 1) throw new SnoozeError("rate_limited", new Date(Date.now() + 300));
      return { kind: "completed" };
    });
    await worker.untilSettled(2);
    await worker.stop();
    assert.equal(runs, 2);
  });
  it("hands running tasks back when it stops", async function () {
    const id = await makeTask(database.pool);
    let started: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const worker = startWorker((_task, signal) => {
      started();
      return untilAborted(signal);
    });
    await running;
    await worker.stop();
    const row = await readTask(database.pool, id);
    assert.deepEqual(
      [row.status, row.status_reason, row.attempts, row.worker_id],
      ["pending", "shutdown", 0, null],
    );
  });
  it("stops the job of a task that was cancelled, at the next heartbeat", async function () {
    const id = await makeTask(database.pool);
    let reason: unknown;
    const worker = startWorker((_task, signal) =>
      untilAborted(signal).catch((error: unknown) => {
        reason = error;
        throw error;
      }),
    );
    while (worker.leases.size === 0) await new Promise(setImmediate);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    await worker.leases.extend(database.pool);
    await worker.untilSettled(1);
    await worker.stop();
    assert.ok(reason instanceof LeaseLostError);
    assert.equal((await readTask(database.pool, id)).status, "cancelled");
  });
  it("keeps an unexpected error from ending the task for good, or the worker", async function () {
    const id = await makeTask(database.pool, { channel_id: channel(1) });
    const worker = startWorker(async (task) => {
      if (task.id === id) throw new TypeError("a bug");
      return { kind: "completed" };
    });
    await worker.untilSettled(1);
    const other = await makeTask(database.pool, { channel_id: channel(2) });
    worker.wake.ring();
    await worker.untilSettled(2);
    await worker.stop();
    const row = await readTask(database.pool, id);
    assert.deepEqual([row.status, row.status_reason], ["pending", "unexpected_error"]);
    assert.match(String(row.error_message), /a bug/);
    const [attempt, ...more] = await findFailedAttempts(database.pool, id);
    assert.equal(more.length, 0);
    assert.deepEqual([attempt?.outcome, attempt?.reason, attempt?.attempt], ["retry", "unexpected_error", 1]);
    assert.match(String(attempt?.error.stack), /worker\.test\.ts/);
    assert.equal(attempt?.arguments.channelId, channel(1));
    assert.equal((await readTask(database.pool, other)).status, "completed");
  });
  it("hands back at once what it claimed while it was told to stop", async function () {
    const id = await makeTask(database.pool);
    await database.pool.query(`
      create function slow_claim() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
      create trigger slow_claim before update of status on history_fetch_tasks
        for each row when (new.status = 'running') execute function slow_claim()`);
    try {
      let ran = false;
      const worker = startWorker(async () => {
        ran = true;
        return { kind: "completed" };
      });
      await eventually("the claim is under way", async () => {
        const { rowCount } = await database.pool.query(
          "select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
        );
        return rowCount === 1;
      });
      await worker.stop();
      const row = await readTask(database.pool, id);
      assert.deepEqual([row.status, row.status_reason, row.attempts], ["pending", "shutdown", 0]);
      assert.equal(ran, false);
    } finally {
      await database.pool.query("drop trigger slow_claim on history_fetch_tasks; drop function slow_claim");
    }
  });
  it("asks no more often when its own clock is 20 minutes ahead", async function () {
    await makeTask(database.pool, { run_at: new Date(Date.now() + 60_000) });
    const realNow = Date.now;
    Date.now = () => realNow() + 20 * 60_000;
    let queries = 0;
    const pool = new Proxy(database.pool, {
      get(target, property) {
        if (property !== "query") return Reflect.get(target, property) as unknown;
        return (query: string) => {
          queries++;
          return target.query(query);
        };
      },
    });
    try {
      const worker = startWorker(async () => ({ kind: "completed" }), 4, { pool, pollIntervalMs: 1_000 });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await worker.stop();
    } finally {
      Date.now = realNow;
    }
    assert.ok(queries >= 4 && queries <= 12, `${queries} queries in 3 seconds`);
  });
  it("claims nothing while it may not, and goes on when it is woken", async function () {
    const id = await makeTask(database.pool);
    let may = false;
    const worker = startWorker(async () => ({ kind: "completed" }), 4, { mayClaim: () => may });
    worker.wake.ring();
    while (worker.wake.hasRung) await new Promise(setImmediate); // it has looked
    assert.equal((await readTask(database.pool, id)).status, "pending");
    may = true;
    worker.wake.ring();
    await worker.untilSettled(1);
    await worker.stop();
  });

  describe("with a second kind of task", function () {
    const noops = defineTaskTable({ kind: "noop", toPayload: () => ({}) });
    before("make its table", async function () {
      await database.pool.query("create table noop_tasks (); select make_task_queue('noop_tasks')");
    });

    it("needs one job, one table and its words, and is not shut out by a long queue of the first", async function () {
      for (let n = 1; n <= 30; n++) await makeTask(database.pool, { channel_id: channel(n) });
      await database.pool.query("insert into noop_tasks default values");
      const ran: string[] = [];
      const note = (name: string) => async () => {
        ran.push(name);
        return { kind: "completed" } as const;
      };
      const noop: TaskKind = {
        table: noops,
        lanes: () => [commonLane],
        run: note("noop"),
        texts: taskTexts("en"),
      };
      const worker = startWorker(note("history"), 1, { kinds: [kindOf(note("history")), noop] });
      await worker.untilSettled(31);
      await worker.stop();
      assert.ok(ran.indexOf("noop") < 3, `it came after ${ran.indexOf("noop")} others`);
      const { rows } = await database.pool.query("select status from noop_tasks");
      assert.deepEqual(rows, [{ status: "completed" }]);
    });
  });
});

describe("LeaseKeeper", function () {
  const kind = { table: historyTasks } as unknown as TaskKind;

  it("aborts what has run out by its own clock while the database is away", function () {
    const keeper = new LeaseKeeper(60);
    const old = keeper.hold(kind, { id: "1", fence: "1", lane: "0" }, performance.now() - 59_900);
    const fresh = keeper.hold(kind, { id: "2", fence: "1", lane: "0" }, performance.now());
    while (!old.signal.aborted) keeper.abortExpired();
    assert.deepEqual([fresh.signal.aborted, keeper.size], [false, 1]);
    assert.ok(old.signal.reason instanceof LeaseLostError);
  });
  it("does not begin with a claim that took longer than its lease", function () {
    const late = new LeaseKeeper(60).hold(
      kind,
      { id: "1", fence: "1", lane: "0" },
      performance.now() - 61_000,
    );
    assert.ok(late.signal.reason instanceof LeaseLostError);
  });
});
