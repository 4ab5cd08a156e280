import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import { channelId, guildId, makeChannel, makeTask, restoreRows } from "../../../test/support/factories.ts";
import { notificationEvents } from "../../model/notification.ts";
import { catchUpStarter } from "../../model/task.ts";
import { claimTasks } from "../../queue/claim.ts";
import { completeTasks, settleTask } from "../../queue/settle.ts";
import { historyTasks } from "../tasks/historyTasks.ts";
import {
  type LeasedAccount,
  leaseAccounts,
  recordAccountStatus,
  registerAccount,
} from "../workers/accounts.ts";
import { notifyCatchUpBehind } from "./catchUpBehind.ts";
import { deleteTarget, insertTarget, listTargets, nextTargetId } from "./targets.ts";

describe("what notifications are made of", function () {
  const database = useTestDatabase();
  const workerId = randomUUID();
  const makeTarget = async (target: Partial<Parameters<typeof insertTarget>[1]> = {}) => {
    const id = await nextTargetId(database.pool);
    await insertTarget(database.pool, {
      id,
      name: "ops",
      url: { encrypted: "sealed", shown: "hooks.example" },
      channel: null,
      events: notificationEvents,
      language: "en",
      enabled: true,
      ...target,
    });
    return id;
  };
  const queued = async () =>
    (
      await database.pool.query<{
        target_id: string;
        event: string;
        facts: Record<string, unknown>;
        lane: string;
      }>("select * from notification_tasks order by id")
    ).rows;
  const claim = async () => {
    const [task] = await claimTasks(database.pool, historyTasks, {
      workerId,
      lanes: [guildId],
      limit: 1,
      leaseSeconds: 60,
    });
    assert.ok(task);
    return task;
  };
  const end = async (columns: Record<string, unknown>, settlement: Parameters<typeof settleTask>[3]) => {
    const id = await makeTask(database.pool, columns);
    await settleTask(database.pool, historyTasks, await claim(), settlement);
    return id;
  };
  const failed = { kind: "failed", reason: "missing_access", message: "No access." } as const;

  it("is queued with the end of a fetch, for every target that hears of it", async function () {
    await makeChannel(database.pool);
    const target = await makeTarget();
    await makeTarget({ events: ["fetch_failed"] });
    await makeTarget({ enabled: false });
    const taskId = await end({ channel_id: channelId }, { kind: "completed" });
    const [row, ...others] = await queued();
    assert.deepEqual(
      [row?.target_id, row?.event, row?.facts.taskId, row?.facts.guildName, row?.lane, others.length],
      [target, "fetch_ended", taskId, "Test server", "0", 0],
    );
  });
  it("is queued for a failure with its cause, and for a warning as an end", async function () {
    await makeTarget();
    await end({}, failed);
    await end({}, { kind: "warning", reason: "messages_set_aside", message: "One." });
    assert.deepEqual(
      (await queued()).map(({ event, facts }) => [event, facts.status, facts.message]),
      [
        ["fetch_failed", "failed", "No access."],
        ["fetch_ended", "warning", "One."],
      ],
    );
  });
  it("is not queued when the end is rolled back, or for what a restore writes", async function () {
    await makeTarget();
    await makeTask(database.pool);
    const task = await claim();
    const client = await database.pool.connect();
    await client.query("begin");
    await completeTasks(client, historyTasks, [task]);
    await client.query("rollback");
    client.release();
    await restoreRows(database.pool, "update history_fetch_tasks set status = 'completed'");
    assert.deepEqual(await queued(), []);
  });
  it("is queued once for an end, and again for the end of a retry", async function () {
    await makeTarget();
    const id = await end({}, failed);
    const again = () =>
      database.pool.query(
        "select queue_notifications('fetch_failed', (select occasion from notification_tasks limit 1), '{}')",
      );
    await again();
    assert.equal((await queued()).length, 1);
    await database.pool.query("update history_fetch_tasks set status = 'pending' where id = $1", [id]);
    await settleTask(database.pool, historyTasks, await claim(), failed);
    assert.equal((await queued()).length, 2);
  });
  it("is not queued for parts of a fetch, for cancelled ones, and for catching up that ends well", async function () {
    await makeTarget();
    await makeChannel(database.pool);
    const parent = await makeTask(database.pool);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where id = $1", [parent]);
    await end({ channel_id: channelId, parent_task_id: parent }, failed);
    await end({ started_by: catchUpStarter }, { kind: "completed" });
    assert.deepEqual(await queued(), []);
    await end({ started_by: catchUpStarter }, failed);
    assert.equal((await queued()).length, 1);
  });
  it("is queued once for an account that is lost, however often it is tried, and again after it served", async function () {
    await makeTarget();
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "f", isDemo: false });
    const request = { workerId, fingerprints: ["f"], leaseSeconds: 60 };
    const [account] = (await leaseAccounts(database.pool, request)) as [LeasedAccount];
    const report = (status: "refused" | "connecting" | "ready" | "offline") =>
      recordAccountStatus(database.pool, account, {
        status,
        detail: status === "refused" ? "401" : null,
        name: "b",
      });
    for (const status of ["ready", "refused", "connecting", "refused", "offline"] as const)
      await report(status);
    assert.deepEqual(
      (await queued()).map(({ event, facts }) => [event, facts.accountName, facts.message]),
      [["account_lost", "b", "401"]],
    );
    await report("ready");
    await report("refused");
    assert.equal((await queued()).length, 2);
  });
  it("is queued once while catching up takes too long, by however many bots look", async function () {
    await makeTarget();
    const late = { started_by: catchUpStarter, created_at: new Date(Date.now() - 120_000) };
    await makeTask(database.pool, { ...late, after_message_id: "1" });
    await makeTask(database.pool, { ...late, after_message_id: "2" });
    await makeTask(database.pool, { created_at: late.created_at }); // somebody asked for it
    const look = () => notifyCatchUpBehind(database.pool, 60_000);
    await notifyCatchUpBehind(database.pool, 600_000);
    assert.deepEqual(await queued(), []);
    await Promise.all([look(), look(), look()]);
    await look();
    const rows = await queued();
    assert.deepEqual(
      rows.map(({ event, facts }) => [event, facts.openTasks, facts.minutes]),
      [["catch_up_behind", 2, 2]],
    );
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where started_by = $1", [
      catchUpStarter,
    ]);
    await look(); // caught up: the next time counts anew
    await makeTask(database.pool, {
      ...late,
      after_message_id: "3",
      created_at: new Date(Date.now() - 180_000),
    });
    await look();
    assert.equal((await queued()).length, 2);
  });
  it("goes in the lane of the server that is written to, and goes with its target", async function () {
    await makeChannel(database.pool);
    const id = await makeTarget({ url: null, channel: { guildId, channelId } });
    await end({}, failed);
    assert.deepEqual(
      (await queued()).map(({ lane }) => lane),
      [guildId],
    );
    assert.equal(await deleteTarget(database.pool, id), true);
    assert.deepEqual([await queued(), await listTargets(database.pool)], [[], []]);
  });
});
