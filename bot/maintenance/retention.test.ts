import assert from "node:assert/strict";
import { findCatchUpNeed } from "../../core/database/guilds/catchUp.ts";
import { createLogger } from "../../core/log.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel, makeTask } from "../../test/support/factories.ts";
import { pruneAll } from "./retention.ts";

const log = createLogger({ process: "test", level: "silent" });
const never = new AbortController().signal;

describe("pruneAll", function () {
  const database = useTestDatabase();
  beforeEach(async function () {
    await makeChannel(database.pool);
  });
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  const ended = (days: number, columns: Record<string, unknown> = {}) =>
    makeTask(database.pool, {
      channel_id: channelId,
      status: "completed",
      completed_at: ago(days),
      ...columns,
    });
  const prune = (most?: number) => pruneAll({ pool: database.pool, taskDays: 90, log }, never, most);
  const left = async () =>
    (await database.pool.query<{ id: string }>("select id from history_fetch_tasks order by id")).rows.map(
      ({ id }) => id,
    );

  it("forgets what ended more than so many days ago, however it ended, and nothing else", async function () {
    for (const status of ["completed", "warning", "failed", "cancelled"]) await ended(91, { status });
    const kept = [
      await ended(89),
      await makeTask(database.pool, { channel_id: channelId, created_at: ago(400) }),
    ];
    assert.equal(await prune(), 4);
    assert.deepEqual(await left(), kept);
  });
  it("takes children before their parent, in batches, and goes on where it was stopped", async function () {
    const parent = await ended(91, {
      channel_id: null,
      options: { channelIds: [channelId] },
      fanned_out_at: ago(92),
    });
    for (let n = 0; n < 7; n++)
      await ended(91, {
        channel_id: String(BigInt(channelId) + BigInt(n)),
        channel_name: "part",
        parent_task_id: parent,
      });
    const once = new AbortController();
    const { pool } = database;
    const stopping = {
      pool,
      taskDays: 90,
      log: { ...log, info: () => once.abort() } as unknown as typeof log,
    };
    once.abort();
    assert.equal(await pruneAll(stopping, once.signal, 3), 0);
    assert.equal(await prune(3), 8);
    assert.deepEqual(await left(), []);
  });
  it("forgets their failed attempts with them", async function () {
    const [old, young] = [await ended(91, { status: "failed" }), await ended(1, { status: "failed" })];
    for (const id of [old, young])
      await database.pool.query(
        `insert into task_attempts (task_id, fence, attempt, worker_id, started_at, outcome, reason, message, error, arguments)
         values ($1, 1, 1, gen_random_uuid(), now(), 'failed', 'reset', 'Reset', '{}', '{}')`,
        [id],
      );
    await prune();
    const { rows } = await database.pool.query("select task_id from task_attempts");
    assert.deepEqual(rows, [{ task_id: young }]);
  });
  it("keeps what still means something: the last task of a schedule, and why a server is kept complete", async function () {
    await ended(300, { channel_id: null });
    const whole = await ended(200, { channel_id: null });
    const last = await ended(100);
    await database.pool.query(
      "insert into schedules (name, guild_id, cron, last_task_id) values ('nightly', $1, '0 3 * * *', $2)",
      [guildId, last],
    );
    assert.equal(await prune(), 1);
    assert.deepEqual(await left(), [whole, last]);
    assert.equal((await findCatchUpNeed(database.pool, guildId, "1")).isKept, true);
  });
});
