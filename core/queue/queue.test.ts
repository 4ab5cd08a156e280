import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { describeTaskTable } from "../../test/support/describeTaskTable.ts";
import { guildId, makeGuild } from "../../test/support/factories.ts";
import { erasureTasks } from "../database/forgetting/erasureTasks.ts";
import { importTasks } from "../database/imports/importTasks.ts";
import { mediaTasks } from "../database/media/mediaTasks.ts";
import { notificationTasks } from "../database/notifications/deliveries.ts";
import { searchIndexTasks } from "../database/search/indexTasks.ts";
import { historyTasks } from "../database/tasks/historyTasks.ts";
import { defineTaskTable } from "./taskTable.ts";

/** A kind of task as the next one will come: a table of its own columns and one call. */
const noopTasks = defineTaskTable({ kind: "noop", toPayload: (row) => ({ note: String(row.note) }) });

const tables = [
  erasureTasks,
  historyTasks,
  importTasks,
  mediaTasks,
  noopTasks,
  notificationTasks,
  searchIndexTasks,
];

describeTaskTable(historyTasks, {
  lanes: [guildId, "200000000000000002"],
  prepare: async (db) => {
    await makeGuild(db);
    await makeGuild(db, { id: "200000000000000002" });
  },
  distinguish: (number) => ({ after_message_id: String(number) }),
});

describeTaskTable(mediaTasks, { lanes: ["0", guildId] });

describeTaskTable(notificationTasks, {
  lanes: ["0", guildId],
  prepare: (db) =>
    db.query(`insert into notification_targets (id, name, kind, url_encrypted, events)
              values (1, 'ops', 'webhook', 'sealed', '{}')`),
  distinguish: () => ({ target_id: 1 }),
});

describeTaskTable(erasureTasks, {
  lanes: ["0", "7"],
  distinguish: (number) => ({ subject: "message", channel_id: 1, message_id: number }),
});

describeTaskTable(importTasks, { lanes: ["0", "7"], distinguish: () => ({ source: "/tmp/export.json" }) });

describeTaskTable(noopTasks, {
  makeTable: async (db) => {
    await db.query(`
      create table noop_tasks (note text not null default '');
      comment on column noop_tasks.note is 'What it does not do.';
      select make_task_queue('noop_tasks')`);
  },
  lanes: ["0", "7"],
});

describeTaskTable(searchIndexTasks, { lanes: ["0", "7"] });

describe("task_queues", function () {
  const database = useTestDatabase();
  it("names exactly the queues that pass the suite above", async function () {
    const { rows } = await database.pool.query<{ kind: string; queue: string }>(
      "select * from task_queues()",
    );
    const tested = tables.map(({ kind, name }) => ({ kind, queue: name }));
    assert.deepEqual(
      rows,
      tested.filter(({ kind }) => kind !== "noop"),
    );
  });
  it("is not changed by asking for a queue again", async function () {
    const schema = async () => {
      const { rows } = await database.pool.query(
        `select conname as name from pg_constraint where conrelid = 'history_fetch_tasks'::regclass
         union all select indexname from pg_indexes where tablename = 'history_fetch_tasks'
         union all select tgname from pg_trigger where tgrelid = 'history_fetch_tasks'::regclass
         order by 1`,
      );
      return rows;
    };
    const before = await schema();
    await database.pool.query("select make_task_queue('history_fetch_tasks', 'guild_id', 'channel_id')");
    assert.deepEqual(await schema(), before);
  });
});
