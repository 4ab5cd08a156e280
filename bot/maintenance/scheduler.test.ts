import assert from "node:assert/strict";
import { runSchedule } from "../../core/console/runSchedule.ts";
import { findDueSchedules } from "../../core/database/schedules/schedules.ts";
import { createLogger } from "../../core/log.ts";
import { snowflakeTimeMs } from "../../core/model/snowflake.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { runDueSchedules } from "./scheduler.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("runDueSchedules", function () {
  const database = useTestDatabase();
  beforeEach(async function () {
    await makeChannel(database.pool);
  });
  /** An hourly schedule that came due `ago`, an interval of SQL; null: nobody has worked out when it comes due. */
  const make = async (ago: string | null, columns: Record<string, unknown> = {}) => {
    const row: Record<string, unknown> = {
      name: "nightly",
      guild_id: guildId,
      cron: "0 * * * *",
      ...columns,
    };
    const names = Object.keys(row);
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into schedules (${names.join(", ")}, next_run_at)
       values (${names.map((_, n) => `$${n + 2}`).join(", ")}, now() - $1::interval) returning id`,
      [ago, ...Object.values(row)],
    );
    return rows[0]?.id ?? "";
  };
  const pass = () => runDueSchedules({ pool: database.pool, log });
  const tasks = async () => (await database.pool.query("select * from history_fetch_tasks order by id")).rows;
  const schedule = async () =>
    (
      await database.pool.query(
        "select *, next_run_at > now() as ahead, next_run_at < now() + interval '1 hour 1 minute' as soon from schedules",
      )
    ).rows[0];
  const finish = () =>
    database.pool.query(
      "update history_fetch_tasks set status = 'cancelled' where status in ('pending', 'running', 'paused')",
    );
  const comesDue = () =>
    database.pool.query("update schedules set next_run_at = now() - interval '1 second'");

  it("makes an ordinary task of what is due, and sets the next time", async function () {
    const id = await make("1 second", { priority: 170 });
    await pass();
    const [task, ...others] = await tasks();
    assert.equal(others.length, 0);
    assert.deepEqual(
      [
        task.status,
        task.started_by,
        task.priority,
        task.mode,
        task.channel_id,
        task.options,
        task.schedule_id,
      ],
      ["pending", "schedule nightly", 170, "fill", null, {}, id],
    );
    const after = await schedule();
    assert.deepEqual(
      [after.ahead, after.soon, after.last_outcome, after.last_task_id, after.runs],
      [true, true, "started", task.id, "1"],
    );
    await pass();
    assert.equal((await tasks()).length, 1);
  });
  it("leaves alone what is not due, and what is switched off", async function () {
    await make("-1 minute");
    await make("1 minute", { name: "off", enabled: false });
    await pass();
    assert.equal((await tasks()).length, 0);
  });
  it("works out when a new schedule comes due, without running it", async function () {
    await make(null);
    await pass();
    const row = await schedule();
    assert.deepEqual([(await tasks()).length, row.ahead, row.soon], [0, true, true]);
  });
  it("makes up once for however many times were missed while nobody ran it", async function () {
    await make("3 days");
    for (let passes = 0; passes < 3; passes++) {
      await pass();
      await finish();
    }
    assert.equal((await tasks()).length, 1);
  });
  it("runs once although several processes look at the same moment", async function () {
    await make("1 second");
    await Promise.all(Array.from({ length: 8 }, pass));
    assert.deepEqual([(await tasks()).length, (await schedule()).runs], [1, "1"]);
  });
  it("lets through one of those that read the row before any of them ran it", async function () {
    await make("1 second", { newest_days: 7 }); // each would ask for another range: no index holds them back
    const [read] = await findDueSchedules(database.pool, 1);
    assert.ok(read);
    const later = { ...read, readAt: new Date(read.readAt.getTime() + 60_000) };
    const runs = await Promise.all(
      [read, later, read, later].map((one, n) => runSchedule(database.pool, one, n < 2 ? "clock" : "hand")),
    );
    assert.equal(runs.filter((run) => run !== null).length, 1);
    assert.equal((await tasks()).length, 1);
  });
  it("skips a run while a task of it is open, and says so", async function () {
    await make("1 second", { newest_days: 7 });
    await pass();
    await comesDue();
    await pass();
    const row = await schedule();
    const [task] = await tasks();
    assert.equal((await tasks()).length, 1);
    assert.deepEqual([row.last_outcome, row.runs, row.ahead], ["skipped", "2", true]);
    assert.equal(row.last_message, `Task ${task.id} of an earlier run is still open.`);
    await finish();
    await comesDue();
    await pass();
    assert.equal((await tasks()).length, 2);
    assert.deepEqual([(await schedule()).last_outcome, (await schedule()).last_message], ["started", null]);
  });
  it("skips a run while somebody else's task asks for the same", async function () {
    await make("1 second");
    await database.pool.query("insert into history_fetch_tasks (guild_id) values ($1)", [guildId]);
    await pass();
    const row = await schedule();
    assert.deepEqual(
      [(await tasks()).length, row.last_outcome, row.last_message],
      [1, "skipped", "Another task for the same is still open."],
    );
  });
  it("goes by the database's clock, two hours ahead of or behind that of the process", async function () {
    const { now } = Date;
    for (const [hours, ago, made] of [
      [2, "-1 minute", 0],
      [-2, "1 minute", 1],
    ] as const) {
      await database.pool.query("truncate schedules, history_fetch_tasks cascade");
      await make(ago);
      Date.now = () => now() + hours * 3_600_000;
      try {
        await pass();
      } finally {
        Date.now = now;
      }
      const row = await schedule();
      assert.deepEqual([(await tasks()).length, row.ahead, row.soon], [made, true, true], `${hours} h`);
    }
  });
  it("runs neither twice nor never when the database's clock is moved by two hours", async function () {
    await make("1 second");
    await pass();
    await finish();
    // The clock goes back two hours: what was set lies three hours ahead, and is waited for.
    await database.pool.query("update schedules set next_run_at = next_run_at + interval '2 hours'");
    await pass();
    assert.equal((await tasks()).length, 1);
    // It goes forward by four: two times were missed and are made up once.
    await database.pool.query("update schedules set next_run_at = next_run_at - interval '4 hours'");
    await pass();
    await finish();
    await pass();
    assert.equal((await tasks()).length, 2);
  });
  it("asks for the newest days as of each run", async function () {
    await make("1 second", { newest_days: 7, mode: "reconcile", channel_ids: [channelId] });
    await pass();
    const [task] = await tasks();
    assert.deepEqual([task.mode, task.channel_id, task.channel_name], ["reconcile", channelId, "general"]);
    const days = (Date.now() - snowflakeTimeMs(task.after_message_id)) / 86_400_000;
    assert.ok(days > 6.99 && days < 7.01, String(days));
  });
  it("makes one task over several channels, and over an interval as it stands", async function () {
    await makeChannel(database.pool, { id: "300000000000000002", name: "news" });
    const channelIds = [channelId, "300000000000000002"];
    await make("1 second", {
      channel_ids: channelIds,
      after_message_id: 5,
      before_message_id: 50,
      include_threads: true,
    });
    await pass();
    const [task] = await tasks();
    assert.deepEqual(
      [task.channel_id, task.options, task.after_message_id, task.before_message_id],
      [null, { includeThreads: true, channelIds }, "5", "50"],
    );
  });
  it("switches off what never comes due again, and says so", async function () {
    await make(null, { cron: "0 0 31 2 *" });
    await pass();
    const row = await schedule();
    assert.deepEqual([row.enabled, row.last_outcome], [false, "failed"]);
    assert.match(row.last_message, /never comes due again/);
  });
  it("says why no task could be made, and tries again the next time", async function () {
    await make("1 second", { name: "lost" });
    await database.pool.query(`
      create function refuse_all() returns trigger language plpgsql as $$
        begin raise exception 'not today' using errcode = 'check_violation'; end $$;
      create trigger refuse_all before insert on history_fetch_tasks for each row execute function refuse_all()`);
    try {
      await pass();
    } finally {
      await database.pool.query("drop function refuse_all() cascade");
    }
    const row = await schedule();
    assert.deepEqual(
      [row.enabled, row.last_outcome, row.last_message, row.ahead],
      [true, "failed", "not today", true],
    );
  });
});
