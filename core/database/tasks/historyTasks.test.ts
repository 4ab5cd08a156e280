import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { claimOne, guildId, makeChannel, makeTask, readTask } from "../../../test/support/factories.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { releaseFannedOut, settleTask } from "../../queue/settle.ts";
import {
  type HistoryTask,
  historyTasks,
  insertChildTasks,
  refreshGuildTasks,
  reportPage,
} from "./historyTasks.ts";

const page = {
  fetched: 100,
  saved: 90,
  duplicate: 8,
  updated: 2,
  deleted: 0,
  reactionsChanged: 0,
  oldestMessageId: "500",
  newestMessageId: "900",
  progress: 0.5,
  anchorMessageId: "900",
  reread: null,
};
const channels = [1, 2, 3].map((n) => ({ id: `30000000000000000${n}`, name: `channel-${n}` }));

describe("reportPage", function () {
  const database = useTestDatabase();
  it("adds to the counters, widens the range read, keeps the first anchor and resets attempts", async function () {
    await makeTask(database.pool, { attempts: 4 });
    const task = await claimOne(database.pool);
    await database.pool.query("update history_fetch_tasks set crash_count = 3");
    await reportPage(database.pool, task, page);
    await reportPage(database.pool, task, {
      ...page,
      oldestMessageId: "100",
      newestMessageId: "499",
      progress: 1,
      anchorMessageId: "901",
    });
    const row = await readTask(database.pool, task.id);
    assert.deepEqual(
      [row.messages_fetched, row.messages_saved, row.messages_duplicate, row.messages_updated],
      ["200", "180", "16", "4"],
    );
    assert.deepEqual(
      [row.start_message_id, row.end_message_id, row.anchor_message_id],
      ["100", "900", "900"],
    );
    assert.deepEqual([row.attempts, row.crash_count, row.progress], [1, 0, 1]);
  });
  it("collects what a reconcile has read again", async function () {
    await makeTask(database.pool, { mode: "reconcile" });
    const task = await claimOne(database.pool);
    await reportPage(database.pool, task, { ...page, reread: { fromId: "500", toId: "901" } });
    await reportPage(database.pool, task, { ...page, reread: { fromId: "100", toId: "500" } });
    assert.equal((await readTask(database.pool, task.id)).reread, "{[100,901)}");
  });
  it("throws for a claim that has ended", async function () {
    await makeTask(database.pool);
    const task = await claimOne(database.pool);
    await database.pool.query("update history_fetch_tasks set fence = fence + 1");
    await assert.rejects(reportPage(database.pool, task, page), LeaseLostError);
  });
});

describe("a guild task and its children", function () {
  const database = useTestDatabase();

  async function fanOut(): Promise<HistoryTask> {
    await makeTask(database.pool, { priority: 7, after_message_id: "5" });
    const parent = await claimOne(database.pool);
    await insertChildTasks(database.pool, parent, channels);
    await releaseFannedOut(database.pool, historyTasks, parent, null);
    return parent;
  }
  const children = async () =>
    (
      await database.pool.query<Record<string, unknown>>(
        "select * from history_fetch_tasks where parent_task_id is not null order by id",
      )
    ).rows;
  const setStatus = (id: string, status: string) =>
    database.pool.query("update history_fetch_tasks set status = $1 where id = $2", [status, id]);
  const statuses = async () => (await children()).map((child) => child.status);

  it("gives each channel one child with the parent's range and priority, however often it is repeated", async function () {
    const parent = await fanOut();
    await insertChildTasks(database.pool, parent, channels);
    const rows = await children();
    assert.equal(rows.length, 3);
    assert.deepEqual(
      [rows[0]?.guild_id, rows[0]?.channel_name, rows[0]?.priority, rows[0]?.after_message_id],
      [guildId, "channel-1", 7, "5"],
    );
  });
  it("is held by nobody once fanned out, and is not reaped", async function () {
    const parent = await fanOut();
    const row = await readTask(database.pool, parent.id);
    assert.deepEqual([row.status, row.worker_id, row.lease_expires_at], ["running", null, null]);
    assert.ok(row.fanned_out_at);
  });
  it("shows the sums of its children and ends with the last of them", async function () {
    const parent = await fanOut();
    for (const _channel of channels) {
      const child = await claimOne(database.pool);
      await reportPage(database.pool, child, page);
      await refreshGuildTasks(database.pool);
      assert.equal((await readTask(database.pool, parent.id)).status, "running");
      await settleTask(database.pool, historyTasks, child, { kind: "completed" });
    }
    await refreshGuildTasks(database.pool);
    const row = await readTask(database.pool, parent.id);
    assert.deepEqual(
      [row.status, row.messages_saved, row.progress, row.error_message],
      ["completed", "270", 1, null],
    );
    assert.ok(row.completed_at);
  });
  it("measures its progress by messages, not by children", async function () {
    const parent = await fanOut();
    const [large, small] = [await claimOne(database.pool), await claimOne(database.pool)];
    await reportPage(database.pool, large, { ...page, fetched: 100, progress: 0.1 });
    await reportPage(database.pool, small, { ...page, fetched: 10, progress: 1 });
    await settleTask(database.pool, historyTasks, small, { kind: "completed" });
    await refreshGuildTasks(database.pool);
    // 100 of 1,000, 10 of 10, and the third has not begun: the median of the others.
    const progress = Number((await readTask(database.pool, parent.id)).progress);
    assert.ok(Math.abs(progress - 110 / (1_010 + 505)) < 1e-6, String(progress));
  });
  it("ends as a warning that quotes the children that did not succeed", async function () {
    const parent = await fanOut();
    const first = await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, first, {
      kind: "warning",
      reason: "missing_permission",
      message: "It lacks View Channel.",
    });
    for (let n = 0; n < 2; n++)
      await settleTask(database.pool, historyTasks, await claimOne(database.pool), { kind: "completed" });
    await refreshGuildTasks(database.pool);
    const row = await readTask(database.pool, parent.id);
    assert.equal(row.status, "warning");
    assert.equal(
      row.error_message,
      "1 of 3 channels could not be read completely: #channel-1 (warning): It lacks View Channel.",
    );
  });
  it("ends as a warning for what could not become a child, and at once when there is none", async function () {
    await makeTask(database.pool);
    const parent = await claimOne(database.pool);
    await releaseFannedOut(
      database.pool,
      historyTasks,
      parent,
      "The archived threads of #a could not be listed.",
    );
    await refreshGuildTasks(database.pool);
    const row = await readTask(database.pool, parent.id);
    assert.deepEqual(
      [row.status, row.error_message],
      ["warning", "The archived threads of #a could not be listed."],
    );
  });
  it("takes its children with it when it is cancelled", async function () {
    const parent = await fanOut();
    await claimOne(database.pool);
    await setStatus(parent.id, "cancelled");
    assert.deepEqual(await statuses(), ["cancelled", "cancelled", "cancelled"]);
    assert.equal((await children())[0]?.status_reason, "parent_cancelled");
  });
  it("pauses and resumes its children, but not those that were paused before", async function () {
    const parent = await fanOut();
    const [first] = await children();
    await setStatus(String(first?.id), "paused");
    await setStatus(parent.id, "paused");
    assert.deepEqual(await statuses(), ["paused", "paused", "paused"]);
    await setStatus(parent.id, "pending"); // what the API and a person write to resume
    assert.equal((await readTask(database.pool, parent.id)).status, "running");
    assert.deepEqual(await statuses(), ["paused", "pending", "pending"]);
  });
  it("opens again for a child that is retried alone", async function () {
    const parent = await fanOut();
    await setStatus(parent.id, "cancelled");
    const [first] = await children();
    await setStatus(String(first?.id), "pending");
    assert.equal((await readTask(database.pool, parent.id)).status, "running");
    await settleTask(database.pool, historyTasks, await claimOne(database.pool), { kind: "completed" });
    await refreshGuildTasks(database.pool);
    assert.equal((await readTask(database.pool, parent.id)).status, "warning"); // the two others stay cancelled
  });
  it("retried as a whole, runs only the children that did not succeed", async function () {
    const parent = await fanOut();
    await settleTask(database.pool, historyTasks, await claimOne(database.pool), { kind: "completed" });
    for (let n = 0; n < 2; n++) {
      await settleTask(database.pool, historyTasks, await claimOne(database.pool), {
        kind: "failed",
        reason: "unknown_channel",
        message: "Gone.",
      });
    }
    await refreshGuildTasks(database.pool);
    await setStatus(parent.id, "pending");
    const again = await claimOne(database.pool);
    assert.equal(again.id, parent.id);
    await insertChildTasks(database.pool, again, channels);
    assert.deepEqual(await statuses(), ["completed", "pending", "pending"]);
  });
  it("ends completed with a note when channels were left out, as the recently completed show", async function () {
    const parent = await fanOut();
    await database.pool.query(
      "update history_fetch_tasks set note = '1 channel was left out: #mods.' where id = $1",
      [parent.id],
    );
    for (let n = 0; n < 3; n++)
      await settleTask(database.pool, historyTasks, await claimOne(database.pool), { kind: "completed" });
    await refreshGuildTasks(database.pool);
    const { rows } = await database.pool.query(
      "SELECT id, status_reason, error_message FROM history_fetch_tasks WHERE status='completed' AND parent_task_id IS NULL ORDER BY completed_at DESC LIMIT 10",
    );
    assert.deepEqual(rows, [
      { id: parent.id, status_reason: "channels_left_out", error_message: "1 channel was left out: #mods." },
    ]);
  });
});

describe("history_fetch_tasks in psql", function () {
  const database = useTestDatabase();
  it("answers the three queries of the operations manual as they stand there", async function () {
    await makeTask(database.pool, { channel_id: "300000000000000001" });
    await makeTask(database.pool, { channel_id: "300000000000000002" });
    await makeTask(database.pool, { channel_id: "300000000000000003" });
    await claimOne(database.pool);
    await settleTask(database.pool, historyTasks, await claimOne(database.pool), { kind: "completed" });
    for (const sql of [
      "SELECT * FROM history_fetch_tasks WHERE status='pending';",
      "SELECT * FROM history_fetch_tasks WHERE status='running';",
      "SELECT * FROM history_fetch_tasks WHERE status='completed' ORDER BY completed_at DESC LIMIT 10;",
    ]) {
      assert.equal((await database.pool.query(sql)).rows.length, 1, sql);
    }
  });
  it("explains every table and column", async function () {
    const { rows } = await database.pool.query<{ name: string }>(`
      select c.relname || coalesce('.' || a.attname, '') as name
      from pg_class c
      left join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where c.relkind = 'r' and c.relname <> 'pgmigrations' and col_description(c.oid, coalesce(a.attnum, 0)) is null
      union
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where c.relkind = 'r' and c.relname <> 'pgmigrations' and obj_description(c.oid) is null`);
    assert.deepEqual(rows, []);
  });
});

describe("a history fetch written in SQL", function () {
  const database = useTestDatabase();
  const channel = (number: number) => String(300000000000000000n + BigInt(number));
  it("fills in what follows from the ids and refuses a channel of another guild", async function () {
    const { id: channelId } = await makeChannel(database.pool, { name: "announcements" });
    const row = await readTask(
      database.pool,
      await makeTask(database.pool, { guild_id: null, channel_id: channelId }),
    );
    assert.deepEqual([row.guild_id, row.channel_name, row.platform], [guildId, "announcements", "discord"]);
    await assert.rejects(
      makeTask(database.pool, { guild_id: "200000000000000002", channel_id: channelId }),
      /belongs to guild/,
    );
    assert.equal(
      (await readTask(database.pool, await makeTask(database.pool, { guild_id: "-1001234567890" }))).platform,
      "telegram",
    );
  });
  it("keeps one open task per channel, range and mode", async function () {
    await makeTask(database.pool, { channel_id: channel(1) });
    await assert.rejects(makeTask(database.pool, { channel_id: channel(1) }), /history_fetch_tasks_open/);
    await makeTask(database.pool, { channel_id: channel(1), mode: "reconcile" });
    await makeTask(database.pool, { channel_id: channel(1), after_message_id: "5" });
    await makeTask(database.pool, {});
    await assert.rejects(makeTask(database.pool, {}), /history_fetch_tasks_open/);
    await makeTask(database.pool, { options: JSON.stringify({ channelIds: ["1"] }) });
    await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    await makeTask(database.pool, { channel_id: channel(1) });
  });
});
