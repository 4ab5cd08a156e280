import assert from "node:assert/strict";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
} from "../../test/support/factories.ts";

describe("starting a fetch", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const start = (body: unknown = {}) => api.post(`/fetch/${guildId}/start`, body);

  it("answers 202 with the new task, then 200 with the open one", async function () {
    await makeChannel(database.pool);
    const first = await start({ channelIds: [channelId] });
    assert.deepEqual([first.status, first.body.created, first.body.task.status], [202, true, "pending"]);
    const second = await start({ channelIds: [channelId] });
    assert.deepEqual(
      [second.status, second.body.created, second.body.task.id],
      [200, false, first.body.task.id],
    );
  });

  it("starts one task for two admins who press the button at once", async function () {
    await makeGuild(database.pool);
    const answers = await Promise.all([start(), start(), start(), start()]);
    assert.deepEqual(
      answers.map((answer) => answer.status).sort((a, b) => a - b),
      [200, 200, 200, 202],
    );
    assert.equal(new Set(answers.map((answer) => answer.body.task.id)).size, 1);
    assert.equal((await database.pool.query("select from history_fetch_tasks")).rowCount, 1);
  });

  it("needs no body for the whole guild", async function () {
    await makeGuild(database.pool);
    const answer = await api.request(`/fetch/${guildId}/start`, { method: "POST" });
    assert.deepEqual([answer.status, answer.body.task.channelId], [202, null]);
  });

  it("answers 404 for a guild or channel that is unknown, naming it", async function () {
    const unknown = await start();
    assert.deepEqual(
      [unknown.status, unknown.body.error.code, unknown.body.error.field],
      [404, "unknown_guild", "guildId"],
    );
    await makeChannel(database.pool);
    const channel = await start({ channelIds: [channelId, "300000000000000009"] });
    assert.deepEqual(
      [channel.status, channel.body.error.code, channel.body.error.field],
      [404, "unknown_channel", "channelIds.1"],
    );
    for (const path of ["tasks", "summary", "channels", "analyze", `ranges/${channelId}`]) {
      const answer = await api.get(`/history/1/${path}`);
      assert.deepEqual([answer.status, answer.body.error.code], [404, "unknown_guild"], path);
    }
    assert.equal((await api.get("/guilds/1/channels")).body.error.code, "unknown_guild");
    assert.equal((await api.get(`/history/${guildId}/ranges/5`)).body.error.code, "unknown_channel");
  });

  it("estimates without starting", async function () {
    await makeChannel(database.pool);
    const answer = await api.post(`/fetch/${guildId}/estimate`, { range: { after: "2024-01-01" } });
    assert.equal(answer.status, 200);
    assert.equal((await database.pool.query("select from history_fetch_tasks")).rowCount, 0);
  });
});

describe("listing and steering tasks", function () {
  const database = useTestDatabase();
  const api = useApi(database);

  it("pages through the tasks of a guild, with statuses repeated or separated by commas", async function () {
    await makeGuild(database.pool);
    for (const status of ["failed", "completed", "cancelled"]) {
      await makeTask(database.pool, { status, channel_id: channelId });
    }
    const first = await api.get(`/history/${guildId}/tasks?limit=2`);
    assert.deepEqual(
      first.body.tasks.map((task: { status: string }) => task.status),
      ["cancelled", "completed"],
    );
    const second = await api.get(`/history/${guildId}/tasks?limit=2&cursor=${first.body.nextCursor}`);
    assert.deepEqual([second.body.tasks.length, second.body.nextCursor], [1, null]);
    for (const query of ["status=failed,cancelled", "status=failed&status=cancelled"]) {
      assert.equal((await api.get(`/tasks?${query}`)).body.tasks.length, 2, query);
    }
  });

  it("pauses, resumes, cancels and retries one task", async function () {
    const id = await makeTask(database.pool);
    await claimOne(database.pool);
    for (const [action, status] of [
      ["pause", "paused"],
      ["resume", "pending"],
      ["cancel", "cancelled"],
      ["retry", "pending"],
    ]) {
      const answer = await api.post(`/tasks/${id}/${action}`);
      assert.deepEqual([answer.status, answer.body.task.status], [200, status], action);
    }
    const detail = await api.get(`/tasks/${id}`);
    assert.equal(detail.body.timeline.length, 5);
    const refused = await api.post(`/tasks/${id}/resume`);
    assert.deepEqual([refused.status, refused.body.error.code], [409, "not_possible"]);
    const unknown = await api.post("/tasks/999/cancel");
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, "unknown_task"]);
    assert.equal((await api.get("/tasks/999")).status, 404);
    assert.equal((await api.get("/tasks/999/children")).status, 404);
  });

  it("does the same in bulk, to chosen tasks or by a filter", async function () {
    const ids = [await makeTask(database.pool), await makeTask(database.pool, { channel_id: channelId })];
    const paused = await api.post("/tasks/pause", { ids: [...ids, "999"] });
    assert.deepEqual(paused.body, { changed: 2, skipped: 1 });
    const cancelled = await api.post("/tasks/cancel", { filter: { guildId, status: ["paused", "failed"] } });
    assert.deepEqual(cancelled.body, { changed: 2, skipped: 0 });
  });

  it("shows what a task's parts do", async function () {
    const parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
    await makeTask(database.pool, { parent_task_id: parent, channel_id: channelId, status: "failed" });
    const children = await api.get(`/tasks/${parent}/children?status=failed&limit=10`);
    assert.deepEqual(
      children.body.tasks.map((task: { parentTaskId: string }) => task.parentTaskId),
      [parent],
    );
    assert.equal((await api.get(`/tasks/${parent}`)).body.task.children.failed, 1);
  });
});

describe("reading from a replica", function () {
  const database = useTestDatabase();
  const replica = useTestDatabase();
  const api = useApi(database, {
    get readPool() {
      return replica.pool;
    },
  });

  it("lists from there, but signs in and steers on the main database", async function () {
    await makeGuild(database.pool, { name: "Main" });
    await makeGuild(replica.pool, { name: "Replica" });
    const { body } = await api.get("/guilds");
    assert.deepEqual(
      body.guilds.map((guild: { name: string }) => guild.name),
      ["Replica"],
    );
    const started = await api.post(`/fetch/${guildId}/start`);
    assert.equal(started.body.task.guildName, "Main");
  });
});
