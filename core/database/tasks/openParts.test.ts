import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { channelId, makeChannel, makeTask } from "../../../test/support/factories.ts";
import { loadOpenParts } from "./openParts.ts";

const second = "300000000000000002";
const third = "300000000000000003";

describe("loadOpenParts", function () {
  const database = useTestDatabase();
  let parent = "";
  beforeEach(async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: second });
    await makeChannel(database.pool, { id: third });
    parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
  });
  const child = (columns: Record<string, unknown>) =>
    makeTask(database.pool, { parent_task_id: parent, channel_id: channelId, ...columns });
  const load = async () => (await loadOpenParts(database.pool, [parent])).get(parent);

  it("tells what is being read, counting what was archived before", async function () {
    await database.pool.query("update channels set message_count = 5000 where id = $1", [channelId]);
    await child({
      status: "running",
      messages_fetched: 300,
      progress: 0.5,
      started_at: new Date(Date.now() - 10_000),
    });
    await child({ channel_id: second, status: "pending" });
    const parts = await load();
    const [running] = parts?.running ?? [];
    assert.deepEqual([running?.held, running?.fetched, running?.progress], [5000, 300, 0.5]);
    assert.ok(running && running.elapsedSeconds >= 9 && running.elapsedSeconds < 60);
    assert.equal(parts?.waiting, 1);
    assert.deepEqual(parts?.quartiles, [10_000, 10_000, 10_000]);
  });

  it("counts only what the task read itself when it reads a part or reads again", async function () {
    await database.pool.query("update channels set message_count = 5000 where id = $1", [channelId]);
    await child({ status: "running", mode: "reconcile", messages_fetched: 300, progress: 0.5 });
    assert.equal((await load())?.running[0]?.held, 300);
  });

  it("names the child that is due next, with why it waits", async function () {
    const soon = new Date(Date.now() + 60_000);
    await child({
      run_at: new Date(Date.now() + 600_000),
      status_reason: "discord_unavailable",
      attempts: 3,
    });
    await child({ channel_id: second, run_at: soon, status_reason: "rate_limited" });
    assert.deepEqual((await load())?.next, { runAt: soon, statusReason: "rate_limited", attempts: 0 });
  });

  it("is absent once no child is open", async function () {
    await child({ status: "completed", completed_at: new Date() });
    await child({ channel_id: third, status: "failed", completed_at: new Date() });
    assert.equal(await load(), undefined);
  });
});
