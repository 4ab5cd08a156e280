/** What becomes of fetches whose permission is taken away, and of a platform that answers what nobody asked for. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";
import { fetchGuild, isOver } from "./house.ts";

const channels = 6;
const messages = 9_000;

describe("a permission that is taken away", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  afterEach(async function () {
    await bot?.stop();
    await sandbox?.close();
  });

  /** A sandbox whose bot hears of nothing it is forbidden: what is known of permissions is stale. */
  async function open(latencyMs: number): Promise<{ sandbox: Sandbox; channelIds: string[] }> {
    sandbox = await startSandbox({ layout: "plain", channels, messages, limits: "off" });
    await sandbox.control.setLatency({ ms: latencyMs });
    bot = await startBot(database, sandbox);
    return { sandbox, channelIds: (await sandbox.control.truth.channels()).map(({ id }) => id) };
  }
  const setHistory = async (channelIds: readonly string[], history: boolean) => {
    for (const channelId of channelIds) await sandbox.control.setAccess({ channelId, history, silent: true });
  };
  const untilOver = (taskId: string) =>
    eventually(
      "the task ends",
      async () => {
        await database.pool.query(
          "update history_fetch_tasks set run_at = now() where status = 'pending' and run_at > now()",
        );
        return isOver(database.pool, taskId);
      },
      60_000,
    );
  /** Channels whose fetch is completed, or that are covered from the beginning, with less than there is. */
  const wronglyComplete = async () => {
    const { rows } = await database.pool.query<{ name: string; archived: number }>(
      `select c.name, count(m.id)::int as archived
       from channels c left join messages m on m.channel_id = c.id and m.deleted_at is null
       where exists (select from history_fetch_tasks t where t.channel_id = c.id and t.status = 'completed')
         or c.covered @> int8range(0, c.last_message_id + 1)
       group by c.id having count(m.id) <> $1`,
      [messages / channels],
    );
    return rows;
  };

  it("at random moments of a fetch, and given back, leaves nothing out and nothing called complete that is not", async function () {
    const { channelIds } = await open(8);
    const taskId = await fetchGuild(database.pool, sandbox);
    let disturbances = 0;
    for (let round = 0; round < 12; round++) {
      const chosen = channelIds.filter(() => Math.random() < 0.5);
      await sleep(40 + Math.random() * 120);
      await setHistory(chosen, false);
      await sleep(60 + Math.random() * 150);
      assert.deepEqual(await wronglyComplete(), []);
      await setHistory(chosen, true);
      const { rowCount } = await database.pool.query(
        "update history_fetch_tasks set status = 'pending' where channel_id is not null and status in ('warning', 'failed')",
      );
      disturbances += rowCount ?? 0;
    }
    await untilOver(taskId);
    await database.pool.query(
      "update history_fetch_tasks set status = 'pending' where channel_id is not null and status in ('warning', 'failed')",
    );
    await untilOver(taskId);
    assert.ok(disturbances > 0, "no fetch was disturbed");
    assert.deepEqual(await wronglyComplete(), []);
    const { rows } = await database.pool.query(
      "select status, count(*)::int as tasks from history_fetch_tasks where parent_task_id is not null group by status",
    );
    assert.deepEqual(rows, [{ status: "completed", tasks: channels }]);
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
  it("before or in the middle of a reconcile marks nothing as deleted", async function () {
    const { channelIds } = await open(4);
    await untilOver(await fetchGuild(database.pool, sandbox));
    const deleted = async () =>
      (await database.pool.query("select from messages where deleted_at is not null")).rowCount;
    for (const delayMs of [0, 60]) {
      const { rows } = await database.pool.query<{ id: string }>(
        "insert into history_fetch_tasks (guild_id, mode) select guild_id, 'reconcile' from channels limit 1 returning id",
      );
      await sleep(delayMs);
      await setHistory(channelIds, false);
      await untilOver(rows[0]?.id ?? "");
      assert.equal(await deleted(), 0);
      await setHistory(channelIds, true);
    }
    await assertArchiveIsTrue(database.pool, sandbox.control);
  });
});

describe("a platform that answers what nobody asked for", function () {
  this.timeout(120_000);
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  afterEach(async function () {
    await bot?.stop();
    await sandbox?.close();
  });

  for (const action of ["same-page", "empty-list"] as const) {
    it(`(${action}) ends every fetch as a warning with its reason, and none as completed`, async function () {
      sandbox = await startSandbox({ layout: "plain", channels: 3, messages: 750, limits: "off" });
      await sandbox.control.addFault({ match: { path: "/messages" }, action });
      bot = await startBot(database, sandbox);
      const taskId = await fetchGuild(database.pool, sandbox);
      const children = async () =>
        (
          await database.pool.query<{ status: string; status_reason: string }>(
            "select status, status_reason from history_fetch_tasks where parent_task_id is not null",
          )
        ).rows;
      await eventually(
        "the fetch ends",
        async () => {
          await database.pool.query(
            "update history_fetch_tasks set run_at = now() where status = 'pending' and run_at > now()",
          );
          return (await children()).length === 3 && isOver(database.pool, taskId);
        },
        60_000,
      );
      assert.deepEqual(
        await children(),
        [1, 2, 3].map(() => ({ status: "warning", status_reason: "inconsistent_page" })),
      );
      await sandbox.control.clearFaults({});
      await database.pool.query("update history_fetch_tasks set status = 'pending' where id = $1", [taskId]);
      await eventually("the retried fetch ends", () => isOver(database.pool, taskId), 60_000);
      await assertArchiveIsTrue(database.pool, sandbox.control);
    });
  }
});
