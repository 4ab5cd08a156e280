import assert from "node:assert/strict";
import { join } from "node:path";
import { importTasks } from "../../core/database/imports/importTasks.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { dceExport, dceMessage } from "../../test/support/exports/dce.ts";
import { workerId } from "../../test/support/factories.ts";
import { useImports } from "../../test/support/imports.ts";
import { partSize } from "./export.ts";

describe("an import that is interrupted", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;

  it("goes on where its last part ended, with nothing counted twice", async function () {
    this.timeout(60_000);
    const attachment = {
      id: "710000000000000001",
      url: "files/map.png",
      fileName: "map.png",
      fileSizeBytes: 3,
    };
    const messages = Array.from({ length: 2 * partSize + 10 }, (_each, index) =>
      dceMessage(index + 1, index === partSize ? { attachments: [attachment] } : {}),
    );
    const folder = await imports.write({ "quay.json": dceExport(messages), "files/map.png": "map" });
    const task = await imports.claim(join(folder, "quay.json"));
    // Its process is gone after every part in turn: the next one finds what is committed, and nothing else.
    let fence = task.fence;
    for (let interruption = 1; ; interruption++) {
      const [row] = await rows(`select position from import_tasks where id = ${task.id}`);
      const claimed = interruption === 1 ? task : (await reclaim())[0];
      assert.ok(claimed);
      assert.ok(claimed.fence >= fence);
      fence = claimed.fence;
      const stop = new AbortController();
      const look = async () => {
        const [now] = await rows(`select position from import_tasks where id = ${task.id}`);
        if (JSON.stringify(now?.position) !== JSON.stringify(row?.position)) stop.abort(new Error("gone"));
      };
      const watch = setInterval(() => void look(), 5);
      const outcome = await imports.work(claimed, stop.signal).catch((error: Error) => error.message);
      clearInterval(watch);
      if (typeof outcome === "object") break;
      assert.equal(outcome, "gone");
      await database.pool.query(`update import_tasks set status = 'pending' where id = ${task.id}`);
    }
    const [row] = await rows(
      "select messages_read, messages_saved, files_stored, progress from import_tasks",
    );
    const count = String(messages.length);
    assert.deepEqual(row, { messages_read: count, messages_saved: count, files_stored: "1", progress: 1 });
    assert.deepEqual(
      await rows(
        "select message_count, (select count(*) from messages) as stored from channels where kind = 'text'",
      ),
      [{ message_count: count, stored: count }],
    );
  });

  it("ends with what is wrong with a file that was read before the interruption", async function () {
    const whole = (first: number) =>
      dceExport(Array.from({ length: 20 }, (_each, index) => dceMessage(first + index)));
    const folder = await imports.write({
      "a.json": whole(1).slice(0, -700),
      "b.json": whole(100),
      "notes.html": "<p>hello",
    });
    // Its process is gone as soon as the flawed file is done.
    await database.pool.query(`
      create function gone() returns trigger language plpgsql as $$ begin raise exception 'gone'; end $$;
      create trigger gone before update on import_tasks for each row
        when (old.position -> 'files' = '1' and new.position -> 'parts' = '1') execute function gone()`);
    const task = await imports.claim(folder);
    try {
      await assert.rejects(imports.work(task), /gone/);
    } finally {
      await database.pool.query("drop trigger gone on import_tasks; drop function gone()");
    }
    await database.pool.query("update import_tasks set status = 'pending'");
    const [again] = await reclaim();
    assert.ok(again);
    const outcome = await imports.work(again);
    assert.equal(outcome.kind, "warning");
    assert.match(
      outcome.kind === "warning" ? outcome.message : "",
      /^a\.json, byte \d+, line \d+: The file ends in the middle\. .*taken: 39 messages are in the archive\.$/,
    );
  });

  const reclaim = () =>
    claimTasks(database.pool, importTasks, { workerId, leaseSeconds: 60, lanes: ["0"], limit: 1 });

  it("writes nothing once its claim has ended", async function () {
    const folder = await imports.write({ "quay.json": dceExport([dceMessage(1)]) });
    const task = await imports.claim(join(folder, "quay.json"));
    await database.pool.query("update import_tasks set status = 'cancelled'");
    await assert.rejects(imports.work(task), { name: "LeaseLostError" });
    assert.deepEqual(await rows("select count(*) from messages"), [{ count: "0" }]);
  });
});
