import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../test/support/database.ts";
import { guildId, makeTask, readTask } from "../../test/support/factories.ts";
import { historyTasks } from "../database/tasks/historyTasks.ts";
import { recordWorkerAlive } from "../database/workers/workers.ts";
import { claimTasks } from "./claim.ts";
import { claimSuspects } from "./claimSuspects.ts";
import { judgeCrash, settleCrash } from "./crash.ts";

const channel = (number: number) => String(300000000000000000n + BigInt(number));

describe("suspects", function () {
  const database = useTestDatabase();
  const workerId = randomUUID();
  const request = { workerId, lanes: [guildId], limit: 64, leaseSeconds: 60, together: 1 };
  const suspect = (n: number, deaths: number) =>
    makeTask(database.pool, { channel_id: channel(n), crash_count: deaths });
  const claim = async () => (await claimSuspects(database.pool, historyTasks, request)).map(({ id }) => id);
  const makeProgress = (id: string) =>
    database.pool.query("update history_fetch_tasks set crash_count = 0 where id = $1", [id]);
  /** A worker that started `seconds` ago. */
  async function makeWorker(seconds: number) {
    await recordWorkerAlive(database.pool, {
      id: workerId,
      host: "h",
      pid: 1,
      processSpace: null,
      version: "1",
      status: "running",
      concurrency: 1,
      runningTasks: 0,
      rssBytes: 0,
    });
    await database.pool.query("update workers set started_at = now() - make_interval(secs => $1)", [seconds]);
  }
  const crash = async (error = "Error: boom") => {
    const judgement = await judgeCrash(database.pool, workerId);
    await settleCrash(database.pool, historyTasks, { workerId, ...judgement, error });
    return judgement.culpritId;
  };

  it("are claimed in groups by a young process, but not alone", async function () {
    const group = await Promise.all([1, 2, 3].map((n) => suspect(n, 2)));
    await suspect(4, 3);
    const young = { ...request, together: 0 };
    const claimed = await claimSuspects(database.pool, historyTasks, young);
    assert.deepEqual(claimed.map(({ id }) => id).sort(), group.sort());
    await Promise.all(group.map(makeProgress));
    assert.deepEqual(await claimSuspects(database.pool, historyTasks, young), []);
  });
  it("are left alone by everyday claims, until they have made progress", async function () {
    await suspect(1, 1);
    const later = await suspect(2, 2);
    assert.equal((await claimTasks(database.pool, historyTasks, request)).length, 1);
    await makeProgress(later);
    assert.equal((await claimTasks(database.pool, historyTasks, request)).length, 1);
  });
  it("are claimed eight at a time, each that clears itself making room", async function () {
    for (let n = 1; n <= 12; n++) await suspect(n, 2);
    const first = await claim();
    assert.equal(first.length, 8);
    assert.equal((await claim()).length, 0);
    await makeProgress(first[0] ?? "");
    assert.equal((await claim()).length, 1);
  });
  it("are claimed alone after three deaths, when no other suspect is in hand", async function () {
    const early = await suspect(1, 2);
    const late = await suspect(2, 3);
    const last = await suspect(3, 3);
    assert.deepEqual(await claim(), [early]);
    assert.deepEqual(await claim(), []);
    await makeProgress(early);
    assert.deepEqual(await claim(), [late]);
    assert.deepEqual(await claim(), []);
    await makeProgress(late);
    assert.deepEqual(await claim(), [last]);
  });
  it("are claimed together once others were survived, but not beside one that was charged", async function () {
    for (let n = 1; n <= 6; n++) await suspect(n, 3);
    const charged = await suspect(7, 4);
    const together = (most: number) =>
      claimSuspects(database.pool, historyTasks, { ...request, together: most });
    const four = await together(4);
    assert.equal(four.length, 4);
    assert.deepEqual(await together(4), []);
    for (const { id } of four) await makeProgress(id);
    const two = await together(32);
    assert.equal(two.length, 2, "the charged one waits until no other is in hand");
    for (const { id } of two) await makeProgress(id);
    assert.deepEqual(
      (await together(32)).map(({ id }) => id),
      [charged],
    );
  });
  it("are neither charged nor acquitted for a death with several of them in hand", async function () {
    await makeWorker(60);
    await Promise.all([1, 2].map((n) => suspect(n, 3)));
    assert.equal((await claimSuspects(database.pool, historyTasks, { ...request, together: 2 })).length, 2);
    const charged = await suspect(3, 4);
    assert.equal(await crash(), null);
    assert.equal((await readTask(database.pool, charged)).crash_count, 4);
  });
  it("never take two places of one channel", async function () {
    await suspect(1, 2);
    await makeTask(database.pool, { channel_id: channel(1), after_message_id: "5", crash_count: 2 });
    assert.equal((await claim()).length, 1);
  });
  it("fail after two deaths that were their doing, with what their worker died of", async function () {
    await makeWorker(60);
    const id = await suspect(1, 3);
    for (const status of ["pending", "failed"]) {
      await database.pool.query("update history_fetch_tasks set run_at = now()");
      assert.deepEqual(await claim(), [id]);
      assert.equal(await crash(), id);
      assert.equal((await readTask(database.pool, id)).status, status);
    }
    const row = await readTask(database.pool, id);
    assert.equal(row.status_reason, "worker_lost_repeatedly");
    assert.match(String(row.error_message), /Error: boom/);
  });
  it("are not charged when the process has hardly lived without them", async function () {
    await makeWorker(0);
    const id = await suspect(1, 3);
    await claim();
    await database.pool.query("update workers set started_at = clock_timestamp()");
    assert.equal(await crash(), null);
    assert.equal((await readTask(database.pool, id)).crash_count, 3);
  });
  it("are acquitted when the process dies without them", async function () {
    await makeWorker(60);
    const id = await suspect(1, 4);
    const other = await makeTask(database.pool, { channel_id: channel(2) });
    await claimTasks(database.pool, historyTasks, request);
    assert.equal(await crash(), null);
    assert.equal((await readTask(database.pool, id)).crash_count, 3);
    const row = await readTask(database.pool, other);
    assert.deepEqual([row.status, row.crash_count], ["pending", 1]);
  });
});
