import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type HistoryTask, historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { createLogger } from "../../core/log.ts";
import { LeaseLostError, SnoozeError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { guildId, makeTask, readTask } from "../../test/support/factories.ts";
import { logTexts } from "../logTexts.ts";
import { LeaseKeeper } from "./leases.ts";
import { ShutdownError } from "./settlement.ts";
import { Wake } from "./wake.ts";
import { runWorker } from "./worker.ts";

const channel = (number: number) => String(300000000000000000n + BigInt(number));

describe("runWorker", function () {
  const database = useTestDatabase();

  /** A running worker. `stop` waits until it has settled everything. */
  function startWorker(
    runTask: (task: HistoryTask, signal: AbortSignal) => Promise<JobOutcome>,
    concurrency = 4,
  ) {
    const stop = new AbortController();
    const leases = new LeaseKeeper<HistoryTask>(historyTasks, 60);
    const wake = new Wake();
    let settled = 0;
    const settledChanged = new EventTarget();
    const done = runWorker(
      {
        pool: database.pool,
        table: historyTasks,
        workerId: randomUUID(),
        concurrency,
        leaseSeconds: 60,
        pollIntervalMs: 5_000,
        lanes: () => [guildId],
        leases,
        wake,
        runTask,
        onSettled: () => {
          settled++;
          settledChanged.dispatchEvent(new Event("settled"));
        },
        log: createLogger({ process: "test", level: "silent" }),
        texts: logTexts("en"),
      },
      stop.signal,
    );
    return {
      leases,
      wake,
      async untilSettled(count: number) {
        while (settled < count) await once(settledChanged, "settled");
      },
      async stop() {
        leases.abortAll(new ShutdownError("stopping"));
        stop.abort();
        await done;
      },
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
    assert.equal((await readTask(database.pool, other)).status, "completed");
  });
});

describe("LeaseKeeper", function () {
  it("aborts what has run out by its own clock while the database is away", function () {
    const keeper = new LeaseKeeper<HistoryTask>(historyTasks, 60);
    const old = keeper.hold({ id: "1", fence: "1" }, performance.now() - 61_000);
    const fresh = keeper.hold({ id: "2", fence: "1" }, performance.now());
    keeper.abortExpired();
    assert.deepEqual([old.signal.aborted, fresh.signal.aborted, keeper.size], [true, false, 1]);
    assert.ok(old.signal.reason instanceof LeaseLostError);
  });
});
