/** Channels of a guild with what our accounts may read of them: the ground of every page about coverage. */
import { createHash } from "node:crypto";
import { type Coverage, parseMultirange } from "../../coverage.ts";
import type { ChannelKind, MissingPermission } from "../../model/channel.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { isSettling } from "./catchUp.ts";
import { type LiveState, loadLiveStates } from "./liveState.ts";

/** A channel as stored. */
export interface ChannelRecord {
  id: string;
  parentId: string | null;
  kind: ChannelKind;
  name: string;
  position: number;
  isArchived: boolean;
  isLocked: boolean;
  isNsfw: boolean;
  isRemoved: boolean;
  hasHistory: boolean;
  messageCount: number;
  newestMessageId: string | null;
  lastMessageId: string | null;
  lastFetchedAt: Date | null;
  covered: Coverage;
  /** Nothing of it waits for more than the proof of what was said just now; says nothing of whether anybody listens. */
  isSettling: boolean;
}

/** A state of the channels of a guild, from which later changes can be told. */
export interface ChannelsVersion {
  /**
   * The oldest transaction that was still running: whatever it and later ones write is a later change. Row
   * versions carry the number of the transaction that wrote them (xmin), so no writer has to keep a time stamp, and
   * a transaction that commits late is not missed, as it would be with time stamps.
   */
  transaction: bigint;
  /** A digest of who may read what, whether somebody listens, and how many channels there are: deleted rows carry no number. */
  readers: number;
}

const readerDigests = 1_000_000;

/** The version as the API gives it out: at most 16 digits. */
export function formatVersion(version: ChannelsVersion): string {
  return String(version.transaction * BigInt(readerDigests) + BigInt(version.readers));
}

/** Reads what `formatVersion` wrote; any other digits give some version that never was, which is harmless. */
export function parseVersion(text: string): ChannelsVersion {
  const number = BigInt(text);
  return {
    transaction: number / BigInt(readerDigests),
    readers: Number(number % BigInt(readerDigests)),
  };
}

/** Who reads a guild. */
export interface Readers {
  version: ChannelsVersion;
  /** Enabled accounts that are members of the guild. */
  accountCount: number;
  /** Per channel that some of these accounts cannot read: what each of them lacks. */
  lacking: ReadonlyMap<string, readonly (readonly MissingPermission[])[]>;
  /** Who listens, and the channels that account cannot read; null while nobody does. */
  live: (LiveState & { unheard: ReadonlySet<string> }) | null;
  /** First transaction not yet begun. */
  nextTransaction: bigint;
}

/** The part of it that says who reads what, without a version. */
export type ReadersNow = Pick<Readers, "accountCount" | "lacking" | "live">;

/** Who reads each guild; guilds that are not there have nobody. Two statements, however many guilds there are. */
export async function loadReadersOfGuilds(db: Queryable): Promise<Map<string, ReadersNow>> {
  const [live, { rows }] = await Promise.all([
    loadLiveStates(db),
    db.query<{ guild_id: string; account_count: number; lacking: [string, string, MissingPermission[]][] }>({
      name: "load-readers-of-guilds",
      text: `
        with readers as materialized (
          select g.guild_id, g.account_id from account_guilds g join accounts a on a.id = g.account_id where a.enabled
        )
        select r.guild_id, count(*)::int as account_count,
          coalesce((
            select json_agg(json_build_array(l.channel_id::text, l.account_id::text, l.missing))
            from channels c join account_channels l on l.channel_id = c.id
            join readers k on k.guild_id = c.guild_id and k.account_id = l.account_id
            where c.guild_id = r.guild_id), '[]') as lacking
        from readers r group by r.guild_id`,
    }),
  ]);
  return new Map(
    rows.map((row) => [
      row.guild_id,
      toReaders(row.account_count, row.lacking, live.get(row.guild_id) ?? null),
    ]),
  );
}

function toReaders(
  accountCount: number,
  lackedBy: readonly [channelId: string, accountId: string, missing: MissingPermission[]][],
  live: LiveState | null,
): ReadersNow {
  const lacking = new Map<string, (readonly MissingPermission[])[]>();
  const unheard = new Set<string>();
  for (const [channelId, accountId, missing] of lackedBy) {
    if (accountId === live?.accountId) unheard.add(channelId);
    lacking.set(channelId, [...(lacking.get(channelId) ?? []), missing]);
  }
  return { accountCount, lacking, live: live && { ...live, unheard } };
}

/** Reads who may read the guild's channels and who listens, and the version that later changes are told from. */
export async function loadReaders(db: Queryable, guildId: string): Promise<Readers> {
  const live = (await loadLiveStates(db, guildId)).get(guildId) ?? null;
  const { rows } = await db.query<{
    oldest: string;
    next: string;
    account_ids: string[];
    channel_count: string;
    lacking: [string, string, MissingPermission[]][];
  }>({
    name: "load-readers",
    text: `
      with readers as (
        select g.account_id from account_guilds g join accounts a on a.id = g.account_id
        where g.guild_id = $1 and a.enabled
      )
      select (pg_snapshot_xmin(pg_current_snapshot())::text::int8 & 4294967295)::text as oldest,
        (pg_snapshot_xmax(pg_current_snapshot())::text::int8 & 4294967295)::text as next,
        array(select account_id::text from readers order by 1) as account_ids,
        (select count(*) from channels where guild_id = $1) as channel_count,
        coalesce((
          select json_agg(json_build_array(l.channel_id::text, l.account_id::text, l.missing)
            order by l.channel_id, l.account_id)
          from account_channels l join readers using (account_id) join channels c on c.id = l.channel_id
          where c.guild_id = $1), '[]') as lacking`,
    values: [guildId],
  });
  const row = rows[0];
  if (!row) throw new Error("A select without from answers one row");
  const digest = createHash("sha256")
    .update(JSON.stringify([row.account_ids, row.channel_count, row.lacking, live?.state, live?.since]))
    .digest();
  return {
    version: { transaction: BigInt(row.oldest), readers: digest.readUInt32BE(0) % readerDigests },
    ...toReaders(row.account_ids.length, row.lacking, live),
    nextTransaction: BigInt(row.next),
  };
}

/** What is missing to read a channel: nothing when some account can, else what the best placed account lacks. */
export function missingOf(readers: ReadersNow, channelId: string): readonly MissingPermission[] {
  if (readers.accountCount === 0) return ["membership"];
  const lacking = readers.lacking.get(channelId) ?? [];
  if (lacking.length < readers.accountCount) return [];
  return lacking.reduce((best, missing) => (missing.length < best.length ? missing : best));
}

/**
 * Whether everything said in a channel is heard: not in private threads, of which only their members are told, nor in
 * channels the listening account cannot read.
 */
export function isHeard({ live }: ReadersNow, channel: ChannelRecord): boolean {
  if (!live || !channel.hasHistory || channel.isRemoved || channel.kind === "private_thread") return false;
  return !live.unheard.has(channel.id) && !live.unheard.has(channel.parentId ?? "");
}

/** What a statement reads of a channel. */
const columns = `
  id, parent_id, kind, name, position, archived, locked, nsfw, removed_at is not null as removed, has_history,
  message_count, newest_message_id, last_message_id, last_fetched_at, covered,
  ${isSettling} as settling`;

/** All channels of a guild, threads included, by id. */
export async function loadChannels(db: Queryable, guildId: string): Promise<ChannelRecord[]> {
  const { rows } = await db.query<ChannelRow>({
    name: "load-channels",
    text: `select ${columns} from channels c where guild_id = $1 order by id`,
    values: [guildId],
  });
  return rows.map(toChannelRecord);
}

/** The same of many guilds at once, by guild. */
export async function loadChannelsOfGuilds(
  db: Queryable,
  guildIds: readonly string[],
): Promise<Map<string, ChannelRecord[]>> {
  const { rows } = await db.query<ChannelRow & { guild_id: string }>({
    name: "load-channels-of-guilds",
    text: `select guild_id, ${columns} from channels c where guild_id = any($1::int8[]) order by id`,
    values: [guildIds],
  });
  const found = new Map<string, ChannelRecord[]>();
  for (const row of rows) {
    const known = found.get(row.guild_id);
    if (known) known.push(toChannelRecord(row));
    else found.set(row.guild_id, [toChannelRecord(row)]);
  }
  return found;
}

/**
 * The channels written by the transaction `since` or a later one. Transaction numbers wrap around at 2^32, so
 * "later" is the nearer half of the circle.
 */
export async function loadChangedChannels(
  db: Queryable,
  guildId: string,
  since: bigint,
): Promise<ChannelRecord[]> {
  const { rows } = await db.query<ChannelRow>({
    name: "load-changed-channels",
    text: `
      select ${columns} from channels c
      where guild_id = $1 and (c.xmin::text::int8 - $2::int8 + 4294967296) % 4294967296 < 2147483648
      order by id`,
    values: [guildId, String(since)],
  });
  return rows.map(toChannelRecord);
}

/** One channel of the guild, or null when it has none of that id. */
export async function loadChannel(
  db: Queryable,
  guildId: string,
  channelId: string,
): Promise<ChannelRecord | null> {
  const { rows } = await db.query<ChannelRow>({
    name: "load-channel",
    text: `select ${columns} from channels c where guild_id = $1 and id = $2`,
    values: [guildId, channelId],
  });
  return rows[0] ? toChannelRecord(rows[0]) : null;
}

interface ChannelRow {
  id: string;
  parent_id: string | null;
  kind: ChannelKind;
  name: string;
  position: number;
  archived: boolean;
  locked: boolean;
  nsfw: boolean;
  removed: boolean;
  has_history: boolean;
  message_count: string;
  newest_message_id: string | null;
  last_message_id: string | null;
  last_fetched_at: Date | null;
  covered: string;
  settling: boolean | null;
}

function toChannelRecord(row: ChannelRow): ChannelRecord {
  return {
    id: row.id,
    parentId: row.parent_id,
    kind: row.kind,
    name: row.name,
    position: row.position,
    isArchived: row.archived,
    isLocked: row.locked,
    isNsfw: row.nsfw,
    isRemoved: row.removed,
    hasHistory: row.has_history,
    messageCount: Number(row.message_count),
    newestMessageId: row.newest_message_id,
    lastMessageId: row.last_message_id,
    lastFetchedAt: row.last_fetched_at,
    covered: parseMultirange(row.covered),
    isSettling: row.settling === true,
  };
}
