import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exportTasks } from "../../core/database/exports/exportTasks.ts";
import { markExportsStale } from "../../core/database/forgetting/staleExports.ts";
import { exportFolder } from "../../core/exports/exportFolder.ts";
import { openExportPlaces } from "../../core/exports/exportPlaces.ts";
import { createLogger } from "../../core/log.ts";
import type { Blobs } from "../../core/media/blobs.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { settleTask } from "../../core/queue/settle.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { useExports } from "../../test/support/exportRuns.ts";
import { makeRichArchive, rich } from "../../test/support/richArchive.ts";
import { useS3 } from "../../test/support/s3.ts";
import { runDueSchedules } from "../maintenance/scheduler.ts";
import { removeExports } from "./removeExports.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("scheduled exports", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const s3 = useS3();
  beforeEach(() => makeRichArchive(database.pool));

  const places = () => openExportPlaces(exports.dataDir, s3.config);
  const deps = () => ({ pool: database.pool, dataDir: exports.dataDir, places: places(), log });
  /** A schedule that is due, as psql makes one. */
  async function make(columns: Record<string, unknown> = {}): Promise<string> {
    const row: Record<string, unknown> = {
      name: "weekly",
      kind: "export",
      guild_id: rich.guild,
      cron: "0 4 * * mon",
      ...columns,
    };
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into schedules (${Object.keys(row).join(", ")}, next_run_at)
       values (${Object.keys(row)
         .map((_, n) => `$${n + 1}`)
         .join(", ")}, now() - interval '1 minute') returning id`,
      Object.values(row),
    );
    return rows[0]?.id ?? "";
  }
  const task = async (id: string) =>
    (await database.pool.query<Record<string, unknown>>("select * from export_tasks where id = $1", [id]))
      .rows[0] ?? {};
  /** Runs what is due, works it and returns the export's row. */
  async function round(): Promise<Record<string, unknown>> {
    await database.pool.query("update schedules set next_run_at = now() - interval '1 minute'");
    await runDueSchedules(deps());
    const claimed = await exports.claim();
    const outcome = await exports.work(claimed, undefined, { places: places() });
    assert.equal(outcome.kind, "completed");
    await settleTask(database.pool, exportTasks, claimed, outcome);
    return task(claimed.id);
  }
  const listed = async (blobs: Blobs): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path } of blobs.list()) paths.push(path);
    return paths.sort();
  };

  it("ask for an export when they come due, once, with what was chosen", async function () {
    const id = await make({
      export_format: "csv",
      export_files: "left_out",
      export_days: 7,
      channel_ids: [rich.thread],
      time_zone: "Asia/Taipei",
      priority: 170,
    });
    await runDueSchedules(deps());
    await runDueSchedules(deps());
    const { rows } = await database.pool.query(
      `select name, format, guild_id, channel_ids, timezone, files, destination, folder, priority, started_by, schedule_id,
         now() - after_at between interval '7 days' and interval '7 days 1 minute' as is_recent
       from export_tasks`,
    );
    assert.deepEqual(rows, [
      {
        name: "weekly",
        format: "csv",
        guild_id: rich.guild,
        channel_ids: [rich.thread],
        timezone: "Asia/Taipei",
        files: "left_out",
        destination: "folder",
        folder: `schedule-${id}`,
        priority: 170,
        started_by: "schedule weekly",
        schedule_id: id,
        is_recent: true,
      },
    ]);
    await database.pool.query("update schedules set next_run_at = now() - interval '1 minute'");
    await runDueSchedules(deps());
    const after = await database.pool.query("select last_outcome, last_message, runs from schedules");
    assert.equal(after.rows[0].last_outcome, "skipped");
    assert.match(after.rows[0].last_message, /still open/);
    assert.equal(after.rows[0].runs, "2");
  });
  for (const destination of ["folder", "s3"] as const)
    it(`bring it to ${destination === "s3" ? "the bucket" : "a folder"}, and keep the newest there`, async function () {
      await make({ export_destination: destination, export_folder: "harbour", export_keep: 2 });
      const place = () => places()[destination] as Blobs;
      const paths: string[] = [];
      for (let run = 0; run < 3; run++) {
        const row = await round();
        assert.match(
          String(row.delivered_path),
          new RegExp(`^harbour/\\d{4}-\\d\\d-\\d\\dT\\d{4}Z-${String(row.id)}\\.zip$`),
        );
        assert.equal(row.expires_at, null);
        assert.equal(await place().findSize(String(row.delivered_path)), Number(row.result_bytes));
        paths.push(String(row.delivered_path));
        await removeExports(deps());
      }
      assert.deepEqual(await listed(place()), paths.slice(1).sort());
      const { rows } = await database.pool.query(
        "select removed_at is not null as gone from export_tasks order by id",
      );
      assert.deepEqual(
        rows.map(({ gone }) => gone),
        [true, false, false],
      );
      assert.deepEqual(await exports.paths(), [], "nothing is left where it was made");
      // The console downloads from where it lies.
      const zip: Buffer[] = [];
      for await (const part of await place().open(paths[2] ?? "", { start: 0, end: 3 }))
        zip.push(part as Buffer);
      assert.equal(Buffer.concat(zip).toString(), "PK\x03\x04");
    });
  it("leave nothing of somebody who is erased, as soon as the place can be reached", async function () {
    await make({ export_destination: "s3" });
    const row = await round();
    const { rows } = await database.pool.query("select user_id from export_people where task_id = $1", [
      row.id,
    ]);
    assert.ok(rows.some(({ user_id }) => user_id === rich.bo));
    await inTransaction(database.pool, (tx) => markExportsStale(tx, { personId: rich.bo }));
    await removeExports({ ...deps(), places: { ...places(), s3: null } });
    assert.equal((await task(String(row.id))).removed_at, null, "it still lies there");
    await removeExports(deps());
    assert.deepEqual(await listed(places().s3 as Blobs), []);
    assert.ok((await task(String(row.id))).removed_at);
  });
  it("fail in words without a bucket, and wait while it is away", async function () {
    await make({ export_destination: "s3" });
    await runDueSchedules(deps());
    const claimed = await exports.claim();
    const away = places();
    await assert.rejects(
      exports.work(claimed, undefined, { places: openExportPlaces(exports.dataDir, null) }),
      { code: "export_no_bucket" },
    );
    await s3.close();
    await assert.rejects(exports.work(await restart(claimed.id), undefined, { places: away }), {
      name: "RetryableError",
      code: "storage_unavailable",
    });
    assert.equal((await task(claimed.id)).result_name, null);
  });
  it("give the very file again when the bot ends behind its arrival", async function () {
    await make();
    await runDueSchedules(deps());
    const claimed = await exports.claim();
    const interrupted = exports.work(claimed, undefined, {
      places: {
        ...places(),
        folder: {
          ...places().folder,
          // The file is there, and the bot is gone before the row is told.
          async keep(from, path, facts) {
            await places().folder.keep(from, path, facts);
            throw new Error("gone");
          },
        },
      },
    });
    await assert.rejects(interrupted, { message: "gone" });
    const before = await listed(places().folder);
    const bytes = await readFile(join(exports.dataDir, "scheduled-exports", before[0] ?? ""));
    assert.equal(
      (await exports.work(await restart(claimed.id), undefined, { places: places() })).kind,
      "completed",
    );
    assert.deepEqual(await listed(places().folder), before);
    assert.deepEqual(await readFile(join(exports.dataDir, "scheduled-exports", before[0] ?? "")), bytes);
    await assert.rejects(readFile(exportFolder(exports.dataDir, claimed.id)));
  });
  const restart = async (id: string) => {
    await database.pool.query("update export_tasks set status = 'pending' where id = $1", [id]);
    return exports.claim();
  };

  const refused: [what: string, columns: Record<string, unknown>][] = [
    ["a folder that leads elsewhere", { export_folder: "../up" }],
    ["a format that is not known", { export_format: "docx" }],
    ["to keep nothing", { export_keep: 0 }],
    ["days of fetches", { newest_days: 7 }],
    ["a re-read", { mode: "reconcile" }],
  ];
  for (const [what, columns] of refused)
    it(`are not made in SQL with ${what}`, async function () {
      await assert.rejects(make(columns), { code: "23514" });
    });
});
