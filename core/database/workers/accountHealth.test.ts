import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import { accountsCheck, findHeldAccounts } from "./accountHealth.ts";
import {
  type LeasedAccount,
  leaseAccounts,
  recordAccountStatus,
  recordSignsOfLife,
  registerAccount,
} from "./accounts.ts";
import { listWorkers } from "./workerList.ts";

describe("accountsCheck", function () {
  const database = useTestDatabase();
  let account: LeasedAccount;

  beforeEach(async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "mine", isDemo: false });
    const request = { workerId: randomUUID(), fingerprints: ["mine"], leaseSeconds: 60 };
    const [leased] = await leaseAccounts(database.pool, request);
    assert.ok(leased);
    account = leased;
  });
  const check = async () => accountsCheck(await findHeldAccounts(database.pool));
  const report = (status: "ready" | "refused" | "offline", detail: string | null = null) =>
    recordAccountStatus(database.pool, account, { status, detail });
  const hear = (heartbeatAgoMs: number | null, eventAgoMs: number | null = null) =>
    recordSignsOfLife(database.pool, [{ ...account, heartbeatAgoMs, eventAgoMs }]);

  it("is content with an account that is connected and heard of", async function () {
    await report("ready");
    await hear(1_000);
    assert.deepEqual(await check(), { status: "healthy" });
  });
  it("says what became of an account that is refused or away, in the platform's words", async function () {
    await report("refused", "Discord refuses the bot token");
    assert.match((await check()).detail ?? "", /refused.*tasks wait: Discord refuses the bot token/);
    await report("offline", "Discord could not be reached");
    assert.match((await check()).detail ?? "", /not connected.*Discord could not be reached/);
  });
  it("notices a connection that has gone silent while the process lives", async function () {
    await report("ready");
    await database.pool.query("update accounts set status_at = now() - interval '1 hour'");
    await hear(151_000);
    const { status, detail } = await check();
    assert.equal(status, "degraded");
    assert.match(detail ?? "", /silent for 3 minutes/);
    await hear(10);
    assert.equal((await check()).status, "healthy");
  });
  it("leaves alone what no process holds", async function () {
    await report("refused", "Discord refuses the bot token");
    await database.pool.query("update accounts set lease_expires_at = now() - interval '1 s'");
    assert.equal((await check()).status, "healthy");
  });
  it("keeps what is known, ignores lost leases, and shows it in the list of workers", async function () {
    await hear(1_000, 2_000);
    await hear(500, null);
    await recordSignsOfLife(database.pool, [
      { id: account.id, fence: "0", heartbeatAgoMs: 9_000_000, eventAgoMs: 9_000_000 },
    ]);
    const { accounts } = await listWorkers(database.pool, { isDemo: false, aliveSeconds: 60 });
    const { gatewayHeartbeatAt, gatewayEventAt } = accounts[0] ?? {};
    const ago = (time: string | null | undefined) => Date.now() - Date.parse(time ?? "");
    assert.ok(ago(gatewayHeartbeatAt) < ago(gatewayEventAt) && ago(gatewayEventAt) < 60_000);
  });
});
