import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { describeTaskTable } from "../../test/support/describeTaskTable.ts";
import { guildId, makeGuild } from "../../test/support/factories.ts";
import { exportTasks } from "../database/exports/exportTasks.ts";
import { erasureTasks } from "../database/forgetting/erasureTasks.ts";
import { importTasks } from "../database/imports/importTasks.ts";
import { mediaTasks } from "../database/media/mediaTasks.ts";
import { mirrorTasks } from "../database/mirrors/mirrorTasks.ts";
import { notificationTasks } from "../database/notifications/deliveries.ts";
import { responseTasks } from "../database/responses/responseTasks.ts";
import { searchIndexTasks } from "../database/search/indexTasks.ts";
import { historyTasks } from "../database/tasks/historyTasks.ts";
import { defineTaskTable } from "./taskTable.ts";

/** A kind of task as the next one will come: a table of its own columns and one call. */
const noopTasks = defineTaskTable({ kind: "noop", toPayload: (row) => ({ note: String(row.note) }) });

const tables = [
  erasureTasks,
  exportTasks,
  historyTasks,
  importTasks,
  mediaTasks,
  mirrorTasks,
  noopTasks,
  notificationTasks,
  responseTasks,
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

describeTaskTable(exportTasks, { lanes: ["0", "7"], distinguish: () => ({ guild_id: 1 }) });

describeTaskTable(importTasks, { lanes: ["0", "7"], distinguish: () => ({ source: "/tmp/export.json" }) });

describeTaskTable(mirrorTasks, {
  lanes: ["7", "8"],
  prepare: (db) =>
    db.query(`
      insert into guilds (id, platform, name) values (-1001, 'telegram', 'Source');
      insert into channels (id, guild_id, kind, name) values (-1001, -1001, 'chat', 'Source');
      insert into mirrors (id, source_guild_id, source_channel_id, target_platform, makes_target)
      values (1, -1001, -1001, 'telegram', true);
      insert into mirror_settings (concurrent_mirrors, default_mirror_mode, auto_channel_prefix, auto_channel_private,
        auto_channel_admins, mirror_interval_ms, max_retry_count, retry_interval_sec, skip_after_max_retry,
        sync_message_edits, keep_edit_history, sync_message_deletions, mirror_videos, max_file_size_mb,
        skip_protected_content, group_media_messages, media_group_buffer_ms, message_filter, filter_keywords, filter_kinds,
        filter_senders, name_authors, sync_comments, max_comments_per_post)
      values (10, 'copy', '', true, '{}', 0, 3, 60, true, false, true, false, true, 100, true, true, 1500, 'off', '{}', '{}', '{}', true, false, 500)`),
  distinguish: () => ({ mirror_id: 1 }),
});

describeTaskTable(noopTasks, {
  makeTable: async (db) => {
    await db.query(`
      create table noop_tasks (note text not null default '');
      comment on column noop_tasks.note is 'What it does not do.';
      select make_task_queue('noop_tasks')`);
  },
  lanes: ["0", "7"],
});

describeTaskTable(responseTasks, { lanes: ["0", guildId] });

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
