import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { recordWorkerAlive } from "../../core/database/workers/workers.ts";
import { createLogger } from "../../core/log.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { claimOne, makeTask, readTask } from "../../test/support/factories.ts";
import { buryDeadSiblings, findProcessSpace } from "./siblings.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("buryDeadSiblings", function () {
  const database = useTestDatabase();
  const processSpace = "space";
  const kinds = [{ table: historyTasks }];
  const self = { id: randomUUID(), pid: process.pid, processSpace };

  async function makeWorker(worker: { pid: number; processSpace?: string | null }): Promise<string> {
    const id = randomUUID();
    const record = {
      id,
      host: "h",
      version: "1",
      status: "running" as const,
      concurrency: 1,
      runningTasks: 0,
      rssBytes: 0,
      processSpace,
    };
    await recordWorkerAlive(database.pool, { ...record, ...worker });
    return id;
  }
  /** The pid of a process that has ended. */
  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    return child.pid ?? 0;
  }
  const stopped = async () =>
    (
      await database.pool.query<{ id: string }>("select id from workers where stopped_at is not null")
    ).rows.map(({ id }) => id);

  it("ends the leases of a process that is gone, so that its tasks are reaped at once", async function () {
    const dead = await makeWorker({ pid: await deadPid() });
    const taskId = await makeTask(database.pool);
    await claimOne(database.pool, { workerId: dead, leaseSeconds: 600 });
    await buryDeadSiblings(database.pool, self, kinds, log);
    assert.deepEqual(await stopped(), [dead]);
    assert.ok(((await readTask(database.pool, taskId)).lease_expires_at as Date).getTime() < Date.now());
  });
  it("leaves the living alone, and those it cannot judge", async function () {
    await makeWorker({ pid: process.ppid });
    await makeWorker({ pid: await deadPid(), processSpace: "another machine" });
    await makeWorker({ pid: await deadPid(), processSpace: null });
    await buryDeadSiblings(database.pool, self, kinds, log);
    await buryDeadSiblings(database.pool, { ...self, processSpace: null }, kinds, log);
    assert.deepEqual(await stopped(), []);
  });
  it("takes an earlier process with its own pid for dead", async function () {
    const before = await makeWorker({ pid: process.pid });
    await buryDeadSiblings(database.pool, self, kinds, log);
    assert.deepEqual(await stopped(), [before]);
  });
});

describe("findProcessSpace", function () {
  it("is the same for all processes here", function () {
    assert.equal(findProcessSpace(), findProcessSpace());
    if (process.platform === "linux") assert.match(findProcessSpace() ?? "", /^[0-9a-f]{32}$/);
  });
});
