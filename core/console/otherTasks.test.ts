import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { insertTaskRow, makeTask, workerId } from "../../test/support/factories.ts";
import { AppError } from "../errors.ts";
import { claimTasks } from "../queue/claim.ts";
import { settleTask } from "../queue/settle.ts";
import { commonLane, defineTaskTable } from "../queue/taskTable.ts";
import { controlTask, controlTasks } from "./taskControl.ts";
import { findTaskDetail, listTasks } from "./taskList.ts";

const scope = { includeDemo: false, aliveSeconds: 60 };

/** All that a new kind of task is to the queue and to the API: one table, one call, and how its own columns read. */
const noop = defineTaskTable({ kind: "noop", toPayload: (row) => ({ note: String(row.note) }) });

describe("a task of a kind that nothing here was told about", function () {
  const database = useTestDatabase();
  before("make its queue", async function () {
    await database.pool.query(
      "create table noop_tasks (note text not null default ''); select make_task_queue('noop_tasks')",
    );
  });
  const make = (columns: Record<string, unknown> = {}) =>
    insertTaskRow(database.pool, "noop_tasks", { note: "nothing", ...columns });
  const list = (request: object = {}) => listTasks(database.pool, { limit: 50, ...request }, scope);

  it("stands in one list with history fetches, page by page, and in a list of its kind", async function () {
    const made: string[] = [];
    for (let n = 0; n < 7; n++)
      made.unshift(n % 2 ? await make() : await makeTask(database.pool, { after_message_id: String(n) }));
    const all = await list();
    assert.deepEqual(
      all.tasks.map(({ id, kind }) => [id, kind]),
      made.map((id, n) => [id, n % 2 ? "noop" : "history_fetch"]),
    );
    assert.equal(all.counts.pending, 7);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      seen.push(...page.tasks.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(seen, made);
    const own = await list({ kind: "noop" });
    assert.deepEqual([own.tasks.length, own.counts.pending], [3, 3]);
    assert.deepEqual((await list({ kind: "history_fetch" })).tasks.length, 4);
    assert.deepEqual((await list({ kind: "unheard_of" })).tasks, []);
  });

  it("is found by its number alone, with its history and where it stands", async function () {
    const first = await make();
    const second = await make({ run_at: new Date(Date.now() - 5_000) });
    const [task] = await claimTasks(database.pool, noop, {
      workerId,
      lanes: [commonLane],
      limit: 1,
      leaseSeconds: 60,
    });
    assert.equal(task?.id, second);
    let detail = await findTaskDetail(database.pool, first, scope);
    assert.deepEqual(
      [detail?.task.kind, detail?.task.waiting?.code, detail?.task.waiting?.ahead],
      ["noop", "in_queue", 0],
    );
    assert.equal(detail?.sql, `SELECT * FROM noop_tasks WHERE id = ${first};`);
    if (task) await settleTask(database.pool, noop, task, { kind: "completed" });
    detail = await findTaskDetail(database.pool, second, scope);
    assert.deepEqual(
      [detail?.task.status, detail?.task.guildId, detail?.timeline.map(({ to }) => to)],
      ["completed", null, ["running", "completed"]],
    );
  });

  it("is paused, resumed, cancelled and done again like any other", async function () {
    const id = await make();
    for (const [action, status] of [
      ["pause", "paused"],
      ["resume", "pending"],
      ["cancel", "cancelled"],
      ["retry", "pending"],
    ] as const)
      assert.equal((await controlTask(database.pool, id, action, scope)).status, status);
    await assert.rejects(
      controlTask(database.pool, id, "resume", scope),
      (error) => error instanceof AppError && error.code === "not_possible",
    );
    const fetch = await makeTask(database.pool);
    assert.deepEqual(await controlTasks(database.pool, [id, fetch, "987654"], "cancel", scope), {
      changed: 2,
      skipped: 1,
    });
  });
});
