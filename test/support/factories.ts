/** Valid rows for tests; every function takes what matters to the test and fills in the rest. */
import { randomUUID } from "node:crypto";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import {
  type DirectoryChannel,
  type DirectoryGuild,
  upsertChannels,
  upsertGuild,
} from "../../core/database/guilds/directory.ts";
import { type HistoryTask, historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { inTransaction, type Pool, type Queryable } from "../../core/postgres/pool.ts";
import { claimTasks } from "../../core/queue/claim.ts";

export const guildId = "200000000000000001";
export const channelId = "300000000000000001";
export const workerId = randomUUID();

export async function makeGuild(db: Queryable, guild: Partial<DirectoryGuild> = {}): Promise<void> {
  await upsertGuild(db, {
    id: guildId,
    platform: "discord",
    kind: "server",
    name: "Test server",
    icon: null,
    memberCount: 3,
    isDemo: false,
    ...guild,
  });
}

export function directoryChannel(channel: Partial<DirectoryChannel> = {}): DirectoryChannel {
  return {
    id: channelId,
    guildId,
    parentId: null,
    kind: "text",
    name: "general",
    topic: null,
    position: 0,
    nsfw: false,
    archived: false,
    locked: false,
    hasHistory: true,
    lastMessageId: null,
    ...channel,
  };
}

/** A channel and, when it is missing, its guild. */
export async function makeChannel(
  db: Queryable,
  channel: Partial<DirectoryChannel> = {},
): Promise<DirectoryChannel> {
  const made = directoryChannel(channel);
  await makeGuild(db, { id: made.guildId });
  await upsertChannels(db, [made]);
  return made;
}

/**
 * Inserts a history fetch and, when it is missing, its guild; returns its id. One that waits is written the way psql
 * would, with only the columns given; one that runs or is over the way a restore would.
 */
export async function makeTask(db: Queryable, columns: Record<string, unknown> = {}): Promise<string> {
  const row = { guild_id: guildId, ...columns };
  if (row.guild_id !== null) await makeGuildKnown(db, row.guild_id);
  return insertTaskRow(db, "history_fetch_tasks", row);
}

async function makeGuildKnown(db: Queryable, id: string): Promise<void> {
  await db.query(
    `insert into guilds (id, platform, name)
     values ($1, case when $1::int8 >= 1000000000000000 then 'discord' else 'telegram' end, 'Test server')
     on conflict do nothing`,
    [id],
  );
}

/** Runs a statement that writes tasks as a restore would: running ones and ends included. */
export async function restoreRows<Row extends Record<string, unknown>>(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await inTransaction(pool, async (tx) => {
    await tx.query("set local backscroll.restoring = on");
    return tx.query<Row>(text, [...values]);
  });
  return rows;
}

/** Inserts a task into any queue, like makeTask. */
export async function insertTaskRow(
  db: Queryable,
  queue: string,
  columns: Record<string, unknown>,
): Promise<string> {
  const isWaiting =
    columns.status === undefined || columns.status === "pending" || columns.status === "paused";
  const row = isWaiting ? columns : { ...followingFrom(columns), ...columns };
  const names = Object.keys(row);
  const { rows } = await db.query<{ id: string }>(
    `with restoring as materialized (select set_config('backscroll.restoring', '${isWaiting ? "" : "on"}', true))
     insert into ${queue} (${names.join(", ")})
     select ${names.map((_name, index) => `$${index + 1}`).join(", ")} from restoring returning id`,
    Object.values(row),
  );
  return rows[0]?.id ?? "";
}

/** What a row with this status has besides. */
function followingFrom(columns: Record<string, unknown>): Record<string, unknown> {
  if (columns.status !== "running") return { completed_at: new Date() };
  return columns.fanned_out_at
    ? {}
    : { worker_id: workerId, lease_expires_at: new Date(Date.now() + 60_000) };
}

/** Claims one due task of the test guild. Fails the test when there is none. */
export async function claimOne(
  db: Queryable,
  claim: { workerId?: string; leaseSeconds?: number } = {},
): Promise<HistoryTask> {
  const [task] = await claimTasks(db, historyTasks, {
    workerId,
    leaseSeconds: 60,
    lanes: [guildId],
    limit: 1,
    ...claim,
  });
  if (!task) throw new Error("No task was due");
  return task;
}

/** All columns of a task. */
export async function readTask(db: Queryable, id: string): Promise<Record<string, unknown>> {
  const { rows } = await db.query<Record<string, unknown>>(
    "select * from history_fetch_tasks where id = $1",
    [id],
  );
  if (!rows[0]) throw new Error(`There is no task ${id}`);
  return rows[0];
}

export function archiveMessage(message: Partial<ArchiveMessage> = {}): ArchiveMessage {
  return {
    id: "1000",
    authorId: "400000000000000001",
    kind: "default",
    content: "hello",
    createdAt: new Date("2024-05-01T12:00:00Z"),
    editedAt: null,
    replyToId: null,
    topicId: null,
    albumId: null,
    extra: null,
    attachments: [],
    reactions: [],
    ...message,
  };
}
