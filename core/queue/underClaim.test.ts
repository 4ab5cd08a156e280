import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { claimOne, makeTask } from "../../test/support/factories.ts";
import { historyTasks } from "../database/tasks/historyTasks.ts";
import { LeaseLostError } from "./errors.ts";
import { underClaim } from "./underClaim.ts";

const insert = "insert into settings (key, value) values ($1, '1')";

describe("underClaim", function () {
  const database = useTestDatabase();
  const keys = async () =>
    (await database.pool.query<{ key: string }>("select key from settings order by key")).rows.map(
      (row) => row.key,
    );

  it("writes for the claim's owner and for nobody else", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    const write = (fence: string, key: string) =>
      underClaim(database.pool, historyTasks, { id: task.id, fence }, (tx) => tx.query(insert, [key]));
    await write(task.fence, "ours");
    await assert.rejects(write("0", "stale"), LeaseLostError);
    await database.pool.query("update history_fetch_tasks set status = 'paused'");
    await assert.rejects(write(task.fence, "paused"), LeaseLostError);
    assert.deepEqual(await keys(), ["ours"]);
  });
  it("writes nothing in later steps of the work either", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    let steps: Promise<unknown> = Promise.resolve();
    const writing = underClaim(
      database.pool,
      historyTasks,
      { id: task.id, fence: "0" },
      (tx) => {
        steps = (async () => {
          for (const key of ["a", "b", "c", "d", "e"]) await tx.query(insert, [key]);
        })();
        return steps;
      },
      (tx) => tx.query(insert, ["last"]),
    );
    await assert.rejects(writing, LeaseLostError);
    await assert.rejects(steps);
    assert.deepEqual(await keys(), []);
  });
  it("keeps a cancellation waiting until the transaction is over", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    const order: string[] = [];
    let cancelled: Promise<unknown> = Promise.resolve();
    await underClaim(database.pool, historyTasks, task, async (tx) => {
      await tx.query("select 1");
      cancelled = database.pool
        .query("update history_fetch_tasks set status = 'cancelled'")
        .then(() => order.push("cancelled"));
      await tx.query("select pg_sleep(0.1)");
      order.push("written");
    });
    await cancelled;
    assert.deepEqual(order, ["written", "cancelled"]);
  });
});
