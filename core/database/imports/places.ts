/** Servers and channels that an export names: those unknown so far are made, marked as imported. */
import type { ChannelKind } from "../../model/channel.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toStorableText } from "../../storable.ts";

export interface NamedGuild {
  id: string;
  platform: Platform;
  kind: string;
  name: string;
  icon: string | null;
}

export interface NamedChannel {
  id: string;
  parentId: string | null;
  parentName: string | null;
  kind: ChannelKind;
  name: string;
  topic: string | null;
  nsfw: boolean;
}

/** A channel as the archive knows it. */
export interface KnownPlace {
  guildId: string;
  guildName: string;
  channelName: string;
}

/** Null when the archive does not know the channel. */
export async function findKnownPlace(db: Queryable, channelId: string): Promise<KnownPlace | null> {
  const { rows } = await db.query<{ guild_id: string; guild_name: string; channel_name: string }>({
    name: "find-known-place",
    text: `
      select c.guild_id, g.name as guild_name, c.name as channel_name
      from channels c join guilds g on g.id = c.guild_id where c.id = $1`,
    values: [channelId],
  });
  const [row] = rows;
  return row ? { guildId: row.guild_id, guildName: row.guild_name, channelName: row.channel_name } : null;
}

/** The only chat of Telegram of this name; null when there is none, or more than one. */
export async function findChatNamed(
  db: Queryable,
  name: string,
): Promise<{ id: string; kind: string } | null> {
  const { rows } = await db.query<{ id: string; kind: string }>({
    name: "find-chat-named",
    text: "select id, kind from guilds where platform = 'telegram' and name = $1 limit 2",
    values: [toStorableText(name)],
  });
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

/**
 * Makes a channel with its guild and parent, as far as they are not there yet. What is there stays as it is: the platform
 * knows better than an export. Safe to repeat and for concurrent use.
 */
export async function createNamedPlace(
  db: Queryable,
  guild: NamedGuild,
  channel: NamedChannel,
): Promise<void> {
  await db.query({
    name: "create-imported-guild",
    text: `
      insert into guilds (id, platform, kind, name, icon, is_imported) values ($1, $2, $3, $4, $5, true)
      on conflict do nothing`,
    values: [guild.id, guild.platform, guild.kind, toStorableText(guild.name), guild.icon],
  });
  const isThread = channel.kind.endsWith("_thread");
  if (channel.parentId !== null && channel.parentName !== null)
    await createChannel(db, guild.id, {
      ...channel,
      id: channel.parentId,
      parentId: null,
      kind: isThread ? "text" : "category",
      name: channel.parentName,
      topic: null,
    });
  await createChannel(db, guild.id, channel);
}

async function createChannel(db: Queryable, guildId: string, channel: NamedChannel): Promise<void> {
  await db.query({
    name: "create-imported-channel",
    text: `
      insert into channels (id, guild_id, parent_id, kind, name, topic, nsfw, has_history, is_imported)
      values ($1, $2, $3, $4, $5, $6, $7, $4 not in ('category', 'forum', 'media', 'directory'), true)
      on conflict do nothing`,
    values: [
      channel.id,
      guildId,
      channel.parentId,
      channel.kind,
      toStorableText(channel.name),
      channel.topic === null ? null : toStorableText(channel.topic),
      channel.nsfw,
    ],
  });
}
