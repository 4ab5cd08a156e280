import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeGuild,
  readTask,
} from "../../test/support/factories.ts";
import { StartFetchInput } from "../api/tasks.ts";
import { recordAccess } from "../database/guilds/directory.ts";
import { AppError } from "../errors.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import type { TaskStatus } from "../model/task.ts";
import { estimateStart } from "./estimateStart.ts";
import { startFetch } from "./startFetch.ts";

const scope = { includeDemo: false, aliveSeconds: 60, startedBy: "console" };
const other = "300000000000000002";
const isAppError = (code: string, field?: string) => (error: unknown) =>
  error instanceof AppError && error.code === code && error.details.field === field;

describe("startFetch", function () {
  const database = useTestDatabase();
  const start = (input: object = {}, guild = guildId) =>
    startFetch(database.pool, guild, StartFetchInput.parse(input), scope);
  const count = async () =>
    (await database.pool.query<{ n: number }>("select count(*)::int as n from history_fetch_tasks")).rows[0]
      ?.n;

  it("writes a pending task for the whole guild", async function () {
    await makeGuild(database.pool);
    const { task, created } = await start();
    assert.equal(created, true);
    assert.deepEqual(
      [task.status, task.guildId, task.guildName, task.channelId, task.mode, task.priority, task.startedBy],
      ["pending", guildId, "Test server", null, "fill", 100, "console"],
    );
    assert.deepEqual(task.options, {});
    assert.equal(task.waiting?.code, "no_worker");
    assert.equal(task.children?.pending, 0);
    assert.deepEqual((await readTask(database.pool, task.id)).options, {});
  });

  it("says what no account can read and the task will leave out", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other, name: "mods" });
    assert.deepEqual((await start()).leftOut, { count: 0, channels: [] }); // no account yet: it waits for one
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'a') returning id",
    );
    const accountId = rows[0]?.id ?? "";
    const missing = new Map([[other, ["view_channel"] as const]]);
    await recordAccess(database.pool, { accountId, guildId, permissions: null, missing });
    const mods = { channelId: other, channelName: "mods", missing: ["view_channel"] };
    assert.deepEqual((await start()).leftOut, { count: 1, channels: [mods] });
    assert.deepEqual((await start({ channelIds: [channelId] })).leftOut, { count: 0, channels: [] });
    assert.deepEqual((await start({ channelIds: [channelId, other] })).leftOut.count, 1);
  });

  it("points at one channel, or at a choice in canonical order", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other, kind: "forum", hasHistory: false });
    const single = await start({ channelIds: [channelId, channelId] });
    assert.deepEqual(
      [single.task.channelId, single.task.channelName, single.task.children],
      [channelId, "general", null],
    );
    const withThreads = await start({ channelIds: [channelId], options: { includeThreads: true } });
    assert.deepEqual(
      [withThreads.task.channelId, withThreads.task.channelName, withThreads.task.options.channelIds],
      [null, "general", [channelId]],
    );
    const forum = await start({ channelIds: [other] });
    assert.equal(forum.task.channelId, other);
    const several = await start({ channelIds: [other, channelId], options: { includeThreads: false } });
    assert.equal(several.task.channelId, null);
    assert.deepEqual(several.task.options, {
      channelIds: [channelId, other],
      channelCount: 2,
      includeThreads: false,
    });
    assert.deepEqual((await readTask(database.pool, several.task.id)).options, {
      channelIds: [channelId, other],
      includeThreads: false,
    });
    const again = await start({ channelIds: [channelId, other] });
    assert.deepEqual([again.created, again.task.id], [false, several.task.id]);
  });

  it("stores ids, mode, priority and a range of times as message ids", async function () {
    await makeChannel(database.pool);
    const { task } = await start({
      channelIds: [channelId],
      range: { after: "2024-05-01", before: "2024-06-01T00:00:00Z" },
      mode: "reconcile",
      priority: 5,
    });
    assert.equal(task.afterMessageId, String(snowflakeAt(Date.UTC(2024, 4, 1)) - 1n));
    assert.equal(task.beforeMessageId, String(snowflakeAt(Date.UTC(2024, 5, 1))));
    assert.deepEqual([task.mode, task.priority], ["reconcile", 5]);
  });

  it("makes one task of many requests at once, and tells all of them which", async function () {
    await makeGuild(database.pool);
    const answers = await Promise.all(Array.from({ length: 12 }, () => start()));
    assert.equal(await count(), 1);
    assert.equal(answers.filter((answer) => answer.created).length, 1);
    assert.equal(new Set(answers.map((answer) => answer.task.id)).size, 1);
  });

  it("returns the open task while it is open, and makes a new one afterwards", async function () {
    await makeChannel(database.pool);
    const first = await start({ channelIds: [channelId] });
    const setStatus = (status: TaskStatus) =>
      database.pool.query("update history_fetch_tasks set status = $1 where id = $2", [
        status,
        first.task.id,
      ]);
    await claimOne(database.pool);
    for (const status of ["running", "paused"] as const) {
      if (status === "paused") await setStatus(status);
      const again = await start({ channelIds: [channelId], priority: 1 });
      assert.deepEqual([again.created, again.task.id, again.task.status], [false, first.task.id, status]);
    }
    assert.equal((await start({ channelIds: [channelId], mode: "reconcile" })).created, true);
    assert.equal((await start({ channelIds: [channelId], range: { after: "1" } })).created, true);
    assert.equal((await start()).created, true);
    await setStatus("cancelled");
    assert.equal((await start({ channelIds: [channelId] })).created, true);
  });

  it("refuses what the guild does not have, and writes nothing", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other, guildId: "200000000000000002" });
    await makeChannel(database.pool, { id: "300000000000000003", kind: "category", hasHistory: false });
    await assert.rejects(start({}, "999999999999999999"), isAppError("unknown_guild", "guildId"));
    await assert.rejects(
      start({ channelIds: [channelId, "777"] }),
      isAppError("unknown_channel", "channelIds.1"),
    );
    await assert.rejects(start({ channelIds: [other] }), isAppError("unknown_channel", "channelIds.0"));
    await assert.rejects(
      start({ channelIds: [channelId, "300000000000000003"] }),
      isAppError("invalid_input", "channelIds.1"),
    );
    await assert.rejects(start({ range: { after: "5", before: "5" } }), isAppError("invalid_input", "range"));
    assert.equal(await count(), 0);
  });

  it("hides the sandbox's guilds unless we run against it", async function () {
    await makeGuild(database.pool, { isDemo: true });
    await assert.rejects(start(), isAppError("unknown_guild", "guildId"));
    const { created } = await startFetch(database.pool, guildId, StartFetchInput.parse({}), {
      ...scope,
      includeDemo: true,
    });
    assert.equal(created, true);
  });

  it("takes choices of thousands of channels without sending them back", async function () {
    await makeGuild(database.pool);
    await database.pool.query(
      "insert into channels (id, guild_id, kind, name) select 400000000000000000 + n, $1, 'text', 'c' || n from generate_series(1, 2000) n",
      [guildId],
    );
    const channelIds = Array.from({ length: 2000 }, (_, n) => String(400_000_000_000_000_001n + BigInt(n)));
    const { task } = await start({ channelIds });
    assert.deepEqual(task.options, { channelCount: 2000 });
    assert.equal((await start({ channelIds: channelIds.toReversed() })).task.id, task.id);
  });
});

describe("estimateStart", function () {
  const database = useTestDatabase();

  it("estimates what startFetch would start, and writes nothing", async function () {
    await makeChannel(database.pool, { lastMessageId: "400000000000000000" });
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'one') returning id",
    );
    await database.pool.query("insert into account_guilds (account_id, guild_id) values ($1, $2)", [
      rows[0]?.id,
      guildId,
    ]);
    const estimate = (input: object) =>
      estimateStart(database.pool, guildId, StartFetchInput.parse(input), false);
    const { channels, gaps, certainty, messages } = await estimate({});
    assert.deepEqual({ channels, gaps, certainty }, { channels: 1, gaps: 1, certainty: "guess" });
    assert.ok(messages > 0);
    await assert.rejects(estimate({ channelIds: ["5"] }), isAppError("unknown_channel", "channelIds.0"));
    assert.equal((await database.pool.query("select from history_fetch_tasks")).rowCount, 0);
  });
});
