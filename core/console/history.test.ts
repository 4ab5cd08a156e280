/** Summary, channel statistics, ranges and analysis of one guild: they read the same rows. */
import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  directoryChannel,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
} from "../../test/support/factories.ts";
import { insertMessages } from "../database/archive/messages.ts";
import { countArchivedToday, extendCoverage } from "../database/guilds/channelCoverage.ts";
import { upsertChannels } from "../database/guilds/directory.ts";
import { AppError } from "../errors.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import type { Queryable } from "../postgres/pool.ts";
import { analyzeGuild } from "./analyze.ts";
import { listHistoryChannels } from "./historyChannels.ts";
import { listRanges } from "./ranges.ts";
import { summarizeGuild } from "./summary.ts";

const guild = {
  id: guildId,
  platform: "discord",
  name: "Test server",
  priority: 0,
  keepsResponses: false,
} as const;
const at = (day: number) => snowflakeAt(Date.UTC(2024, 0, day));
const iso = (day: number) => new Date(Date.UTC(2024, 0, day)).toISOString();
const id = (n: number) => String(at(1) + BigInt(n));

/** An account that reads everything, and channels in every state. */
async function makeWorld(db: Queryable): Promise<void> {
  await makeGuild(db);
  const { rows } = await db.query<{ id: string }>(
    "insert into accounts (platform, token_fingerprint) values ('discord', 'one') returning id",
  );
  await db.query("insert into account_guilds (account_id, guild_id) values ($1, $2)", [rows[0]?.id, guildId]);
  const lastMessageId = String(at(11) - 1n);
  await makeChannel(db, { id: id(1), name: "complete", lastMessageId });
  await makeChannel(db, { id: id(2), name: "outdated", lastMessageId });
  await makeChannel(db, { id: id(3), name: "never", lastMessageId });
  await makeChannel(db, { id: id(4), name: "empty" });
  await makeChannel(db, { id: id(5), name: "forum", kind: "forum", hasHistory: false });
  await makeChannel(db, { id: id(6), name: "post", kind: "public_thread", parentId: id(5), lastMessageId });
  await makeChannel(db, { id: id(7), name: "hidden", lastMessageId });
  await db.query(
    "insert into account_channels (account_id, channel_id, missing) values ($1, $2, '{view_channel}')",
    [rows[0]?.id, id(7)],
  );
  const cover = (channel: string, from: bigint, to: bigint, saved: number) =>
    extendCoverage(db, {
      channelId: channel,
      proven: { fromId: String(from), toId: String(to) },
      newestMessageId: String(to - 1n),
      savedCount: saved,
    });
  await cover(id(1), 0n, at(11), 100);
  await cover(id(2), 0n, at(6), 40);
  await cover(id(6), at(3), at(4), 10);
  await cover(id(6), at(5), at(11), 20);
}

describe("summarizeGuild", function () {
  const database = useTestDatabase();

  it("counts tasks, messages and channels by state", async function () {
    await makeWorld(database.pool);
    const parent = await makeTask(database.pool, {
      status: "warning",
      messages_fetched: 130,
      messages_saved: 120,
      messages_duplicate: 10,
    });
    await makeTask(database.pool, {
      parent_task_id: parent,
      channel_id: id(1),
      status: "completed",
      messages_fetched: 100,
    });
    await makeTask(database.pool, { channel_id: id(2), messages_fetched: 5, messages_updated: 1 });
    await makeTask(database.pool, { guild_id: "200000000000000002", messages_fetched: 7 });
    const summary = await summarizeGuild(database.pool, guild, 3);
    assert.deepEqual(summary.tasks, {
      pending: 1,
      running: 0,
      paused: 0,
      completed: 0,
      warning: 1,
      failed: 0,
      cancelled: 0,
    });
    assert.deepEqual(
      [summary.messagesFetched, summary.messagesSaved, summary.messagesDuplicate, summary.messagesUpdated],
      [135, 120, 10, 1],
    );
    assert.equal(summary.messageCount, 170);
    assert.deepEqual(summary.channels, {
      never: 1,
      partial: 1,
      outdated: 1,
      complete: 1,
      unreadable: 1,
      empty: 1,
      none: 1,
    });
    // Expected: complete 100, outdated 40 / 0.5, never a usual 80, post 30 / 0.7; hidden, empty and forum do not count.
    assert.ok(
      Math.abs(summary.completeness - 170 / (100 + 80 + 80 + 30 / 0.7)) < 1e-6,
      String(summary.completeness),
    );
    assert.ok(summary.lastFetchedAt);
  });

  it("lists every one of the last days, today last, those without messages too", async function () {
    await makeWorld(database.pool);
    await countArchivedToday(database.pool, id(1), 30);
    await countArchivedToday(database.pool, id(2), 12);
    await database.pool.query(
      "insert into archive_days values ($1, (now() at time zone 'utc')::date - 2, 5), ($1, (now() at time zone 'utc')::date - 3, 99)",
      [id(1)],
    );
    const { archivedPerDay } = await summarizeGuild(database.pool, guild, 3);
    assert.deepEqual(
      archivedPerDay.map((day) => day.messages),
      [5, 0, 42],
    );
    assert.equal(archivedPerDay[2]?.day, new Date().toISOString().slice(0, 10));
  });

  it("is all zero for a guild without channels", async function () {
    await makeGuild(database.pool);
    const summary = await summarizeGuild(database.pool, guild, 1);
    assert.deepEqual([summary.completeness, summary.messageCount, summary.lastFetchedAt], [0, 0, null]);
  });
});

describe("listHistoryChannels", function () {
  const database = useTestDatabase();

  it("tells what the fetches of each channel have done, through guild tasks as well", async function () {
    await makeWorld(database.pool);
    const parent = await makeTask(database.pool, { status: "completed" });
    await makeTask(database.pool, {
      parent_task_id: parent,
      channel_id: id(1),
      status: "completed",
      messages_saved: 60,
      completed_at: iso(20),
    });
    await makeTask(database.pool, {
      channel_id: id(1),
      status: "completed",
      messages_saved: 40,
      completed_at: iso(21),
    });
    await makeTask(database.pool, { channel_id: id(1), status: "failed", completed_at: iso(22) });
    const { channels } = await listHistoryChannels(database.pool, guild, { includeThreads: true });
    assert.deepEqual(
      channels.map((channel) => channel.channelName),
      ["complete", "outdated", "never", "empty", "post", "hidden"],
    );
    const [first, second] = channels;
    assert.deepEqual([first?.tasks.completed, first?.tasks.failed, first?.messagesSaved], [2, 1, 100]);
    assert.equal(first?.lastSuccessAt, iso(21));
    assert.deepEqual([first?.state, first?.messageCount], ["complete", 100]);
    assert.deepEqual([second?.tasks.completed, second?.lastSuccessAt], [0, null]);
    const { channels: withoutThreads } = await listHistoryChannels(database.pool, guild, {
      includeThreads: false,
    });
    assert.equal(
      withoutThreads.some((channel) => channel.channelName === "post"),
      false,
    );
  });
});

describe("listRanges", function () {
  const database = useTestDatabase();

  it("lists proven intervals and the gaps between them, newest first, with their times", async function () {
    await makeWorld(database.pool);
    const view = await listRanges(database.pool, guild, id(6));
    assert.deepEqual(view.ranges, [
      { startMessageId: String(at(5)), endMessageId: String(at(11)), startAt: iso(5), endAt: iso(11) },
      { startMessageId: String(at(3)), endMessageId: String(at(4)), startAt: iso(3), endAt: iso(4) },
    ]);
    assert.deepEqual(
      view.gaps.map((gap) => [gap.afterMessageId, gap.beforeMessageId, gap.startAt, gap.endAt]),
      [
        [String(at(4) - 1n), String(at(5)), iso(4), iso(5)],
        [String(BigInt(id(6)) - 1n), String(at(3)), iso(1), iso(3)],
      ],
    );
  });

  it("knows no channel of another guild", async function () {
    await makeWorld(database.pool);
    await makeChannel(database.pool, { id: channelId, guildId: "200000000000000002" });
    for (const unknown of [channelId, "5"]) {
      await assert.rejects(
        listRanges(database.pool, guild, unknown),
        (error) => error instanceof AppError && error.code === "unknown_channel",
      );
    }
  });

  it("takes the times of Telegram's ids from the messages that stand there", async function () {
    const chat = {
      id: "-1001234567890",
      platform: "telegram",
      name: "Chat",
      priority: 0,
      keepsResponses: false,
    } as const;
    await makeGuild(database.pool, { id: chat.id, platform: "telegram", kind: "supergroup" });
    await upsertChannels(database.pool, [
      directoryChannel({ id: chat.id, guildId: chat.id, kind: "chat", lastMessageId: "100" }),
    ]);
    await insertMessages(
      database.pool,
      { guildId: chat.id, channelId: chat.id },
      [10, 20, 30].map((n) => archiveMessage({ id: String(n), createdAt: new Date(iso(n)) })),
    );
    await extendCoverage(database.pool, {
      channelId: chat.id,
      proven: { fromId: "10", toId: "25" },
      newestMessageId: "30",
      savedCount: 3,
    });
    const view = await listRanges(database.pool, chat, chat.id);
    assert.deepEqual(
      view.ranges.map((range) => [range.startAt, range.endAt]),
      [[iso(10), iso(30)]],
    );
    assert.deepEqual(
      view.gaps.map((gap) => [gap.startAt, gap.endAt]),
      [
        [iso(30), iso(30)],
        [iso(10), iso(10)],
      ],
    );
  });
});

describe("analyzeGuild", function () {
  const database = useTestDatabase();

  it("says of every channel whether it should be fetched, and why", async function () {
    await makeWorld(database.pool);
    const { channels } = await analyzeGuild(database.pool, guild);
    assert.deepEqual(
      channels.map((channel) => [channel.channelName, channel.needsUpdate, channel.reason, channel.missing]),
      [
        ["complete", false, "complete", []],
        ["outdated", true, "outdated", []],
        ["never", true, "never", []],
        ["empty", false, "empty", []],
        ["post", true, "partial", []],
        ["hidden", false, "unreadable", ["view_channel"]],
      ],
    );
    const outdated = channels[1];
    const newest = new Date(Date.UTC(2024, 0, 6) - 1).toISOString();
    assert.deepEqual(
      [outdated?.newestArchivedAt, outdated?.newestOnPlatformAt?.slice(0, 10)],
      [newest, "2024-01-10"],
    );
    assert.deepEqual([channels[2]?.newestArchivedAt, channels[3]?.newestOnPlatformAt], [null, null]);
  });
});
