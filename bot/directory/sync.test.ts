import assert from "node:assert/strict";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { channelId, directoryChannel, guildId } from "../../test/support/factories.ts";
import type { DirectoryChange } from "../platforms/platform.ts";
import { startDirectorySync } from "./sync.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("startDirectorySync", function () {
  const database = useTestDatabase();
  const pools: Pool[] = [];
  afterEach(async function () {
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
  });
  const channel = async () =>
    (
      await database.pool.query<Record<string, unknown>>(
        "select name, last_message_id, removed_at from channels where id = $1",
        [channelId],
      )
    ).rows[0];

  async function start({ statementTimeoutMs = 15_000 } = {}) {
    const pool = createPool(database.url, { applicationName: "sync", size: 4, statementTimeoutMs, log });
    pools.push(pool);
    const chat = makeChat();
    let announce: (change: DirectoryChange) => void = () => undefined;
    chat.directory.onChange = (listener) => {
      announce = listener;
    };
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'f') returning id",
    );
    const sync = startDirectorySync({
      pool,
      retryMs: 50,
      accountId: rows[0]?.id ?? "",
      directory: chat.directory,
      log,
    });
    await sync.synced;
    return { chat, sync, announce: (change: DirectoryChange) => announce(change) };
  }

  it("stores all guilds before it calls itself synced", async function () {
    const { sync } = await start();
    await sync.stop();
    assert.equal((await channel())?.name, "general");
    assert.equal((await database.pool.query("select from account_guilds")).rowCount, 1);
  });
  it("stores what changes afterwards, and many changes at once only once", async function () {
    const { chat, sync, announce } = await start();
    let listed = 0;
    const list = chat.directory.guild;
    chat.directory.guild = (id) => {
      listed++;
      return list(id);
    };
    chat.channels = [directoryChannel({ name: "renamed" })];
    for (let n = 0; n < 20; n++) announce({ kind: "guild", guildId });
    announce({ kind: "newestMessage", channelId, messageId: "77" });
    await eventually("the changes are stored", async () => {
      const row = await channel();
      return row?.name === "renamed" && row.last_message_id === "77";
    });
    assert.equal(listed, 1);
    announce({ kind: "channelRemoved", guildId, channelId });
    await eventually("the removal is stored", async () => (await channel())?.removed_at !== null);
    await sync.stop();
  });
  it("tries a guild again that could not be stored, says so meanwhile, and lets the others go on", async function () {
    this.timeout(60_000);
    const { chat, sync, announce } = await start({ statementTimeoutMs: 300 });
    const other = "200000000000000009";
    const snapshot = chat.directory.guild(guildId);
    assert.ok(snapshot);
    chat.directory.guildIds = () => [guildId, other];
    chat.directory.guild = (id) =>
      id === guildId
        ? { ...snapshot, channels: [directoryChannel({ name: "renamed" })] }
        : { ...snapshot, guild: { ...snapshot.guild, id: other, name: "Other" }, channels: [] };
    const state = async (id: string) =>
      (
        await database.pool.query<Record<string, unknown>>(
          "select g.name, a.sync_error, a.sync_error_detail, a.sync_failed_at from guilds g join account_guilds a on a.guild_id = g.id where g.id = $1",
          [id],
        )
      ).rows[0];
    const holder = await database.pool.connect();
    try {
      await holder.query("begin");
      await holder.query("select from channels where id = $1 for update", [channelId]);
      announce({ kind: "guild", guildId });
      announce({ kind: "guild", guildId: other });
      await eventually("the failure shows", async () => (await state(guildId))?.sync_error === "not_stored");
      assert.match(String((await state(guildId))?.sync_error_detail), /timeout/);
      await eventually("the other is stored", async () => (await state(other))?.name === "Other");
      assert.equal((await state(other))?.sync_error, null);
    } finally {
      await holder.query("rollback");
      holder.release();
    }
    await eventually("it is stored in the end", async () => (await channel())?.name === "renamed");
    await eventually("and the failure is over", async () => (await state(guildId))?.sync_error === null);
    await sync.stop();
  });
  it("shows an outage, of a guild that was never seen as well, and its end", async function () {
    const { chat, sync, announce } = await start();
    const unseen = "200000000000000009";
    const list = chat.directory.guild;
    chat.directory.guildIds = () => [guildId, unseen];
    chat.directory.guild = () => null;
    announce({ kind: "guild", guildId });
    announce({ kind: "guild", guildId: unseen });
    const out = async () =>
      (
        await database.pool.query<{ id: string; name: string }>(
          "select g.id, g.name from guilds g join account_guilds a on a.guild_id = g.id where sync_error = 'unavailable' order by g.id",
        )
      ).rows;
    await eventually("both show", async () => (await out()).length === 2);
    assert.deepEqual(await out(), [
      { id: guildId, name: "Test server" },
      { id: unseen, name: unseen },
    ]);
    chat.directory.guild = list;
    announce({ kind: "guild", guildId });
    await eventually("the end shows", async () => (await out()).length === 1);
    await sync.stop();
  });
  it("marks a deleted channel at once, and keeps what is known of it", async function () {
    const { chat, sync, announce } = await start();
    await database.pool.query("update channels set covered = '{[0,1000)}', message_count = 7");
    chat.channels = [];
    announce({ kind: "channelRemoved", guildId, channelId });
    await eventually("the channel counts as removed", async () => (await channel())?.removed_at);
    const { rows } = await database.pool.query("select covered::text, message_count from channels");
    assert.deepEqual(rows, [{ covered: "{[0,1000)}", message_count: "7" }]);
    await sync.stop();
  });
  it("gives up listening to guilds that were left", async function () {
    const { chat, sync, announce } = await start();
    const captures = () => database.pool.query("select from live_captures");
    await database.pool.query(
      `insert into live_captures (guild_id, account_id, worker_id, lease_expires_at)
       select $1, id, gen_random_uuid(), now() + interval '1 minute' from accounts`,
      [guildId],
    );
    chat.directory.guildIds = () => [];
    announce({ kind: "guildLeft", guildId });
    await eventually("nobody listens", async () => (await captures()).rowCount === 0);
    await sync.stop();
  });
  it("marks guilds that were left", async function () {
    const { chat, sync, announce } = await start();
    chat.directory.guildIds = () => [];
    announce({ kind: "guildLeft", guildId });
    await eventually(
      "it is marked",
      async () =>
        (await database.pool.query("select from guilds where removed_at is not null")).rowCount === 1,
    );
    await sync.stop();
  });
});
