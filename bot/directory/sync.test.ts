import assert from "node:assert/strict";
import { createLogger } from "../../core/log.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { channelId, directoryChannel, guildId } from "../../test/support/factories.ts";
import type { DirectoryChange } from "../platforms/platform.ts";
import { startDirectorySync } from "./sync.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("startDirectorySync", function () {
  const database = useTestDatabase();
  const channel = async () =>
    (
      await database.pool.query<Record<string, unknown>>(
        "select name, last_message_id, removed_at from channels where id = $1",
        [channelId],
      )
    ).rows[0];

  async function start() {
    const chat = makeChat();
    let announce: (change: DirectoryChange) => void = () => undefined;
    chat.directory.onChange = (listener) => {
      announce = listener;
    };
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'f') returning id",
    );
    const sync = startDirectorySync({
      pool: database.pool,
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
