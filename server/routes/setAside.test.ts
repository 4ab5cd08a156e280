import assert from "node:assert/strict";
import { recordSetAside, type SetAsideItem } from "../../core/database/archive/setAside.ts";
import { recordSyncError } from "../../core/database/guilds/syncState.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../test/support/factories.ts";

describe("what is not as it should be, over HTTP", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const item = (id: string, extra: Partial<SetAsideItem> = {}): SetAsideItem => ({
    kind: "message",
    id,
    place: { fromId: id, toId: String(Number(id) + 1) },
    reason: "no_usable_author",
    message: "it names no usable author",
    raw: '{"author":null,"content":"\\u0000"}',
    ...extra,
  });

  it("lists what is set aside, newest first and page by page, with its raw form", async function () {
    await makeChannel(database.pool);
    const messages = ["10", "11", "12"].map((id) => item(id));
    for (const message of messages) await recordSetAside(database.pool, { guildId, channelId }, [message]);
    await recordSetAside(database.pool, { guildId, channelId: null }, [
      item("99", { kind: "channel", place: null, id: null, reason: "no_usable_id" }),
    ]);
    const first = await api.get(`/guilds/${guildId}/set-aside?limit=3`);
    assert.equal(first.status, 200);
    assert.deepEqual(
      [first.body.total, first.body.items.map(({ itemId }: { itemId: string | null }) => itemId)],
      [4, [null, "12", "11"]],
    );
    const [, second] = first.body.items;
    assert.deepEqual(
      [second.channelName, second.reason, second.raw],
      ["general", "no_usable_author", messages[0]?.raw],
    );
    const rest = await api.get(`/guilds/${guildId}/set-aside?limit=3&cursor=${first.body.nextCursor}`);
    assert.deepEqual([rest.body.items.length, rest.body.nextCursor], [1, null]);
    const narrowed = await api.get(`/guilds/${guildId}/set-aside?channelId=${channelId}`);
    assert.equal(narrowed.body.total, 3);
    assert.equal((await api.get(`/history/${guildId}/summary`)).body.setAsideCount, 4);
    assert.equal((await api.get("/guilds")).body.guilds[0].setAsideCount, 4);
  });
  it("tells open from resolved", async function () {
    await makeChannel(database.pool);
    await recordSetAside(database.pool, { guildId, channelId }, [item("10"), item("11")]);
    await database.pool.query("update set_aside set resolved_at = now() where item_id = 10");
    const total = async (state: string) =>
      (await api.get(`/guilds/${guildId}/set-aside?state=${state}`)).body.total as number;
    assert.deepEqual([await total("open"), await total("resolved"), await total("all")], [1, 1, 2]);
    assert.equal((await api.get(`/guilds/${guildId}/set-aside?state=lost`)).status, 400);
  });
  it("shows a server that is not up to date on its row and in health, by no name", async function () {
    await makeChannel(database.pool);
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into accounts (platform, token_fingerprint, status, lease_expires_at)
       values ('discord', 'f', 'ready', now() + interval '1 minute') returning id`,
    );
    const failure = {
      accountId: rows[0]?.id ?? "",
      guildId,
      error: "unavailable",
      detail: "An outage.",
    } as const;
    await recordSyncError(database.pool, failure);
    const [guild] = (await api.get("/guilds")).body.guilds;
    assert.deepEqual([guild.syncFailure.error, guild.syncFailure.detail], ["unavailable", "An outage."]);
    const { checks } = (await api.request("/health/ready", { signedOut: true })).body;
    assert.deepEqual(checks.servers, {
      status: "degraded",
      detail: "1 server has an outage at the platform.",
    });
    await database.pool.query("update account_guilds set sync_error = null, sync_failed_at = null");
    assert.equal((await api.get("/guilds")).body.guilds[0].syncFailure, null);
  });
});
