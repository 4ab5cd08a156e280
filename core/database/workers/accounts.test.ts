import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  extendAccountLeases,
  leaseAccounts,
  recordAccountStatus,
  registerAccount,
  releaseAccounts,
} from "./accounts.ts";
import { recordWorkerAlive } from "./workers.ts";

describe("account leases", function () {
  const database = useTestDatabase();
  const [first, second] = [randomUUID(), randomUUID()];
  const lease = (workerId: string, fingerprints: string[] = []) =>
    leaseAccounts(database.pool, { workerId, fingerprints, leaseSeconds: 60 });
  const makeWorker = (id: string) =>
    recordWorkerAlive(database.pool, {
      id,
      host: "h",
      pid: 1,
      processSpace: null,
      version: "1",
      status: "running",
      concurrency: 1,
      runningTasks: 0,
      rssBytes: 0,
    });
  const store = (count: number) =>
    database.pool.query(
      "insert into accounts (platform, token_fingerprint, token_encrypted) select 'discord', 'f' || n, 'sealed' from generate_series(1, $1::int) as n",
      [count],
    );

  it("are given to one process at a time, however many ask", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: true });
    const leased = await Promise.all(
      [first, second, randomUUID()].map((workerId) => lease(workerId, ["mine"])),
    );
    assert.equal(leased.flat().length, 1);
    assert.equal(leased.flat()[0]?.isDemo, true);
  });
  it("of tokens from the environment are given only to processes that have the token", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: false });
    assert.deepEqual(await lease(first, ["another"]), []);
    assert.equal((await lease(second, ["mine"])).length, 1);
  });
  it("of stored tokens are shared fairly among the living processes", async function () {
    await store(5);
    await makeWorker(first);
    await makeWorker(second);
    assert.equal((await lease(first)).length, 3);
    assert.equal((await lease(first)).length, 0);
    assert.equal((await lease(second)).length, 2);
  });
  it("can be extended until they are lost, and are lost to whoever leases after they ran out", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: false });
    const [mine] = await lease(first, ["mine"]);
    assert.ok(mine);
    assert.deepEqual(await extendAccountLeases(database.pool, [mine], 60), new Set([mine.id]));
    await database.pool.query("update accounts set lease_expires_at = now() - interval '1 s'");
    const [taken] = await lease(second, ["mine"]);
    assert.ok(taken && BigInt(taken.fence) > BigInt(mine.fence));
    assert.deepEqual(await extendAccountLeases(database.pool, [mine], 60), new Set());
    await recordAccountStatus(database.pool, mine, { status: "ready", detail: "from the past" });
    await releaseAccounts(database.pool, [mine]);
    const { rows } = await database.pool.query("select worker_id, status from accounts");
    assert.deepEqual(rows, [{ worker_id: second, status: "connecting" }]);
  });
  it("are free for others at once when they are given back, and of no use when disabled", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: false });
    const leased = await lease(first, ["mine"]);
    await releaseAccounts(database.pool, leased);
    const [again] = await lease(second, ["mine"]);
    assert.ok(again);
    await database.pool.query("update accounts set enabled = false");
    assert.deepEqual(await extendAccountLeases(database.pool, [again], 60), new Set());
  });
  it("keep what is known of the account when a later status does not say it", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: false });
    const [mine] = await lease(first, ["mine"]);
    assert.ok(mine);
    await recordAccountStatus(database.pool, mine, {
      status: "ready",
      detail: null,
      name: "bot",
      externalId: "7",
      readsContent: false,
    });
    await recordAccountStatus(database.pool, mine, { status: "offline", detail: "unreachable" });
    const { rows } = await database.pool.query(
      "select status, status_detail, name, external_id, reads_content from accounts",
    );
    assert.deepEqual(rows, [
      {
        status: "offline",
        status_detail: "unreachable",
        name: "bot",
        external_id: "7",
        reads_content: false,
      },
    ]);
  });
});
