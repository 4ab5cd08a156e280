import assert from "node:assert/strict";
import { countPagesRead } from "../../../test/support/buffers.ts";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  channelId,
  guildId,
  makeChannel,
  makeTask,
  restoreRows,
  workerId,
} from "../../../test/support/factories.ts";
import { loadOpenParts, loadOpenPartsOfMany } from "./openParts.ts";

const second = "300000000000000002";
const third = "300000000000000003";

describe("loadOpenParts", function () {
  const database = useTestDatabase();
  let parent = "";
  beforeEach(async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: second });
    await makeChannel(database.pool, { id: third });
    parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
  });
  const child = (columns: Record<string, unknown>) =>
    makeTask(database.pool, { parent_task_id: parent, channel_id: channelId, ...columns });
  const load = async () => (await loadOpenParts(database.pool, [parent])).get(parent);

  it("tells what is being read, counting what was archived before", async function () {
    await database.pool.query("update channels set message_count = 5000 where id = $1", [channelId]);
    await child({
      status: "running",
      messages_fetched: 300,
      progress: 0.5,
      started_at: new Date(Date.now() - 10_000),
    });
    await child({ channel_id: second, status: "pending" });
    const parts = await load();
    const [running] = parts?.running ?? [];
    assert.deepEqual([running?.held, running?.fetched, running?.progress], [5000, 300, 0.5]);
    assert.ok(running && running.elapsedSeconds >= 9 && running.elapsedSeconds < 60);
    assert.equal(parts?.waiting, 1);
    assert.deepEqual(parts?.quartiles, [10_000, 10_000, 10_000]);
  });

  it("counts only what the task read itself when it reads a part or reads again", async function () {
    await database.pool.query("update channels set message_count = 5000 where id = $1", [channelId]);
    await child({ status: "running", mode: "reconcile", messages_fetched: 300, progress: 0.5 });
    assert.equal((await load())?.running[0]?.held, 300);
  });

  it("names the child that is due next, with why it waits", async function () {
    const soon = new Date(Date.now() + 60_000);
    await child({
      run_at: new Date(Date.now() + 600_000),
      status_reason: "discord_unavailable",
      attempts: 3,
    });
    await child({ channel_id: second, run_at: soon, status_reason: "rate_limited" });
    assert.deepEqual((await load())?.next, { runAt: soon, statusReason: "rate_limited", attempts: 0 });
  });

  it("is absent once no child is open", async function () {
    await child({ status: "completed", completed_at: new Date() });
    await child({ channel_id: third, status: "failed", completed_at: new Date() });
    assert.equal(await load(), undefined);
  });
});

describe("loadOpenPartsOfMany", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  /** A parent of so many children: as many ended as wait, sixty that run. */
  const makeParent = async (count: number) => {
    await makeChannel(database.pool);
    const parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
    await restoreRows(
      database.pool,
      `insert into history_fetch_tasks (guild_id, parent_task_id, channel_id, status, progress, messages_fetched,
         started_at, completed_at, worker_id, lease_expires_at)
       select $1, $2, $3::int8 + n, case when n <= 60 then 'running' when n % 2 = 0 then 'completed' else 'pending' end,
         case when n <= 60 then 0.5 when n % 2 = 0 then 1 else 0 end, case when n <= 60 or n % 2 = 0 then 100 else 0 end,
         case when n <= 60 or n % 2 = 0 then now() - interval '10 seconds' end,
         case when n > 60 and n % 2 = 0 then now() end,
         case when n <= 60 then $5::uuid end, case when n <= 60 then now() + interval '1 minute' end
       from generate_series(1, $4::int) as n`,
      [guildId, parent, channelId, count, workerId],
    );
    await database.pool.query("select refresh_history_fetch_parent($1)", [parent]);
    await database.pool.query("analyze history_fetch_tasks");
    return parent;
  };

  it("tells of a task with thousands of children what loadOpenParts tells", async function () {
    const parent = await makeParent(6_000);
    const few = (await loadOpenParts(database.pool, [parent])).get(parent);
    const parts = (await loadOpenPartsOfMany(database.pool, [parent])).get(parent);
    assert.equal(parts?.running.length, 60);
    assert.deepEqual(
      [parts?.waiting, parts?.quartiles, parts?.next],
      [few?.waiting, few?.quartiles, few?.next],
    );
  });

  it("costs as much for thousands of children as for a thousand", async function () {
    const cost = (id: string) => countPagesRead(database.pool, (db) => loadOpenPartsOfMany(db, [id]));
    const fewer = await cost(await makeParent(1_200));
    await database.pool.query("truncate history_fetch_tasks cascade");
    const thousands = await cost(await makeParent(6_000));
    assert.ok(thousands < fewer * 1.5, `${thousands} pages instead of ${fewer}`);
  });
});
