/** Guilds and channels as the platforms list them, and what our accounts may read of them. */

import { type Coverage, parseMultirange } from "../../coverage.ts";
import type { ChannelKind, MissingPermission } from "../../model/channel.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "../archive/messages.ts";

export interface DirectoryGuild {
  id: string;
  platform: Platform;
  kind: string;
  name: string;
  icon: string | null;
  memberCount: number | null;
  isDemo: boolean;
}

export interface DirectoryChannel {
  id: string;
  guildId: string;
  parentId: string | null;
  kind: ChannelKind;
  name: string;
  topic: string | null;
  position: number;
  nsfw: boolean;
  archived: boolean;
  locked: boolean;
  /** False where no messages can stand: categories, forums, directories. */
  hasHistory: boolean;
  lastMessageId: string | null;
}

/** Stores a guild as listed; it counts as present again. */
export async function upsertGuild(db: Queryable, guild: DirectoryGuild): Promise<void> {
  await db.query({
    name: "upsert-guild",
    text: `
      insert into guilds (id, platform, kind, name, icon, member_count, is_demo)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (id) do update
      set kind = excluded.kind, name = excluded.name, icon = excluded.icon, member_count = excluded.member_count,
          is_demo = excluded.is_demo, removed_at = null, is_imported = false, updated_at = now()
      where (guilds.kind, guilds.name, guilds.icon, guilds.member_count, guilds.is_demo, guilds.removed_at, guilds.is_imported)
        is distinct from (excluded.kind, excluded.name, excluded.icon, excluded.member_count, excluded.is_demo, null, false)`,
    values: [guild.id, guild.platform, guild.kind, guild.name, guild.icon, guild.memberCount, guild.isDemo],
  });
}

/** Stores channels and threads as listed; rows that did not change are left alone. Coverage is never touched. */
export async function upsertChannels(db: Queryable, channels: readonly DirectoryChannel[]): Promise<void> {
  if (channels.length === 0) return;
  await db.query({
    name: "upsert-channels",
    text: `
      insert into channels (id, guild_id, parent_id, kind, name, topic, position, nsfw, archived, locked,
        has_history, last_message_id)
      select * from json_to_recordset($1::json) as c (id int8, guild_id int8, parent_id int8, kind text, name text,
        topic text, position int, nsfw boolean, archived boolean, locked boolean, has_history boolean,
        last_message_id int8)
      order by id
      on conflict (id) do update
      set parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, topic = excluded.topic,
          position = excluded.position, nsfw = excluded.nsfw, archived = excluded.archived,
          locked = excluded.locked, has_history = excluded.has_history,
          last_message_id = greatest(channels.last_message_id, excluded.last_message_id),
          removed_at = null, is_imported = false, updated_at = now()
      where (channels.parent_id, channels.kind, channels.name, channels.topic, channels.position, channels.nsfw,
             channels.archived, channels.locked, channels.has_history, channels.removed_at, channels.is_imported)
        is distinct from (excluded.parent_id, excluded.kind, excluded.name, excluded.topic, excluded.position,
             excluded.nsfw, excluded.archived, excluded.locked, excluded.has_history, null, false)
        or coalesce(excluded.last_message_id, 0) > coalesce(channels.last_message_id, 0)`,
    values: [
      toSafeJson(
        channels.map((channel) => ({
          id: channel.id,
          guild_id: channel.guildId,
          parent_id: channel.parentId,
          kind: channel.kind,
          name: channel.name,
          topic: channel.topic,
          position: channel.position,
          nsfw: channel.nsfw,
          archived: channel.archived,
          locked: channel.locked,
          has_history: channel.hasHistory,
          last_message_id: channel.lastMessageId,
        })),
      ),
    ],
  });
}

/**
 * Marks as removed every channel of the guild that is not among `listedIds`. Threads are left out: a thread
 * that is not listed is merely archived.
 */
export async function markUnlistedChannelsRemoved(
  db: Queryable,
  guildId: string,
  listedIds: readonly string[],
): Promise<void> {
  await db.query({
    name: "mark-unlisted-channels-removed",
    text: `
      update channels set removed_at = now(), updated_at = now()
      where guild_id = $1 and removed_at is null and id <> all($2::int8[]) and kind not like '%thread'`,
    values: [guildId, listedIds],
  });
}

/** Marks a channel or thread as deleted on the platform, with its threads. Its archive stays. */
export async function markChannelRemoved(db: Queryable, channelId: string): Promise<void> {
  await db.query({
    name: "mark-channel-removed",
    text: "update channels set removed_at = now(), updated_at = now() where (id = $1 or parent_id = $1) and removed_at is null and kind <> 'category'",
    values: [channelId],
  });
}

/** Records newer message ids that the platform announced; older ones change nothing. */
export async function raiseLastMessageIds(
  db: Queryable,
  lastMessageIds: ReadonlyMap<string, string>,
): Promise<void> {
  if (lastMessageIds.size === 0) return;
  await db.query({
    name: "raise-last-message-ids",
    text: `
      update channels c set last_message_id = seen.last_message_id, updated_at = now()
      from (select * from unnest($1::int8[], $2::int8[]) as s (id, last_message_id) order by id) seen
      where c.id = seen.id and coalesce(c.last_message_id, 0) < seen.last_message_id`,
    values: [[...lastMessageIds.keys()], [...lastMessageIds.values()]],
  });
}

/** What the job needs to know of a channel. */
export interface ChannelRow {
  id: string;
  guildId: string;
  parentId: string | null;
  kind: ChannelKind;
  name: string;
  hasHistory: boolean;
  lastMessageId: string | null;
  covered: Coverage;
}

/** The channel as stored, or null when it was never listed. */
export async function findChannel(db: Queryable, channelId: string): Promise<ChannelRow | null> {
  const { rows } = await db.query<{
    id: string;
    guild_id: string;
    parent_id: string | null;
    kind: ChannelKind;
    name: string;
    has_history: boolean;
    last_message_id: string | null;
    covered: string;
  }>({
    name: "find-channel",
    text: "select id, guild_id, parent_id, kind, name, has_history, last_message_id, covered from channels where id = $1",
    values: [channelId],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    guildId: row.guild_id,
    parentId: row.parent_id,
    kind: row.kind,
    name: row.name,
    hasHistory: row.has_history,
    lastMessageId: row.last_message_id,
    covered: parseMultirange(row.covered),
  };
}

export async function isChannelKnown(db: Queryable, channelId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "is-channel-known",
    text: "select from channels where id = $1",
    values: [channelId],
  });
  return rowCount === 1;
}

/** Names of channels by id; an id that was never listed comes back with itself as its name. */
export async function findChannelNames(
  db: Queryable,
  channelIds: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (channelIds.length === 0) return [];
  const { rows } = await db.query<{ id: string; name: string }>({
    name: "find-channel-names",
    text: `
      select wanted.id, coalesce(c.name, wanted.id::text) as name
      from unnest($1::int8[]) as wanted (id) left join channels c using (id)`,
    values: [channelIds],
  });
  return rows;
}

/** Records that an account is in a guild, and which of its channels it cannot read. Replaces what was known. */
export async function recordAccess(
  db: Queryable,
  access: {
    accountId: string;
    guildId: string;
    permissions: string | null;
    missing: ReadonlyMap<string, readonly MissingPermission[]>;
  },
): Promise<void> {
  await db.query({
    name: "record-account-guild",
    text: `
      insert into account_guilds (account_id, guild_id, permissions) values ($1, $2, $3)
      on conflict (account_id, guild_id) do update
      set permissions = excluded.permissions, synced_at = now(), sync_error = null, sync_error_detail = null,
          sync_failed_at = null`,
    values: [access.accountId, access.guildId, access.permissions],
  });
  const lacking = [...access.missing].filter(([, missing]) => missing.length > 0);
  await db.query({
    name: "record-account-channels",
    text: `
      with lacking as (
        select * from json_to_recordset($3::json) as l (channel_id int8, missing text[])
      ), restored as (
        delete from account_channels a using channels c
        where a.account_id = $1 and c.id = a.channel_id and c.guild_id = $2
          and a.channel_id not in (select channel_id from lacking)
        returning a.channel_id
      ), written as (
        insert into account_channels (account_id, channel_id, missing)
        select $1, l.channel_id, l.missing from lacking l join channels c on c.id = l.channel_id order by l.channel_id
        on conflict (account_id, channel_id) do update set missing = excluded.missing, synced_at = now()
        where account_channels.missing <> excluded.missing
        returning channel_id
      )
      update channels set updated_at = now()
      where id in (select channel_id from restored union all select channel_id from written)`,
    values: [
      access.accountId,
      access.guildId,
      JSON.stringify(lacking.map(([channelId, missing]) => ({ channel_id: channelId, missing }))),
    ],
  });
}

/** Records that an account is in exactly these guilds; guilds that no account is in any more count as removed, and nobody listens
 * to what was left. */
export async function recordMembership(
  db: Queryable,
  accountId: string,
  guildIds: readonly string[],
): Promise<void> {
  await db.query({
    name: "forget-left-guilds",
    text: `
      with lost as (
        delete from account_guilds where account_id = $1 and guild_id <> all($2::int8[]) returning guild_id
      ), unheard as (
        delete from live_captures l using lost where l.guild_id = lost.guild_id and l.account_id = $1
      )
      update guilds g set removed_at = now(), updated_at = now()
      from lost
      where g.id = lost.guild_id
        and not exists (select from account_guilds a where a.guild_id = g.id and a.account_id <> $1)`,
    values: [accountId, guildIds],
  });
}
