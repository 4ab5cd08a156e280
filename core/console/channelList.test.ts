import assert from "node:assert/strict";
import { countPagesRead } from "../../test/support/buffers.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  channelId,
  directoryChannel,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
} from "../../test/support/factories.ts";
import { extendCoverage } from "../database/guilds/channelCoverage.ts";
import { recordAccess, upsertChannels } from "../database/guilds/directory.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import { inTransaction } from "../postgres/pool.ts";
import { listChannels } from "./channelList.ts";

const guild = {
  id: guildId,
  platform: "discord",
  name: "Test server",
  priority: 0,
  keepsResponses: false,
} as const;
const other = "300000000000000002";

describe("listChannels", function () {
  const database = useTestDatabase();
  const list = (since?: string) => listChannels(database.pool, guild, since);
  const ids = (view: { channels: readonly { id: string }[] }) => view.channels.map((channel) => channel.id);
  const makeAccount = async (name: string) => {
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', $1) returning id",
      [name],
    );
    return rows[0]?.id ?? "";
  };
  const access = (accountId: string, missing: Record<string, ["view_channel", ..."connect"[]]> = {}) =>
    inTransaction(database.pool, (tx) =>
      recordAccess(tx, { accountId, guildId, permissions: "0", missing: new Map(Object.entries(missing)) }),
    );

  it("answers all channels at first, then only those that changed", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other, name: "random" });
    const first = await list();
    assert.deepEqual(ids(first), [channelId, other]);
    const idle = await list(first.version);
    assert.deepEqual(
      idle,
      { ...idle, version: first.version, channels: [] },
      "nothing changed: the same version",
    );

    await makeChannel(database.pool, { id: other, name: "renamed" });
    const second = await list(first.version);
    assert.deepEqual(
      second.channels.map((channel) => channel.name),
      ["renamed"],
    );
    assert.notEqual(second.version, first.version);
    assert.deepEqual(ids(await list(second.version)), []);
  });

  it("tells what a page adds, whoever writes it", async function () {
    await makeChannel(database.pool, { lastMessageId: String(snowflakeAt(Date.UTC(2024, 0, 1))) });
    const { version } = await list();
    await extendCoverage(database.pool, {
      channelId,
      proven: { fromId: "0", toId: "4611686018427387904" },
      newestMessageId: null,
      savedCount: 12,
    });
    const [channel] = (await list(version)).channels;
    assert.deepEqual([channel?.messageCount, channel?.state], [12, "unreadable"], "there is no account yet");
    const { version: later } = await list();
    await database.pool.query("update channels set covered = '{}'");
    assert.deepEqual(ids(await list(later)), [channelId], "from psql as well");
  });

  it("misses no change of a transaction that was still open at the time of the version", async function () {
    await makeChannel(database.pool);
    const slow = await database.pool.connect();
    await slow.query("begin; update channels set name = 'slow'");
    await database.pool.query("select pg_current_xact_id()"); // a later one ends before it
    const { version } = await list();
    await slow.query("commit");
    slow.release();
    assert.deepEqual(
      (await list(version)).channels.map((channel) => channel.name),
      ["slow"],
    );
  });

  it("answers everything anew when accounts lose or gain access, or channels vanish", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other });
    const before = await list();
    assert.deepEqual(
      before.channels.map((channel) => channel.missing),
      [["membership"], ["membership"]],
    );

    const accountId = await makeAccount("one");
    await access(accountId, { [other]: ["view_channel", "connect"] });
    const joined = await list(before.version);
    assert.deepEqual(
      joined.channels.map((channel) => channel.missing),
      [[], ["view_channel", "connect"]],
    );
    assert.deepEqual(
      joined.channels.map((channel) => channel.state),
      ["empty", "unreadable"],
    );

    await access(accountId, {});
    assert.deepEqual(
      (await list(joined.version)).channels.map((channel) => channel.missing),
      [[], []],
    );

    const granted = await list();
    await database.pool.query("update accounts set enabled = false");
    assert.deepEqual(
      (await list(granted.version)).channels.map((channel) => channel.missing),
      [["membership"], ["membership"]],
    );

    const disabled = await list();
    await database.pool.query("delete from channels where id = $1", [other]);
    assert.deepEqual(ids(await list(disabled.version)), [channelId]);
  });

  it("takes a channel as readable when any account can read it, else names what the best placed one lacks", async function () {
    await makeChannel(database.pool);
    const [first, second] = [await makeAccount("one"), await makeAccount("two")];
    await access(first, { [channelId]: ["view_channel", "connect"] });
    await access(second, { [channelId]: ["view_channel"] });
    assert.deepEqual((await list()).channels[0]?.missing, ["view_channel"]);
    await access(second, {});
    assert.deepEqual((await list()).channels[0]?.missing, []);
  });

  it("answers everything for versions that are not of this database", async function () {
    await makeChannel(database.pool);
    const { version } = await list();
    const ahead = String(BigInt(version) + 1_000_000n * 1_000_000n);
    for (const strange of [ahead, "0", "9999999999999999", "1"]) {
      assert.deepEqual(ids(await list(strange)), [channelId], strange);
    }
  });

  it("lists the open task of each channel in every answer", async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: other });
    const parent = await makeTask(database.pool, { status: "running", fanned_out_at: new Date() });
    const child = await makeTask(database.pool, { channel_id: other, parent_task_id: parent });
    await makeTask(database.pool, { channel_id: channelId, after_message_id: "5" });
    const running = await makeTask(database.pool, {
      channel_id: channelId,
      status: "running",
      progress: 0.25,
    });
    await makeTask(database.pool, { channel_id: channelId, before_message_id: "9", status: "completed" });
    const view = await list();
    assert.deepEqual(view.openTasks, [
      { channelId, taskId: running, status: "running", progress: 0.25 },
      { channelId: other, taskId: child, status: "pending", progress: 0 },
    ]);
    assert.equal(view.pendingTaskCount, 2);
    await database.pool.query("update history_fetch_tasks set status = 'paused' where id = $1", [parent]);
    const paused = await list(view.version);
    assert.deepEqual(
      paused.openTasks.map((task) => [task.channelId, task.status]),
      [
        [channelId, "running"],
        [other, "paused"],
      ],
    );
    assert.deepEqual(paused.channels, []);
  });

  it("reads 10,000 channels once each, and hardly anything when nothing changed", async function () {
    this.timeout(60_000); // writes 10,000 rows
    await makeGuild(database.pool);
    const first = snowflakeAt(Date.UTC(2020, 0, 1));
    const channels = Array.from({ length: 10_000 }, (_, n) =>
      directoryChannel({
        id: String(first + BigInt(n)),
        name: `channel-${n}`,
        lastMessageId: String(first + 4_000_000_000_000_000n),
      }),
    );
    await upsertChannels(database.pool, channels);
    await database.pool.query(`
      update channels set covered = int8multirange(
        int8range(id, id + 1000000000000000), int8range(id + 2000000000000000, id + 3000000000000000))`);
    await access(await makeAccount("one"), { [String(first)]: ["view_channel"] });
    await database.pool.query("vacuum analyze channels");
    assert.equal((await list()).channels.length, 10_000);
    const { rows } = await database.pool.query<{ pages: number }>(
      "select (pg_relation_size('channels') / 8192)::int as pages",
    );
    const pages = rows[0]?.pages ?? 0;
    const all = await countPagesRead(database.pool, (db) => listChannels(db, guild));
    assert.ok(all < 3 * pages, `${all} pages read of a table of ${pages}`);
    const { version } = await list();
    const idle = await countPagesRead(database.pool, (db) => listChannels(db, guild, version));
    assert.ok(idle < 2 * pages, `${idle} pages read for an idle poll`);
    assert.deepEqual((await list(version)).channels, []);
  });

  it("costs in proportion to the channels, not more", async function () {
    this.timeout(60_000); // writes 10,000 rows
    await makeGuild(database.pool);
    const first = snowflakeAt(Date.UTC(2020, 0, 1));
    const add = (from: number, to: number) =>
      upsertChannels(
        database.pool,
        Array.from({ length: to - from }, (_, n) =>
          directoryChannel({ id: String(first + BigInt(from + n)), name: `channel-${from + n}` }),
        ),
      );
    const cpuMs = async (runs: number) => {
      const before = process.cpuUsage(); // time of ours, not of whoever else uses the machine
      for (let n = 0; n < runs; n++) JSON.stringify(await list());
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / runs;
    };
    await add(0, 1_000);
    await cpuMs(20); // the first runs compile
    const thousand = await cpuMs(20);
    await add(1_000, 10_000);
    const tenThousand = await cpuMs(4);
    assert.ok(tenThousand < 20 * thousand, `${thousand} ms for 1,000 channels, ${tenThousand} ms for 10,000`);
  });
});
