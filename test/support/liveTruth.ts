/** Compares what was captured live with what the sandbox knows: messages, versions, deletions, and what is called proven. */
import assert from "node:assert/strict";
import type { Pool } from "../../core/postgres/pool.ts";
import type { SandboxControl, TruthChannel } from "../../sandbox/index.ts";
import { assertChannelIsTrue } from "./truth.ts";

/** Fails unless every readable channel holds exactly the living messages of the truth. Returns the channels. */
export async function assertLivingAreTrue(pool: Pool, control: SandboxControl): Promise<TruthChannel[]> {
  const channels = await control.truth.channels({ readable: true });
  for (const channel of channels) await assertChannelIsTrue(pool, control, channel.id);
  return channels;
}

/** Messages that exist and are neither archived nor known to be missing: there must never be one. */
export async function findSilentLosses(pool: Pool, control: SandboxControl): Promise<string[]> {
  const losses: string[] = [];
  for (const channel of await control.truth.channels({ readable: true })) {
    const { rows } = await pool.query<{ ids: string[]; covered: string }>(
      `select covered::text, array(select id::text from messages where channel_id = $1) as ids
       from channels where id = $1`,
      [channel.id],
    );
    const covered = parse(rows[0]?.covered ?? "{}");
    const archived = new Set(rows[0]?.ids);
    for await (const { id } of control.truth.messages(channel.id))
      if (!archived.has(id) && covered.some(([from, to]) => BigInt(id) >= from && BigInt(id) < to))
        losses.push(`${channel.name} ${id}`);
  }
  return losses;
}

/** Messages that exist and are not archived as living. */
export async function findMissing(pool: Pool, control: SandboxControl): Promise<string[]> {
  const missing: string[] = [];
  for (const channel of await control.truth.channels({ readable: true })) {
    const { rows } = await pool.query<{ id: string }>(
      "select id::text from messages where channel_id = $1 and deleted_at is null",
      [channel.id],
    );
    const archived = new Set(rows.map(({ id }) => id));
    for await (const { id } of control.truth.messages(channel.id))
      if (!archived.has(id)) missing.push(`${channel.name} ${id}`);
  }
  return missing;
}

/** Channels whose counter is not the number of their messages: something was counted twice, or not at all. */
export async function findWrongCounts(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select c.id, c.message_count::int as counted, archived.count::int as archived, days.count::int as per_day
     from channels c
     cross join lateral (select count(*) from messages m where m.channel_id = c.id) archived
     cross join lateral (select coalesce(sum(messages_saved), 0) as count from archive_days d where d.channel_id = c.id) days
     where c.message_count <> archived.count or days.count <> archived.count`,
  );
  return rows;
}

/** Channels with messages that are not called proven yet. */
export async function findUnproven(pool: Pool, control: SandboxControl): Promise<string[]> {
  const unproven: string[] = [];
  for (const { id, name, newestId, messageCount } of await control.truth.channels({ readable: true })) {
    if (messageCount === 0 || newestId === null) continue;
    const { rows } = await pool.query<{ proven: boolean }>(
      "select covered @> int8range(id, $2, '[]') as proven from channels where id = $1",
      [id, newestId],
    );
    if (rows[0]?.proven !== true) unproven.push(name);
  }
  return unproven;
}

/** Fails unless the versions of every message, in number and order, and all deletions are those of the truth. */
export async function assertHistoryIsTrue(
  pool: Pool,
  control: SandboxControl,
): Promise<{ versions: number; deletions: number }> {
  let counted = { versions: 0, deletions: 0 };
  for (const channel of await control.truth.channels({ readable: true })) {
    const { versions, tombstones } = await control.truth.history(channel.id);
    const { rows } = await pool.query<{ message_id: string; past: string[] }>(
      `select message_id::text, array_agg(content order by replaced_at) as past
       from message_versions where channel_id = $1 group by 1`,
      [channel.id],
    );
    const archived = new Map(rows.map((row) => [row.message_id, row.past]));
    for (const { messageId, past } of versions)
      assert.deepEqual(
        archived.get(messageId),
        past.map(({ content }) => content),
        `versions of ${messageId} in ${channel.name}`,
      );
    assert.equal(archived.size, versions.length, `edited messages in ${channel.name}`);
    const deleted = await pool.query<{ id: string }>(
      "select id::text from messages where channel_id = $1 and deleted_at is not null order by id",
      [channel.id],
    );
    assert.deepEqual(
      deleted.rows.map(({ id }) => id),
      tombstones.map(({ id }) => id),
      `deletions in ${channel.name}`,
    );
    counted = {
      versions: counted.versions + versions.length,
      deletions: counted.deletions + tombstones.length,
    };
  }
  return counted;
}

/**
 * Fails unless every edit and deletion since `sinceMs` is in the archive, in number and order. Everything has to have been
 * heard since then, and the archive to have been true when it began.
 */
export async function assertStretchIsTrue(
  pool: Pool,
  control: SandboxControl,
  sinceMs: number,
): Promise<{ versions: number; deletions: number }> {
  const counted = { versions: 0, deletions: 0 };
  for (const channel of await control.truth.channels({ readable: true })) {
    const { versions, tombstones } = await control.truth.history(channel.id);
    const { rows } = await pool.query<{ id: string; past: string[] }>(
      `select message_id::text as id, array_agg(content order by replaced_at) as past
       from message_versions where channel_id = $1 and replaced_at >= to_timestamp($2::float8 / 1000) group by 1`,
      [channel.id, sinceMs],
    );
    const expected = versions
      .map(({ messageId, past }) => ({
        id: messageId,
        past: past.filter(({ replacedMs }) => replacedMs >= sinceMs).map(({ content }) => content),
      }))
      .filter(({ past }) => past.length > 0);
    assert.deepEqual(byId(rows), byId(expected), `versions in ${channel.name}`);
    const { rows: deleted } = await pool.query<{ id: string }>(
      `select id::text from messages where channel_id = $1 and deleted_at >= to_timestamp($2::float8 / 1000)`,
      [channel.id, sinceMs],
    );
    const gone = tombstones.filter(({ deletedMs }) => deletedMs >= sinceMs);
    assert.deepEqual(
      deleted.map(({ id }) => id).sort(),
      gone.map(({ id }) => id).sort(),
      `deletions in ${channel.name}`,
    );
    counted.versions += expected.reduce((sum, { past }) => sum + past.length, 0);
    counted.deletions += gone.length;
  }
  return counted;
}

const byId = (rows: readonly { id: string; past: string[] }[]) =>
  Object.fromEntries(rows.map(({ id, past }) => [id, past]));

const parse = (multirange: string): [bigint, bigint][] =>
  [...multirange.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map(([, from, to]) => [
    BigInt(from ?? 0),
    BigInt(to ?? 0),
  ]);
