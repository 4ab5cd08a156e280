/** Looking through messages that were archived before their files were noted: once per guild, newest first. */
import type { Queryable } from "../../postgres/pool.ts";

/** A message with what of it may be or name a file. */
export interface EarlierMessage {
  id: string;
  content: string;
  extra: Readonly<Record<string, unknown>> | null;
  attachments: { id: string; url: string; sizeBytes: number }[];
  reactions: { emojiId: string | null; isAnimated: boolean }[];
}

/** A channel of the guild that was not looked through to its beginning, and where to go on; null when there is none. */
export async function findChannelToNote(
  db: Queryable,
  guildId: string,
): Promise<{ channelId: string; belowId: string } | null> {
  const { rows } = await db.query<{ channelId: string; belowId: string }>({
    name: "find-channel-to-note",
    text: `
      select id as "channelId", coalesce(media_noted_below, 9223372036854775807) as "belowId" from channels
      where guild_id = $1 and media_noted_below is distinct from 0 and message_count > 0
      order by id limit 1`,
    values: [guildId],
  });
  return rows[0] ?? null;
}

/** The next messages of a channel, newest first, `belowId` excluded. */
export async function loadEarlierMessages(
  db: Queryable,
  channelId: string,
  belowId: string,
  limit: number,
): Promise<EarlierMessage[]> {
  const { rows } = await db.query<EarlierMessage>({
    name: "load-earlier-messages",
    text: `
      select m.id, m.content, m.extra,
        coalesce((select json_agg(json_build_object('id', a.id::text, 'url', a.url, 'sizeBytes', a.size_bytes))
          from attachments a where a.channel_id = $1 and a.message_id = m.id), '[]') as attachments,
        coalesce((select json_agg(json_build_object('emojiId', r.emoji_id::text, 'isAnimated', r.is_animated))
          from reactions r where r.channel_id = $1 and r.message_id = m.id and r.emoji_id is not null), '[]') as reactions
      from messages m where m.channel_id = $1 and m.id < $2 order by m.id desc limit $3`,
    values: [channelId, belowId, limit],
  });
  return rows;
}

/** Remembers how far down a channel was looked through; "0": to its beginning. */
export async function recordNoted(tx: Queryable, channelId: string, belowId: string): Promise<void> {
  await tx.query({
    name: "record-noted",
    text: "update channels set media_noted_below = $2 where id = $1",
    values: [channelId, belowId],
  });
}

/** All of the guild was looked through: what comes from now on is noted as it is stored. */
export async function recordGuildNoted(tx: Queryable, guildId: string): Promise<void> {
  await tx.query({
    name: "record-guild-noted",
    text: "update guilds set media_noted_at = now() where id = $1",
    values: [guildId],
  });
}

/** Notes the pictures of the people who are archived already: beside them, not for every message. */
export async function noteEarlierAvatars(
  db: Queryable,
  afterId: string,
  limit: number,
): Promise<string | null> {
  const { rows } = await db.query<{ last: string | null }>({
    name: "note-earlier-avatars",
    text: `
      with people as materialized (
        select id, avatar from authors where id > $1 order by id limit $2
      ), noted as (
        insert into media_files (kind, item, guild_id, variant)
        select 'avatar', id::text, 0, avatar from people where avatar is not null on conflict do nothing
      )
      select max(id) as last from people`,
    values: [afterId, limit],
  });
  return rows[0]?.last ?? null;
}
