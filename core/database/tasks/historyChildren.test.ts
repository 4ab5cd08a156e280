import assert from "node:assert/strict";
import { countPagesRead } from "../../../test/support/buffers.ts";
import { useTestDatabase } from "../../../test/support/database.ts";
import { eventually } from "../../../test/support/eventually.ts";
import {
  claimOne,
  guildId,
  makeGuild,
  makeTask,
  readTask,
  restoreRows,
  workerId,
} from "../../../test/support/factories.ts";
import { listTasks } from "../../console/taskList.ts";
import { claimTasks } from "../../queue/claim.ts";
import { settleTask } from "../../queue/settle.ts";
import { historyTasks, refreshGuildTasks } from "./historyTasks.ts";

describe("children of a guild task", function () {
  const database = useTestDatabase();
  const channel = (n: number) => String(300_000_000_000_000_000n + BigInt(n));
  const makeParent = () => makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
  const makeChildren = (parent: string, count: number) =>
    restoreRows(
      database.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, channel_name, parent_task_id, messages_fetched)
       select $1, 300000000000000000 + n, 'channel', $2, 3 from generate_series(1, $3::int) n`,
      [guildId, parent, count],
    );
  const set = (id: string, status: string) =>
    database.pool.query("update history_fetch_tasks set status = $2 where id = $1", [id, status]);
  const counts = async (parent: string): Promise<Record<string, number>> => {
    const { rows } = await database.pool.query<{ status: string; count: number }>(
      "select status, count(*)::int as count from history_fetch_tasks where parent_task_id = $1 group by status",
      [parent],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };
  const claim = (limit: number) =>
    claimTasks(database.pool, historyTasks, { workerId, lanes: [guildId], limit, leaseSeconds: 60 });

  it("follow it at once when they are few, and its sums are theirs", async function () {
    const parent = await makeParent();
    await makeChildren(parent, 300);
    await claim(4);
    await set(parent, "paused");
    assert.deepEqual(await counts(parent), { paused: 300 });
    await set(parent, "pending");
    assert.deepEqual(
      [(await readTask(database.pool, parent)).status, await counts(parent)],
      ["running", { pending: 300 }],
    );
    await set(parent, "cancelled");
    const row = await readTask(database.pool, parent);
    assert.deepEqual(await counts(parent), { cancelled: 300 });
    assert.deepEqual(
      [row.messages_fetched, row.children, row.children_behind],
      ["900", { cancelled: 300 }, false],
    );
  });

  it("are left alone by claims while they have yet to follow, and follow step by step", async function () {
    this.timeout(60_000); // writes and changes 6,000 rows three times
    const parent = await makeParent();
    await makeChildren(parent, 6_000);
    const running = await claim(8);
    await set(parent, "paused");
    const behind = await counts(parent);
    assert.equal(behind.running, undefined, "those that ran were the first to follow");
    assert.ok((behind.paused ?? 0) <= 500, `one statement changed ${behind.paused} children`);
    assert.deepEqual(await claim(64), []);
    await refreshGuildTasks(database.pool);
    assert.deepEqual(await counts(parent), { paused: 6_000 });
    assert.equal((await readTask(database.pool, parent)).children_behind, false);
    assert.ok(running.length > 0);

    await set(parent, "pending");
    await refreshGuildTasks(database.pool);
    assert.deepEqual(await counts(parent), { pending: 6_000 });

    await set(parent, "cancelled");
    assert.deepEqual(await claim(64), []);
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from history_fetch_tasks where parent_task_id = $1 and status = 'cancelled' limit 1",
      [parent],
    );
    await assert.rejects(set(rows[0]?.id ?? "", "pending"), /is still being cancelled/);
    await refreshGuildTasks(database.pool);
    assert.deepEqual(await counts(parent), { cancelled: 6_000 });
    assert.equal((await readTask(database.pool, parent)).messages_fetched, "18000");
  });

  it("cost a poll of the list the same whether they are 2,000 or 20,000", async function () {
    this.timeout(60_000); // writes 20,000 rows
    await makeGuild(database.pool);
    const parent = await makeParent();
    const poll = async () => {
      await refreshGuildTasks(database.pool);
      await database.pool.query("update history_fetch_tasks set sums_at = null where id = $1", [parent]);
      await refreshGuildTasks(database.pool);
      await database.pool.query("vacuum analyze history_fetch_tasks");
      return countPagesRead(database.pool, (db) =>
        listTasks(db, { limit: 50 }, { includeDemo: false, aliveSeconds: 60 }),
      );
    };
    await makeChildren(parent, 2_000);
    const few = await poll();
    await restoreRows(
      database.pool,
      `insert into history_fetch_tasks (guild_id, channel_id, channel_name, parent_task_id)
       select $1, 300000000000000000 + n, 'channel', $2 from generate_series(2001, 20000) n`,
      [guildId, parent],
    );
    const many = await poll();
    assert.ok(many < 1.5 * few + 20, `${few} pages with 2,000 children, ${many} with 20,000`);
    const [task] = (await listTasks(database.pool, { limit: 1 }, { includeDemo: false, aliveSeconds: 60 }))
      .tasks;
    assert.deepEqual([task?.children?.pending, task?.messagesFetched], [20_000, 6_000]);
  });

  for (const order of ["the retry comes first", "the end comes first"] as const)
    it(`never wait below a parent that has ended: ${order}`, async function () {
      const parent = await makeParent();
      const child = await makeTask(database.pool, { channel_id: channel(1), parent_task_id: parent });
      const task = await claimOne(database.pool);
      await settleTask(database.pool, historyTasks, task, {
        kind: "failed",
        reason: "missing_access",
        message: "No.",
      });
      const [one, two] = [await database.pool.connect(), await database.pool.connect()];
      const retry = "update history_fetch_tasks set status = 'pending' where id = $1";
      const end = "select refresh_history_fetch_parent($1)";
      const [first, second] = order === "the retry comes first" ? [retry, end] : [end, retry];
      const idOf = (text: string) => (text === retry ? child : parent);
      try {
        await one.query("begin; set local idle_in_transaction_session_timeout = 0"); // waiting for the other may take a while
        await one.query(first, [idOf(first)]);
        const waiting = two.query(second, [idOf(second)]);
        if (second === retry)
          await eventually("the retry waits for its parent", async () => {
            const { rowCount } = await database.pool.query(
              "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            );
            return rowCount;
          });
        else await waiting;
        await one.query("commit");
        await waiting;
      } finally {
        one.release();
        two.release();
      }
      assert.equal((await readTask(database.pool, child)).status, "pending");
      assert.equal((await readTask(database.pool, parent)).status, "running", "it ends with its child");
    });

  it("never wait below a parent that has ended, however retries and ends fall together", async function () {
    this.timeout(60_000); // 40 rounds of four connections
    const parent = await makeParent();
    const child = await makeTask(database.pool, { channel_id: channel(1), parent_task_id: parent });
    for (let round = 0; round < 40; round++) {
      const task = await claimOne(database.pool);
      await settleTask(database.pool, historyTasks, task, {
        kind: "failed",
        reason: "missing_access",
        message: "No.",
      });
      await Promise.all([
        refreshGuildTasks(database.pool),
        set(child, "pending"),
        refreshGuildTasks(database.pool),
        refreshGuildTasks(database.pool),
      ]);
      const statuses = [child, parent].map(async (id) => (await readTask(database.pool, id)).status);
      assert.deepEqual(await Promise.all(statuses), ["pending", "running"], `round ${round}`);
    }
  });
});
