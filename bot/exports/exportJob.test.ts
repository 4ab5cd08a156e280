import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { exportTasks } from "../../core/database/exports/exportTasks.ts";
import { markExportsStale } from "../../core/database/forgetting/staleExports.ts";
import { exportFolder, exportParts } from "../../core/exports/exportFolder.ts";
import { openExportPlaces } from "../../core/exports/exportPlaces.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { settleTask } from "../../core/queue/settle.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { useExports } from "../../test/support/exportRuns.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { makeRichArchive, rich, richId } from "../../test/support/richArchive.ts";
import { removeExports } from "./removeExports.ts";

const silent = { info() {} } as never;

describe("exportArchive", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const ids = (files: Map<string, Buffer>): string[] =>
    [...files.values()].flatMap((content) =>
      (JSON.parse(content.toString()) as { messages: { id: string }[] }).messages.map(({ id }) => id),
    );
  const row = async (id: string) =>
    (await database.pool.query<Record<string, unknown>>("select * from export_tasks where id = $1", [id]))
      .rows[0];
  const removal = () => ({
    pool: database.pool,
    dataDir: exports.dataDir,
    places: openExportPlaces(exports.dataDir, null),
    log: silent,
  });
  /** A channel of many small messages. */
  async function many(count: number): Promise<void> {
    await makeChannel(database.pool);
    const messages = Array.from({ length: count }, (_each, index) =>
      archiveMessage({ id: String(BigInt(richId(1)) + BigInt(index)), content: `m ${index}` }),
    );
    await insertMessages(database.pool, { guildId, channelId }, messages);
    await database.pool.query("update channels set message_count = $1", [count]);
  }

  it("exports a server with its threads, a file per channel in one zip", async function () {
    await makeRichArchive(database.pool);
    const { row, files } = await exports.run({ guild_id: rich.guild });
    assert.deepEqual(
      [...files.keys()],
      [
        `Harbour _ Quay - Docks - quay [${rich.channel}].json`,
        `Harbour _ Quay - quay - ropes [${rich.thread}].json`,
      ],
    );
    assert.deepEqual([row.messages_total, row.messages_written, row.progress], ["19", "19", 1]);
    assert.equal(row.result_name, `Harbour _ Quay (json ${String(row.id)}).zip`);
    assert.deepEqual(await exports.paths(), [
      `${String(row.id)}/Harbour _ Quay (json ${String(row.id)}).zip`,
    ]);
  });
  it("exports what was chosen: channels, a person, a time, a search", async function () {
    await makeRichArchive(database.pool);
    const chosen = async (columns: Record<string, unknown>) => ids((await exports.run(columns)).files).length;
    assert.equal(await chosen({ channel_ids: [rich.thread] }), 2);
    assert.equal(await chosen({ channel_ids: [rich.channel] }), 19); // with the thread in it
    assert.equal(await chosen({ guild_id: rich.guild, person_id: rich.bo }), 9);
    assert.equal(
      await chosen({
        guild_id: rich.guild,
        after_at: "2022-05-01T00:05:00Z",
        before_at: "2022-05-01T00:08:00Z",
      }),
      3,
    );
    assert.equal(await chosen({ guild_id: rich.guild, query: "from:ada an answer" }), 1);
    assert.equal(await chosen({ query: "tea", guild_id: rich.chat }), 1);
    assert.equal(await chosen({ person_id: rich.telegramAda, channel_ids: [rich.chat] }), 7);
  });
  it("fails in words where nothing fits, and where the search is not understood", async function () {
    await makeRichArchive(database.pool);
    await assert.rejects(exports.run({ guild_id: "210000000000000099" }), { code: "export_empty" });
    await settleTask(database.pool, exportTasks, { id: "0", fence: "0" }, { kind: "completed" }).catch(
      () => undefined,
    );
    await database.pool.query("delete from export_tasks");
    await assert.rejects(exports.run({ query: "from:nobody-of-this-name" }), {
      code: "export_query_refused",
    });
  });
  it("begins a new file after so many messages or bytes", async function () {
    await many(25);
    const { files } = await exports.run({ guild_id: guildId, partition_messages: 10, file_names: "%C" });
    assert.deepEqual([...files.keys()], ["general.json", "general [part 2].json", "general [part 3].json"]);
    assert.equal(new Set(ids(files)).size, 25);
    const bySize = await exports.run({ guild_id: guildId, partition_bytes: 2_000, format: "jsonl" });
    assert.ok(bySize.files.size > 1);
    for (const content of bySize.files.values()) assert.ok(content.length < 2_600);
  });
  it("leaves out what is sent after its beginning", async function () {
    await many(3);
    await exports.ask({ guild_id: guildId, partition_messages: 1 });
    const task = await exports.claim();
    const stop = new AbortController();
    // Its process ends with the first whole file.
    const isOver = (async () => {
      while (!stop.signal.aborted) {
        const { rows } = await database.pool.query("select 1 from export_files");
        if (rows.length > 0) stop.abort(new Error("gone"));
      }
    })();
    await exports.work(task, stop.signal).catch(() => undefined);
    stop.abort();
    await isOver;
    await insertMessages(database.pool, { guildId, channelId }, [
      archiveMessage({ id: String(BigInt(richId(1)) + 100n) }),
    ]);
    await database.pool.query("update export_tasks set status = 'pending' where status = 'running'");
    if ((await row(task.id))?.status === "pending") await exports.work(await exports.claim());
    assert.equal((await row(task.id))?.messages_written, "3");
  });
  it("goes on behind the last whole file wherever its process ends, with nothing twice", async function () {
    await many(3_300);
    const id = await exports.ask({
      guild_id: guildId,
      partition_messages: 500,
      format: "jsonl",
      file_names: "%C",
    });
    let rounds = 0;
    for (let fence = ""; ; ) {
      rounds++;
      const task = await exports.claim();
      assert.notEqual(task.fence, fence);
      fence = task.fence;
      const stop = new AbortController();
      const isOver = (async () => {
        while (!stop.signal.aborted) {
          const { position } = (await row(id)) ?? {};
          const { files = 0 } = position as { files?: number };
          if (files > task.position.files) stop.abort(new Error("gone"));
        }
      })();
      const outcome = await exports.work(task, stop.signal).catch((error: Error) => error.message);
      stop.abort();
      await isOver;
      if (typeof outcome === "object") break;
      assert.equal(outcome, "gone");
      await database.pool.query("update export_tasks set status = 'pending'");
    }
    assert.ok(rounds > 2, `ended only ${rounds - 1} times`);
    const { messages_written, bytes_written } = (await row(id)) ?? {};
    const { rows } = await database.pool.query<Record<string, string>>(
      "select count(*), sum(messages) as messages, sum(size_bytes) as bytes from export_files",
    );
    assert.deepEqual([messages_written, rows[0]?.count], ["3300", "7"]);
    assert.deepEqual([rows[0]?.messages, rows[0]?.bytes], ["3300", bytes_written]);
  });
  it("waits where the disk is full, leaves nothing half, and goes on once there is room", async function () {
    await many(30);
    const columns = {
      guild_id: guildId,
      partition_messages: 10,
      format: "jsonl",
      file_names: "%C",
      name: "n",
    };
    const { plan, frozen_at, messages_total } = (await exports.run(columns)).row;
    const frozen = { plan: JSON.stringify(plan), frozen_at, messages_total };
    const id = await exports.ask({ ...columns, ...frozen });
    // The kernel's own device on which nothing has room: under the second file, then under the zip.
    const full = (path: string) => symlink("/dev/full", join(exportFolder(exports.dataDir, id), path));
    await mkdir(exportParts(exports.dataDir, id), { recursive: true });
    for (const [path, whole] of [
      ["parts/general [part 2].jsonl.arriving", 1],
      ["n.zip.arriving", 3],
    ] as const) {
      await full(path);
      await assert.rejects(exports.work(await exports.claim()), {
        name: "SnoozeError",
        code: "export_disk_low",
      });
      const parts = ["general [part 2].jsonl", "general [part 3].jsonl", "general.jsonl"];
      const left = await exports.paths();
      assert.deepEqual(
        left.filter((name) => name.startsWith(`${id}/`)),
        (whole === 1 ? parts.slice(2) : parts).map((name) => `${id}/parts/${name}`),
      );
      assert.equal((await row(id))?.result_name, null);
      await database.pool.query("update export_tasks set status = 'pending' where id = $1", [id]);
    }
    await exports.work(await exports.claim());
    assert.equal((await row(id))?.messages_written, "30");
  });
  it("begins no file that would leave less than the floor", async function () {
    await many(2);
    await exports.ask({ guild_id: guildId });
    const room = { minFreeBytes: 10, findFreeBytes: async () => 9 };
    const task = await exports.claim();
    await assert.rejects(exports.work(task, undefined, room), { code: "export_disk_low" });
    assert.deepEqual(await exports.paths(), []);
    assert.equal((await exports.work(task, undefined, { ...room, minFreeBytes: 9 })).kind, "completed");
  });
  it("begins anew where the files of an earlier attempt are gone", async function () {
    await many(30);
    const id = await exports.ask({ guild_id: guildId, partition_messages: 10 });
    const task = await exports.claim();
    await database.pool.query(
      `insert into export_files (task_id, number, path, channel_id, part, messages, size_bytes) values ($1, 0, 'x', 1, 1, 10, 5)`,
      [id],
    );
    await exports.work({ ...task, plan: [], frozenAt: new Date(), position: { ...task.position, files: 1 } });
    assert.equal((await row(id))?.messages_written, "30");
  });
  it("writes nothing once its claim has ended", async function () {
    await many(5);
    await exports.ask({ guild_id: guildId });
    const task = await exports.claim();
    await database.pool.query("update export_tasks set status = 'cancelled'");
    await assert.rejects(exports.work(task), { name: "LeaseLostError" });
    assert.deepEqual(await exports.paths(), []);
  });
  it("is not given out any more once somebody in it is erased, and its files go", async function () {
    await makeRichArchive(database.pool);
    const [withBo, withoutBo] = [
      await exports.run({ guild_id: rich.guild }),
      await exports.run({ guild_id: rich.chat }),
    ];
    await exports.ask({ guild_id: rich.guild, query: `from:${rich.bo}` });
    await inTransaction(database.pool, (tx) => markExportsStale(tx, { personId: rich.bo }));
    assert.ok((await row(withBo.id))?.stale_at);
    assert.equal((await row(withoutBo.id))?.stale_at, null);
    const { rows } = await database.pool.query("select id from export_tasks where query is not null");
    assert.deepEqual(rows, []);
    const deps = removal();
    assert.equal(await removeExports(deps), 1);
    assert.ok((await row(withBo.id))?.removed_at);
    assert.deepEqual(await exports.paths(), [`${withoutBo.id}/${String(withoutBo.row.result_name)}`]);
    const people = await database.pool.query("select * from export_people where task_id = $1", [withBo.id]);
    assert.deepEqual(people.rows, []);
  });
  it("begins anew when somebody is erased while it is being written", async function () {
    await many(5);
    const id = await exports.ask({ guild_id: guildId, partition_messages: 1 });
    const task = await exports.claim();
    await exports.work(task).catch(() => undefined);
    await database.pool.query("update export_tasks set result_name = null, plan = '[]'");
    await inTransaction(database.pool, (tx) => markExportsStale(tx, { personId: "1" }));
    const { status, plan } = (await row(id)) ?? {};
    assert.deepEqual([status, plan], ["pending", null]);
  });
  it("removes the files of exports when they expire, and those of no task", async function () {
    await many(2);
    const { id } = await exports.run({ guild_id: guildId });
    const deps = removal();
    assert.equal(await removeExports(deps), 0);
    await database.pool.query("update export_tasks set expires_at = now()");
    assert.equal(await removeExports(deps), 1);
    assert.ok((await row(id))?.removed_at);
    const other = await exports.run({ guild_id: guildId });
    await database.pool.query("delete from export_tasks where id = $1", [other.id]);
    assert.equal(await removeExports(deps), 1);
    assert.deepEqual(await exports.paths(), []);
  });
});
