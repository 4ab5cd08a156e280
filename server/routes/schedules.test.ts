import assert from "node:assert/strict";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel, makeGuild } from "../../test/support/factories.ts";

describe("the routes of schedules", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  beforeEach(async function () {
    await makeChannel(database.pool);
  });
  const nightly = { name: "nightly", guildId, cron: "30 3 * * *", timeZone: "Europe/Berlin" };
  const make = async (input: object = {}) => {
    const answer = await api.post("/schedules", { ...nightly, ...input });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.schedule;
  };
  const change = (id: string, body: object) => api.request(`/schedules/${id}`, { method: "PATCH", body });

  it("makes one that knows when it comes due, and lists it by name", async function () {
    const made = await make();
    assert.deepEqual(
      [
        made.mode,
        made.channelIds,
        made.priority,
        made.enabled,
        made.lastRun,
        made.lastTask,
        made.nextRuns.length,
      ],
      ["fill", null, 150, true, null, null, 3],
    );
    assert.equal(made.nextRunAt, made.nextRuns[0]);
    for (const time of made.nextRuns) {
      const shown = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "short" });
      assert.equal(shown.format(new Date(time)), "03:30");
    }
    await make({ name: "Another", channelIds: [channelId], mode: "reconcile", newestDays: 7 });
    const { body } = await api.get("/schedules");
    assert.deepEqual(
      body.schedules.map((one: typeof made) => [one.name, one.channelNames, one.newestDays]),
      [
        ["Another", ["general"], 7],
        ["nightly", [], null],
      ],
    );
  });

  it("makes one that exports, runs it, and shows its task", async function () {
    const wanted = { format: "html", destination: "folder", folder: "harbour", keep: 3, days: 30 };
    const made = await make({ export: wanted });
    assert.deepEqual(made.export, { ...wanted, files: "linked", encryptTo: null });
    const ran = await api.post(`/schedules/${made.id}/run`);
    assert.equal(ran.body.outcome, "started");
    const shown = await api.get(`/schedules/${made.id}`);
    assert.deepEqual(
      [shown.body.schedule.lastTask.id, shown.body.schedule.lastTask.status],
      [ran.body.taskId, "pending"],
    );
    const [asked] = (await api.get("/exports")).body.exports;
    assert.deepEqual([asked.id, asked.scheduleId, asked.destination], [ran.body.taskId, made.id, "folder"]);
    assert.equal((await api.post(`/schedules/${made.id}/run`)).body.outcome, "skipped");
    const changed = await change(made.id, { export: null, newestDays: 7 });
    assert.deepEqual([changed.body.schedule.export, changed.body.schedule.newestDays], [null, 7]);
  });

  const refused: [field: string, input: object][] = [
    ["export.folder", { export: { format: "html", folder: "../up" } }],
    ["export", { export: { format: "html" }, newestDays: 7 }],
    ["cron", { cron: "30 3 * *" }],
    ["cron", { cron: "61 3 * * *" }],
    ["cron", { cron: "0 0 31 2 *" }],
    ["timeZone", { timeZone: "Mars/Phobos" }],
    ["name", { name: "  " }],
    ["channelIds.0", { channelIds: ["7"] }],
    ["newestDays", { newestDays: 0 }],
    ["newestDays", { newestDays: 7, range: { after: "5" } }],
    ["range", { range: { after: "5", before: "6" } }],
    ["guildId", { guildId: "200000000000000099" }],
    ["kind", { kind: "reconcile" }],
  ];
  for (const [field, input] of refused) {
    it(`refuses ${JSON.stringify(input)}, naming ${field}`, async function () {
      const answer = await api.post("/schedules", { ...nightly, ...input });
      assert.ok([400, 404].includes(answer.status), JSON.stringify(answer.body));
      assert.equal(answer.body.error.field, field);
    });
  }

  it("changes what is named and leaves the rest; only another time changes when it comes due", async function () {
    const made = await make({ range: { after: "5", before: "50" }, options: { includeThreads: false } });
    await database.pool.query("update schedules set next_run_at = '2031-01-01'");
    const renamed = (await change(made.id, { name: "daily" })).body.schedule;
    assert.deepEqual(
      [
        renamed.name,
        renamed.afterMessageId,
        renamed.beforeMessageId,
        renamed.includeThreads,
        renamed.nextRunAt,
      ],
      ["daily", "5", "50", false, "2031-01-01T00:00:00.000Z"],
    );
    const earlier = (await change(made.id, { cron: "0 1 * * *", range: null, newestDays: 3 })).body.schedule;
    assert.deepEqual(
      [earlier.afterMessageId, earlier.newestDays, earlier.nextRunAt],
      [null, 3, earlier.nextRuns[0]],
    );
    const off = (await change(made.id, { enabled: false })).body.schedule;
    assert.deepEqual([off.nextRunAt, off.nextRuns], [null, []]);
    const on = (await change(made.id, { enabled: true })).body.schedule;
    assert.equal(on.nextRunAt, on.nextRuns[0]);
  });
  it("runs one now, once for two who press at the same time, and tells the result", async function () {
    const { id, nextRunAt } = await make({ newestDays: 7, enabled: true });
    const answers = await Promise.all([1, 2].map(() => api.post(`/schedules/${id}/run`)));
    assert.deepEqual(new Set(answers.map(({ body }) => body.outcome)), new Set(["started", "skipped"]));
    assert.equal(answers[0]?.body.taskId, answers[1]?.body.taskId);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    const { body } = await api.get(`/schedules/${id}`);
    assert.deepEqual(
      [body.schedule.lastTask.id, body.schedule.lastTask.status, body.schedule.nextRunAt],
      [answers[0]?.body.taskId, "cancelled", nextRunAt],
    );
    assert.ok(body.schedule.lastTask.completedAt);
  });
  it("asks by time on Telegram, whose ids do not tell it", async function () {
    const chat = "-1001234567890";
    await makeGuild(database.pool, { id: chat, platform: "telegram" });
    const { id } = await make({ guildId: chat, newestDays: 7, mode: "reconcile" });
    const { taskId } = (await api.post(`/schedules/${id}/run`)).body;
    const { rows } = await database.pool.query(
      `select after_message_id, before_time, date_trunc('hour', created_at - after_time) = interval '7 days' as is_a_week
       from history_fetch_tasks where id = $1`,
      [taskId],
    );
    assert.deepEqual(rows, [{ after_message_id: null, before_time: null, is_a_week: true }]);
  });
  it("runs one that is switched off by hand", async function () {
    const { id } = await make({ enabled: false });
    assert.equal((await api.post(`/schedules/${id}/run`)).body.outcome, "started");
  });
  it("removes one, and knows it no longer", async function () {
    const { id } = await make();
    assert.equal((await api.request(`/schedules/${id}`, { method: "DELETE" })).status, 200);
    for (const answer of [
      await api.get(`/schedules/${id}`),
      await change(id, { name: "x" }),
      await api.request(`/schedules/${id}`, { method: "DELETE" }),
      await api.post(`/schedules/${id}/run`),
    ])
      assert.deepEqual([answer.status, answer.body.error.code], [404, "unknown_schedule"]);
  });
  it("tells the next times of an expression", async function () {
    const ask = (query: Record<string, string>) =>
      api.get(`/schedules/next-runs?${new URLSearchParams(query).toString()}`);
    assert.equal((await ask({ cron: "*/15 * * * *" })).body.nextRuns.length, 5);
    assert.deepEqual((await ask({ cron: "0 0 31 2 *", timeZone: "UTC" })).body.nextRuns, []);
    assert.equal((await ask({ cron: "every day" })).body.error.field, "cron");
  });
});
