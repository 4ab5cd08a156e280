import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import { checkHealth } from "./health.ts";
import { listWorkers } from "./workerList.ts";
import { recordWorkerAlive, recordWorkerStopped } from "./workers.ts";

const options = { isDemo: false, aliveSeconds: 60 };

describe("listWorkers", function () {
  const database = useTestDatabase();
  const makeWorker = async (secondsAgo = 0, status: "running" | "draining" = "running") => {
    const id = randomUUID();
    await recordWorkerAlive(database.pool, {
      id,
      host: "here",
      processSpace: null,
      pid: 7,
      version: "1.2",
      status,
      concurrency: 64,
      runningTasks: 3,
      rssBytes: 5_000_000_000,
    });
    await database.pool.query(
      "update workers set heartbeat_at = now() - make_interval(secs => $2) where id = $1",
      [id, secondsAgo],
    );
    return id;
  };

  it("tells the living from the lost and the stopped, and forgets after an hour", async function () {
    const running = await makeWorker();
    const draining = await makeWorker(30, "draining");
    const lost = await makeWorker(61);
    const stopped = await makeWorker(120);
    await recordWorkerStopped(database.pool, stopped);
    await makeWorker(3_700);
    const { workers } = await listWorkers(database.pool, options);
    const statuses = new Map(workers.map((worker) => [worker.id, worker.status]));
    assert.deepEqual(
      [running, draining, lost, stopped].map((id) => statuses.get(id)),
      ["running", "draining", "lost", "stopped"],
    );
    assert.equal(workers.length, 4);
    const view = workers.find((worker) => worker.id === running);
    assert.deepEqual([view?.concurrency, view?.runningTasks, view?.rssBytes], [64, 3, 5_000_000_000]);
  });

  it("shows accounts with the way to invite them, never a token", async function () {
    await database.pool.query(`
      insert into accounts (platform, token_fingerprint, token_encrypted, name, application_id, external_id, status,
        lease_expires_at, is_demo)
      values ('discord', 'print', 'sealed', 'Archivist', '123', '456', 'ready', now() + interval '1 min', false),
        ('discord', 'gone', null, 'Vanished', null, null, 'ready', now() - interval '1 s', false),
        ('discord', 'demo', null, 'Demo', '9', '9', 'ready', now() + interval '1 min', true)`);
    const { accounts } = await listWorkers(database.pool, options);
    assert.deepEqual(
      accounts.map((account) => [account.name, account.status]),
      [
        ["Archivist", "ready"],
        ["Vanished", "offline"],
      ],
    );
    assert.equal(
      accounts[0]?.inviteUrl,
      "https://discord.com/oauth2/authorize?client_id=123&scope=bot&permissions=66560",
    );
    assert.equal(accounts[1]?.inviteUrl, null);
    assert.doesNotMatch(JSON.stringify(accounts), /sealed/);
    const demo = await listWorkers(database.pool, { ...options, isDemo: true });
    assert.equal(demo.isDemo, true);
    assert.equal(demo.accounts.find((account) => account.isDemo)?.inviteUrl, null, "it exists nowhere else");
  });
});

describe("checkHealth", function () {
  const database = useTestDatabase();
  const now = new Date("2026-05-01T12:00:00Z");
  const check = async (migrations: string[] = []) => {
    const { status, checks } = await checkHealth(database.pool, { migrations, aliveSeconds: 60, now });
    return [status, checks.database.status, checks.migrations.status, checks.bot.status];
  };

  it("is healthy with a living bot and degraded without one", async function () {
    assert.deepEqual(await check(), ["degraded", "healthy", "healthy", "degraded"]);
    await recordWorkerAlive(database.pool, {
      id: randomUUID(),
      host: "h",
      processSpace: null,
      pid: 1,
      version: "1",
      status: "running",
      concurrency: 1,
      runningTasks: 0,
      rssBytes: 1,
    });
    assert.deepEqual(await check(), ["healthy", "healthy", "healthy", "healthy"]);
    await database.pool.query("update workers set heartbeat_at = now() - interval '61 s'");
    assert.deepEqual(await check(), ["degraded", "healthy", "healthy", "degraded"]);
  });

  it("is unhealthy while a migration is missing or the database is empty", async function () {
    assert.deepEqual(await check(["9999_to_come"]), ["unhealthy", "healthy", "unhealthy", "degraded"]);
    await database.pool.query("alter table workers rename to elsewhere");
    try {
      assert.deepEqual(await check(), ["unhealthy", "healthy", "unhealthy", "degraded"]);
    } finally {
      await database.pool.query("alter table elsewhere rename to workers");
    }
  });
});
