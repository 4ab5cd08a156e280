import assert from "node:assert/strict";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";

const [source, target] = ["-1001000000001", "-1001000000002"];

describe("mirrorRoutes", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const post = (path: string, body: object = {}) => api.request(path, { method: "POST", body });
  const patch = (path: string, body: object) => api.request(path, { method: "PATCH", body });
  beforeEach("make an account with two chats", async function () {
    await database.pool.query(`
      insert into guilds (id, platform, name) values (${source}, 'telegram', 'Source');
      insert into channels (id, guild_id, kind, name) values (${source}, ${source}, 'chat', 'Source');
      insert into accounts (id, platform, token_fingerprint, name) values (1, 'telegram', 'x', 'Alma');
      insert into account_guilds (account_id, guild_id) values (1, ${source});
      insert into telegram_dialogs (account_id, chat_id, kind, title, is_protected, is_archived, folders)
      values (1, ${target}, 'channel', 'Target', false, false, '{}')`);
  });
  const make = async (more: object = {}) =>
    post("/mirrors", { sourceChannelId: source, targetChannelId: target, ...more });

  it("tells where a channel can go, makes a mirror once, and gives it a task", async function () {
    const { body: choice } = await api.get(`/mirrors/targets?sourceChannelId=${source}`);
    assert.deepEqual(choice.accounts, [
      {
        id: "1",
        name: "Alma",
        platform: "telegram",
        readsSource: true,
        targets: [{ guildId: target, channelId: target, name: "Target" }],
      },
    ]);
    const { status, body } = await make();
    assert.equal(status, 201);
    assert.deepEqual(
      [body.mirror.mode, body.mirror.state, body.mirror.target.name],
      ["forward", "up_to_date", "Target"],
    );
    assert.equal((await make()).body.error.code, "conflict");
    assert.equal((await make({ targetChannelId: source })).body.error.code, "not_possible");
    assert.equal((await make({ sourceChannelId: "-5" })).body.error.code, "unknown_channel");
  });

  it("says how it stands with comments, whose mirror goes with that of the posts", async function () {
    const { id } = (await make({ settings: { syncComments: true } })).body.mirror;
    const state = async () => (await api.get(`/mirrors/${id}`)).body.mirror.commentsState;
    assert.equal(await state(), "source_without_group");
    await database.pool.query(
      `update guilds set kind = 'channel', linked_chat_id = -1001000000003 where id = ${source}`,
    );
    assert.equal(await state(), "group_not_archived");
    await database.pool.query(`
      insert into guilds (id, platform, name) values (-1001000000003, 'telegram', 'Talk');
      insert into channels (id, guild_id, kind, name) values (-1001000000003, -1001000000003, 'chat', 'Talk');
      insert into mirrors (source_guild_id, source_channel_id, target_platform, comments_of)
      values (-1001000000003, -1001000000003, 'telegram', ${id})`);
    const { commentsMirrorId, commentsState } = (await api.get(`/mirrors/${id}`)).body.mirror;
    assert.equal(commentsState, "mirrored");
    assert.equal((await api.get(`/mirrors/${commentsMirrorId}`)).body.mirror.commentsOf, id);
    const change = await patch(`/mirrors/${commentsMirrorId}`, { settings: { syncComments: false } });
    const removal = await api.request(`/mirrors/${commentsMirrorId}`, { method: "DELETE", body: {} });
    assert.deepEqual([change.body.error.code, removal.body.error.code], ["not_possible", "not_possible"]);
    assert.equal((await api.request(`/mirrors/${id}`, { method: "DELETE", body: {} })).status, 200);
    assert.equal((await api.get(`/mirrors/${commentsMirrorId}`)).body.error.code, "unknown_mirror");
  });

  it("pauses, resumes, changes and removes, and writes down who did it", async function () {
    const { id } = (await make()).body.mirror;
    assert.equal((await post(`/mirrors/${id}/pause`)).body.mirror.state, "paused");
    assert.equal((await post(`/mirrors/${id}/resume`)).body.mirror.state, "up_to_date");
    const changed = await patch(`/mirrors/${id}`, { priority: 5, settings: { mirrorIntervalMs: 0 } });
    assert.deepEqual([changed.body.mirror.priority, changed.body.settings.mirrorIntervalMs], [5, 0]);
    const refused = await patch(`/mirrors/${id}`, { accountId: "2" });
    assert.deepEqual([refused.body.error.code, refused.body.error.field], ["not_possible", "accountId"]);
    assert.equal((await api.request(`/mirrors/${id}`, { method: "DELETE", body: {} })).status, 200);
    assert.equal((await api.get(`/mirrors/${id}`)).body.error.code, "unknown_mirror");
    const { rows } = await database.pool.query("select action from audit_log order by id");
    assert.deepEqual(
      rows.map(({ action }) => action),
      ["mirror.created", "mirror.paused", "mirror.resumed", "mirror.changed", "mirror.removed"],
    );
  });

  it("forwards within Telegram alone: into Discord it copies", async function () {
    const channel = "123456789012345678";
    await database.pool.query(`
      insert into guilds (id, platform, name) values (${channel}, 'discord', 'Harbour');
      insert into channels (id, guild_id, kind, name) values (${channel}, ${channel}, 'text', 'copy');
      insert into accounts (id, platform, token_fingerprint, name) values (2, 'discord', 'y', 'Bot');
      insert into account_guilds (account_id, guild_id) values (2, ${channel})`);
    const refused = await make({ targetChannelId: channel, mode: "forward" });
    assert.deepEqual([refused.body.error.code, refused.body.error.field], ["not_possible", "mode"]);
    const { body } = await make({ targetChannelId: channel });
    const { mode, target: made } = body.mirror;
    assert.deepEqual([mode, made.platform, made.name], ["copy", "discord", "copy"]);
    const changed = await patch(`/mirrors/${body.mirror.id}`, { mode: "forward" });
    assert.equal(changed.body.error.field, "mode");
  });

  it("keeps settings within the original's bounds, in the API and in the database", async function () {
    const { body } = await api.get("/mirrors/settings");
    const { concurrentMirrors, mirrorIntervalMs, mediaGroupBufferMs, maxRetryCount } = body.settings;
    assert.deepEqual(
      [concurrentMirrors, mirrorIntervalMs, mediaGroupBufferMs, maxRetryCount],
      [1, 1_000, 1_500, 3],
    );
    for (const wrong of [
      { concurrentMirrors: 11 },
      { mirrorIntervalMs: 10_001 },
      { maxRetryCount: -1 },
      { retryIntervalSec: 86_401 },
      { mediaGroupBufferMs: 199 },
      { filterKeywords: ["x".repeat(101)] },
    ])
      assert.equal(
        (await patch("/mirrors/settings", wrong)).body.error.code,
        "invalid_input",
        JSON.stringify(wrong),
      );
    assert.equal(
      (await patch("/mirrors/settings", { concurrentMirrors: 4 })).body.settings.concurrentMirrors,
      4,
    );
    for (const wrong of [
      "concurrent_mirrors = 11",
      "media_group_buffer_ms = 199",
      "filter_keywords = array[repeat('x', 101)]",
    ])
      await assert.rejects(
        database.pool.query(`update mirror_settings set ${wrong}`),
        { code: "23514" },
        wrong,
      );
  });

  it("lists messages by state and has failed ones tried again, one or all", async function () {
    const { id } = (await make()).body.mirror;
    await database.pool.query(
      `insert into mirror_messages (mirror_id, channel_id, message_id, state, skip_reason, error_message)
       values ($1, ${source}, 1, 'failed', null, 'MEDIA_INVALID'), ($1, ${source}, 2, 'skipped', 'filtered', null),
         ($1, ${source}, 3, 'skipped', 'failed_too_many_times', 'MEDIA_INVALID')`,
      [id],
    );
    const list = async (query = "") => (await api.get(`/mirrors/${id}/messages${query}`)).body.messages;
    assert.deepEqual(
      (await list()).map(({ messageId }: { messageId: string }) => messageId),
      ["3", "2", "1"],
    );
    assert.equal((await list("?state=failed")).length, 1);
    assert.equal((await list("?reason=filtered"))[0].messageId, "2");
    const page = (await api.get(`/mirrors/${id}/messages?limit=2`)).body;
    assert.equal((await list(`?limit=2&cursor=${page.nextCursor}`))[0].messageId, "1");
    assert.deepEqual((await post(`/mirrors/${id}/retry`, { messageIds: ["1", "2"] })).body, { retried: 1 });
    assert.deepEqual((await post(`/mirrors/${id}/retry`)).body, { retried: 1 });
    assert.equal((await list("?state=pending")).length, 2);
    const { body } = await api.get(`/mirrors/${id}/events`);
    assert.deepEqual(
      body.events.map(({ code }: { code: string }) => code),
      ["retried", "retried", "created"],
    );
  });
});
