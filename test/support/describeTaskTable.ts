/** The suite that every task table passes: what make_task_queue promises, and the statements of core/queue on it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Queryable } from "../../core/postgres/pool.ts";
import { type ClaimRequest, claimTasks, findNextDueMs } from "../../core/queue/claim.ts";
import { claimSuspects } from "../../core/queue/claimSuspects.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import { extendLeases, reapTasks } from "../../core/queue/lease.ts";
import { settleTask } from "../../core/queue/settle.ts";
import { aloneFrom, suspectFrom } from "../../core/queue/suspects.ts";
import type { TaskBase, TaskTable } from "../../core/queue/taskTable.ts";
import { useTestDatabase } from "./database.ts";
import { insertTaskRow, workerId } from "./factories.ts";

export interface TaskTableCase {
  /** Makes the table, where the migrations do not. */
  makeTable?: (db: Queryable) => Promise<unknown>;
  /** Two lanes with tasks; made valid by `prepare`. */
  lanes: readonly [string, string];
  /** What has to stand in other tables before a task of these lanes can be inserted. */
  prepare?: (db: Queryable) => Promise<unknown>;
  /** Columns that tell the `number`th task of one key from its siblings, where the table keeps equal ones out. */
  distinguish?: (number: number) => Record<string, unknown>;
}

export function describeTaskTable<Task extends TaskBase>(table: TaskTable<Task>, how: TaskTableCase): void {
  describe(`task table ${table.name}`, function () {
    const database = useTestDatabase();
    const [lane, otherLane] = how.lanes;
    let made = 0;
    before("make the table", async function () {
      await how.makeTable?.(database.pool);
    });
    beforeEach(async function () {
      await how.prepare?.(database.pool);
    });

    const key = (number: number) => String(300000000000000000n + BigInt(number));
    /** Inserts a task; each has a key of its own unless one is given. */
    const make = ({ lane: ofLane, key: ofKey, ...columns }: Record<string, unknown> = {}) =>
      insertTaskRow(database.pool, table.name, {
        [table.lane]: ofLane ?? lane,
        [table.key]: ofKey === undefined ? key(++made + 1000) : ofKey,
        ...how.distinguish?.(++made),
        ...columns,
      });
    const claim = (request: Partial<ClaimRequest> = {}) =>
      claimTasks(database.pool, table, { workerId, lanes: [lane], limit: 1, leaseSeconds: 60, ...request });
    const claimOne = async (request: Partial<ClaimRequest> = {}): Promise<Task> => {
      const [task] = await claim(request);
      assert.ok(task, "a task was due");
      return task;
    };
    const read = async (id: string): Promise<Record<string, unknown>> => {
      const { rows } = await database.pool.query(`select * from ${table.name} where id = $1`, [id]);
      return rows[0];
    };
    const set = (id: string, assignments: string) =>
      database.pool.query(`update ${table.name} set ${assignments} where id = $1`, [id]);
    const expire = (id: string) => set(id, "lease_expires_at = now() - interval '1 s'");
    /** Brings a task to a status the way it gets there. */
    const bring = async (status: string): Promise<string> => {
      const id = await make();
      if (status === "paused" || status === "cancelled") await set(id, `status = '${status}'`);
      else if (status !== "pending") {
        const task = await claimOne();
        if (status === "completed") await settleTask(database.pool, table, task, { kind: "completed" });
        if (status === "warning" || status === "failed")
          await settleTask(database.pool, table, task, {
            kind: status,
            reason: "unexpected_error",
            message: "No.",
          });
      }
      assert.equal((await read(id)).status, status);
      return id;
    };

    describe("claiming", function () {
      it("takes the smaller priority first, then the earlier run_at, then the smaller id", async function () {
        const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000);
        const when = at(1);
        const third = await make({ run_at: when });
        const second = await make({ run_at: at(9) });
        const last = await make({ run_at: when });
        const first = await make({ priority: 1 });
        const order = [];
        for (let n = 0; n < 4; n++) order.push((await claimOne()).id);
        assert.deepEqual(order, [first, second, third, last]);
      });
      it("gives concurrent callers different tasks", async function () {
        const ids = [await make(), await make(), await make()];
        const claimed = (await Promise.all([1, 2, 3, 4].map(() => claim()))).flat();
        assert.deepEqual(claimed.map((task) => task.id).sort(), ids.sort());
      });
      it("passes over rows that somebody else has locked", async function () {
        const locked = await make({ priority: 1 });
        const free = await make();
        const client = await database.pool.connect();
        try {
          await client.query("begin");
          await client.query(`select from ${table.name} where id = $1 for update`, [locked]);
          assert.equal((await claimOne()).id, free);
        } finally {
          await client.query("rollback");
          client.release();
        }
        assert.equal((await claimOne()).id, locked);
      });
      it("marks what it takes and counts the claim", async function () {
        for (let n = 0; n < 5; n++) await make();
        const tasks = await claim({ limit: 4 });
        assert.equal(tasks.length, 4);
        const row = await read(tasks[0]?.id ?? "");
        assert.deepEqual([row.status, row.worker_id, row.attempts], ["running", workerId, 1]);
        assert.ok((row.lease_expires_at as Date).getTime() > Date.now() + 50_000);
      });
      it("never runs two tasks of one key, even with many free places and many claimers", async function () {
        for (let n = 0; n < 6; n++) await make({ key: key(1) });
        const claimed = (await Promise.all([1, 2, 3].map(() => claim({ limit: 6 })))).flat();
        assert.equal(claimed.length, 1);
        assert.deepEqual(await claim({ limit: 6 }), []);
      });
      it("runs tasks without a key side by side", async function () {
        for (let n = 0; n < 3; n++) await make({ key: null });
        assert.equal((await claim({ limit: 4 })).length, 3);
      });
      it("finds due tasks behind a busy key that owns the head of the queue", async function () {
        for (let n = 0; n < 50; n++) await make({ key: key(1) });
        const other = await make();
        await claimOne();
        assert.equal((await claimOne()).id, other);
      });
      it("leaves alone what is not due, paused, or in another lane", async function () {
        await make({ run_at: new Date(Date.now() + 60_000) });
        await make({ status: "paused" });
        const elsewhere = await make({ lane: otherLane });
        assert.deepEqual(await claim({ limit: 4 }), []);
        assert.deepEqual(await claim({ lanes: [] }), []);
        assert.equal((await claimOne({ lanes: [lane, otherLane] })).id, elsewhere);
      });
      it("never gives a fence twice, even when a crash made the database forget a claim", async function () {
        const id = await make();
        const first = await claimOne();
        // What a crash before the write reached the disk leaves behind: the row as it was before the claim.
        await set(id, "status = 'pending', fence = 0, attempts = 0");
        const second = await claimOne();
        assert.ok(BigInt(second.fence) > BigInt(first.fence));
        await assert.rejects(settleTask(database.pool, table, first, { kind: "completed" }), LeaseLostError);
      });
      it("tells in how long the next snoozed task is due", async function () {
        assert.equal(await findNextDueMs(database.pool, table, [lane]), null);
        await make({ run_at: new Date(Date.now() + 90_000) });
        await make({ run_at: new Date(Date.now() + 30_000) });
        const dueMs = (await findNextDueMs(database.pool, table, [lane])) ?? 0;
        assert.ok(dueMs > 20_000 && dueMs <= 31_000, `due in ${dueMs} ms`);
        assert.equal(await findNextDueMs(database.pool, table, [otherLane]), null);
      });
    });

    describe("leases", function () {
      it("are extended while they are ours, not after a cancellation or another claim", async function () {
        for (let n = 0; n < 3; n++) await make();
        const tasks = await claim({ limit: 4, leaseSeconds: 2 });
        const [kept, cancelled, taken] = tasks;
        assert.ok(kept && cancelled && taken);
        await set(cancelled.id, "status = 'cancelled'");
        await set(taken.id, "fence = fence + 1");
        const states = await extendLeases(database.pool, table, tasks, 60);
        assert.deepEqual([...states], [[kept.id, "extended"]]);
        assert.ok(((await read(kept.id)).lease_expires_at as Date).getTime() > Date.now() + 50_000);
      });
      it("are extended without waiting for rows that a person changes, in whatever order", async function () {
        for (let n = 0; n < 3; n++) await make();
        const tasks = (await claim({ limit: 4 })).sort((a, b) => Number(a.id) - Number(b.id));
        const [first, second, third] = tasks;
        assert.ok(first && second && third);
        const person = await database.pool.connect();
        try {
          await person.query("begin");
          await person.query(`update ${table.name} set priority = 1 where id = $1`, [third.id]);
          const beat = extendLeases(database.pool, table, tasks, 60);
          await person.query(`update ${table.name} set priority = 1 where id = $1`, [first.id]);
          const states = await beat;
          assert.equal(states.size, 3);
          assert.equal(states.get(third.id), "locked");
          assert.equal(states.get(second.id), "extended");
          await person.query("commit");
        } finally {
          person.release();
        }
        const states = await extendLeases(database.pool, table, tasks, 60);
        assert.deepEqual(new Set(states.values()), new Set(["extended"]));
      });
      it("stay out of all indexes: heartbeats are HOT updates", async function () {
        await make();
        const task = await claimOne();
        const client = await database.pool.connect();
        const countUpdates = async () => {
          const { rows } = await client.query<{ all: number; hot: number }>(
            `select n_tup_upd::int as all, n_tup_hot_upd::int as hot
             from pg_stat_xact_user_tables where relname = $1`,
            [table.name],
          );
          return rows[0] ?? { all: 0, hot: 0 };
        };
        try {
          await client.query("begin"); // the counters are those of this transaction
          const before = await countUpdates();
          for (let beat = 0; beat < 6; beat++) await extendLeases(client, table, [task], 60);
          const after = await countUpdates();
          await client.query("commit");
          assert.deepEqual([after.all - before.all, after.hot - before.hot], [6, 6]);
        } finally {
          client.release();
        }
      });
      it("that ran out are taken back, the first time in their old place", async function () {
        const id = await make();
        await make();
        await claim({ limit: 2 });
        const before = await read(id);
        await expire(id);
        assert.deepEqual(await reapTasks(database.pool, table), [{ id, crashCount: 1 }]);
        const row = await read(id);
        assert.deepEqual(
          [row.status, row.status_reason, row.worker_id, row.run_at],
          ["pending", "worker_lost", null, before.run_at],
        );
      });
      it("that run out again and again make a task wait longer, and never fail it", async function () {
        const id = await make();
        const request = { workerId, lanes: [lane], limit: 1, leaseSeconds: 60, together: 1 };
        for (let death = 1; death <= 40; death++) {
          await set(id, "run_at = now()");
          const claimSome = death <= suspectFrom ? claimTasks : claimSuspects;
          assert.equal((await claimSome(database.pool, table, request)).length, 1);
          await expire(id);
          assert.deepEqual(await reapTasks(database.pool, table), [
            { id, crashCount: Math.min(death, aloneFrom) },
          ]);
          const row = await read(id);
          assert.equal(row.status, "pending");
          if (death > 1) assert.ok((row.run_at as Date).getTime() > Date.now() + 4_000);
        }
      });
      it("are reaped once, however many processes reap", async function () {
        for (let n = 0; n < 20; n++)
          await make({ status: "running", lease_expires_at: new Date(Date.now() - 1000) });
        const reaped = await Promise.all([1, 2, 3, 4].map(() => reapTasks(database.pool, table)));
        assert.equal(reaped.flat().length, 20);
        const { rows } = await database.pool.query(`select distinct crash_count from ${table.name}`);
        assert.deepEqual(rows, [{ crash_count: 1 }]);
      });
    });

    describe("settling", function () {
      it("ends a task with its time, reason and sentence", async function () {
        await make();
        const task = await claimOne();
        await settleTask(database.pool, table, task, {
          kind: "warning",
          reason: "missing_permission",
          message: "Grant it.",
        });
        const row = await read(task.id);
        assert.deepEqual(
          [row.status, row.status_reason, row.error_message, row.lease_expires_at],
          ["warning", "missing_permission", "Grant it.", null],
        );
        assert.ok(row.completed_at);
      });
      it("hands back and snoozes without counting the attempt", async function () {
        await make();
        const until = new Date(Date.now() + 5_000);
        let task = await claimOne();
        const claimed = await read(task.id);
        await settleTask(database.pool, table, task, { kind: "handBack", reason: "shutdown" });
        let row = await read(task.id);
        assert.deepEqual([row.status, row.attempts, row.run_at], ["pending", 0, claimed.run_at]);
        task = await claimOne();
        await settleTask(database.pool, table, task, { kind: "snooze", reason: "rate_limited", until });
        row = await read(task.id);
        assert.deepEqual([row.status, row.status_reason, row.attempts], ["pending", "rate_limited", 0]);
        const waitMs = (row.run_at as Date).getTime() - Date.now();
        assert.ok(waitMs > 2_000 && waitMs <= 5_000, `waits ${waitMs} ms`);
      });
      it("retries later and fails once the attempts are used up", async function () {
        await make({ max_attempts: 2 });
        const retry = {
          kind: "retry",
          reason: "discord_unavailable",
          message: "Discord answered 503",
        } as const;
        const first = await claimOne();
        await settleTask(database.pool, table, first, retry);
        let row = await read(first.id);
        assert.deepEqual([row.status, row.attempts], ["pending", 1]);
        const waitMs = (row.run_at as Date).getTime() - Date.now();
        assert.ok(waitMs > 4_000 && waitMs <= 10_000, `waits ${waitMs} ms`);
        await set(first.id, "run_at = now()");
        await settleTask(database.pool, table, await claimOne(), retry);
        row = await read(first.id);
        assert.deepEqual([row.status, row.error_message], ["failed", retry.message]);
      });
      it("writes nothing for a claim that has ended", async function () {
        await make();
        const old = await claimOne();
        await expire(old.id);
        await reapTasks(database.pool, table);
        const current = await claimOne({ workerId: randomUUID() });
        const complete = (task: Task) => settleTask(database.pool, table, task, { kind: "completed" });
        await assert.rejects(complete(old), LeaseLostError);
        assert.equal((await read(old.id)).status, "running");
        await complete(current);
        await assert.rejects(complete(current), LeaseLostError);
      });
    });

    describe("a status written in SQL", function () {
      it("pauses, resumes, cancels and does again, and keeps the rest of the row right", async function () {
        const id = await make();
        await claimOne();
        await set(id, "status = 'paused'");
        let row = await read(id);
        assert.deepEqual(
          [row.status, row.worker_id, row.lease_expires_at, row.completed_at],
          ["paused", null, null, null],
        );
        await set(id, "status = 'pending'");
        await claimOne();
        await set(id, "status = 'cancelled'");
        row = await read(id);
        assert.deepEqual([row.status, row.lease_expires_at], ["cancelled", null]);
        assert.ok(row.completed_at);
        await set(id, "status = 'pending'");
        row = await read(id);
        assert.deepEqual(
          [row.attempts, row.crash_count, row.completed_at, row.error_message],
          [0, 0, null, null],
        );
      });
      it("leaves in the timeline what the columns would forget, and no more than 40 entries", async function () {
        const id = await make();
        const reason = "unknown_channel" as const;
        await settleTask(database.pool, table, await claimOne(), {
          kind: "failed",
          reason,
          message: "Gone.",
        });
        assert.deepEqual((await read(id)).timeline, []); // started_at, completed_at and status tell it all
        await set(id, "status = 'pending'");
        await claimOne();
        const entries = (await read(id)).timeline as { from: string; to: string; reason: string | null }[];
        assert.deepEqual(
          entries.map(({ from, to, reason: why }) => [from, to, why]),
          [
            ["running", "failed", reason],
            ["failed", "pending", null],
            ["pending", "running", null],
          ],
        );
        for (let n = 0; n < 44; n++) await set(id, `status = '${n % 2 ? "pending" : "paused"}'`);
        assert.equal(((await read(id)).timeline as unknown[]).length, 40);
      });

      const refused: readonly [from: string, to: readonly string[]][] = [
        ["pending", ["running", "completed", "warning", "failed", "done"]],
        ["paused", ["running", "completed", "failed"]],
        ["completed", ["running", "paused", "cancelled", "failed"]],
        ["warning", ["running", "completed"]],
        ["failed", ["running", "completed"]],
        ["cancelled", ["running", "paused", "completed"]],
      ];
      for (const [from, to] of refused)
        it(`cannot go from ${from} to ${to.join(", ")}`, async function () {
          const id = await bring(from);
          for (const status of to)
            await refusal(set(id, `status = '${status}'`), /it cannot become/, /Allowed: /);
          assert.equal((await read(id)).status, from);
        });
    });

    describe("nonsense written in SQL is refused with a sentence that says what is allowed", function () {
      for (const status of ["running", "completed", "warning", "failed", "cancelled"])
        it(`a new task that is ${status}`, async function () {
          const insert = database.pool.query(
            `insert into ${table.name} (${table.lane}, status) values ($1, $2)`,
            [lane, status],
          );
          await refusal(insert, /a new task cannot be/, /pending or paused/);
        });
      it("numbers below zero", async function () {
        const id = await make();
        for (const column of ["priority", "attempts", "crash_count", "fence"])
          await refusal(set(id, `${column} = -1`), /must not be negative/, /Priority is 0 to 32767/);
        await refusal(make({ priority: -5 }), /priority must not be negative/, /smaller runs first/);
        await refusal(set(id, "max_attempts = 0"), /at least 1/, /Counters/);
      });
      it("a task that is turned into another one", async function () {
        const id = await make();
        for (const column of [table.lane, table.key, "id"])
          await refusal(set(id, `${column} = ${column} + 1`), /cannot be moved/, /insert another one/);
      });
      it("a lease without a run, a run without a lease, an end that is none", async function () {
        const id = await make();
        const tied = (work: Promise<unknown>, constraint: string) =>
          assert.rejects(work, { code: "23514", constraint: `${table.name}_${constraint}` });
        await tied(set(id, "lease_expires_at = now()"), "lease_of_running");
        await tied(set(id, "completed_at = now()"), "end_of_ended");
        await claimOne();
        await tied(set(id, "lease_expires_at = null"), "lease_of_running");
      });
    });

    it("numbers its tasks from the sequence of all kinds and lists them among all tasks", async function () {
      const id = await make();
      const { rows } = await database.pool.query(
        "select kind, lane, status, currval('task_ids') as latest from tasks where id = $1",
        [id],
      );
      assert.deepEqual(rows, [{ kind: table.kind, lane, status: "pending", latest: id }]);
    });
    it("explains every column to who reads the schema in psql", async function () {
      const { rows } = await database.pool.query(
        `select attname from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped and col_description(attrelid, attnum) is null`,
        [table.name],
      );
      assert.deepEqual(rows, []);
    });
  });
}

/** Expects a refusal in words: SQLSTATE check_violation, a message and a hint. */
export async function refusal(work: Promise<unknown>, message: RegExp, hint: RegExp): Promise<void> {
  await assert.rejects(work, (error: Error & { code?: string; hint?: string }) => {
    assert.equal(error.code, "23514", error.message);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
    return true;
  });
}
