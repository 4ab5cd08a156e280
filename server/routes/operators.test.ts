import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { recordWorkerAlive } from "../../core/database/workers/workers.ts";
import { recordFailedAttempt } from "../../core/queue/attempts.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { guildId, makeGuild, makeTask } from "../../test/support/factories.ts";

describe("what operators may tell the workers", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const worker = {
    id: randomUUID(),
    host: "h",
    pid: 1,
    processSpace: null,
    version: "1",
    status: "running" as const,
    concurrency: 1,
    runningTasks: 0,
    rssBytes: 0,
  };

  it("drains a bot process and lets it go on; its own signs of life keep what it was told", async function () {
    await recordWorkerAlive(database.pool, worker);
    await makeGuild(database.pool);
    const taskId = await makeTask(database.pool);
    const drained = await api.post(`/workers/${worker.id}/drain`, {});
    assert.deepEqual([drained.status, drained.body.worker.status], [200, "draining"]);
    assert.deepEqual(await recordWorkerAlive(database.pool, worker), { isDraining: true });
    assert.equal((await api.get(`/tasks/${taskId}`)).body.task.waiting.code, "workers_draining");
    const resumed = await api.post(`/workers/${worker.id}/resume`, {});
    assert.equal(resumed.body.worker.status, "running");
    assert.deepEqual(await recordWorkerAlive(database.pool, worker), { isDraining: false });
  });
  it("knows no process that has ended or never was", async function () {
    const answer = await api.post(`/workers/${randomUUID()}/drain`, {});
    assert.deepEqual([answer.status, answer.body.error.code], [404, "unknown_worker"]);
  });
  it("pauses a server and says so wherever its tasks wait", async function () {
    await makeGuild(database.pool);
    const taskId = await makeTask(database.pool);
    const paused = await api.post(`/guilds/${guildId}/pause`, {});
    assert.equal(paused.status, 200);
    assert.ok(paused.body.guild.workPausedAt);
    assert.equal((await api.get(`/tasks/${taskId}`)).body.task.waiting.code, "guild_paused");
    const again = await api.post(`/guilds/${guildId}/pause`, {});
    assert.equal(again.body.guild.workPausedAt, paused.body.guild.workPausedAt);
    assert.equal((await api.post(`/guilds/${guildId}/resume`, {})).body.guild.workPausedAt, null);
    const unknown = await api.post("/guilds/200000000000000099/pause", {});
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, "unknown_guild"]);
  });
  it("says whether a server is kept complete, and lets it go back to what follows from its fetches", async function () {
    await makeGuild(database.pool);
    const patch = (body: unknown) => api.request(`/guilds/${guildId}`, { method: "PATCH", body });
    for (const keepComplete of [true, false, null])
      assert.equal((await patch({ keepComplete })).body.guild.keepComplete, keepComplete);
    assert.deepEqual((await api.get("/guilds")).body.guilds[0].live, {
      state: "off",
      since: null,
      behind: 0,
    });
    assert.equal((await patch({})).status, 400);
    const unknown = await api.request("/guilds/200000000000000099", {
      method: "PATCH",
      body: { keepComplete: true },
    });
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, "unknown_guild"]);
  });

  it("shows the failed attempts of a task", async function () {
    const taskId = await makeTask(database.pool);
    await recordFailedAttempt(database.pool, {
      taskId,
      fence: "1700000000000000",
      attempt: 1,
      workerId: worker.id,
      outcome: "retry",
      reason: "unexpected_error",
      message: "A bug.",
      error: { name: "TypeError", message: "x", stack: "at there" },
      arguments: { mode: "fill" },
    });
    const { body } = await api.get(`/tasks/${taskId}`);
    assert.equal(body.attempts.length, 1);
    assert.deepEqual(
      [body.attempts[0].error.stack, body.attempts[0].arguments, body.attempts[0].startedAt],
      ["at there", { mode: "fill" }, "2023-11-14T22:13:20.000Z"],
    );
  });
});
