/** Messages that were marked in the console, and what was noted about them. */
import type { Queryable } from "../../postgres/pool.ts";

export interface StoredBookmark {
  messageId: string;
  note: string;
  createdAt: Date;
}

/** The bookmarks among messages of one channel. */
export async function loadBookmarks(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<StoredBookmark[]> {
  const { rows } = await db.query<StoredBookmark>({
    name: "load-bookmarks",
    text: `
      select message_id as "messageId", note, created_at as "createdAt"
      from bookmarks where channel_id = $1 and message_id = any($2::int8[])`,
    values: [channelId, messageIds],
  });
  return rows;
}

export interface ListedBookmark {
  id: string;
  guildId: string;
  guildName: string;
  platform: "discord" | "telegram";
  channelId: string;
  channelName: string;
  messageId: string;
  authorName: string | null;
  excerpt: string;
  isDeleted: boolean;
  sentAt: Date;
  note: string;
  createdAt: Date;
}

/** Bookmarks below a number of theirs (null: from the newest on), newest first; those of the sandbox only when asked for. */
export async function listBookmarks(
  db: Queryable,
  place: { before: string | null; limit: number; includeDemo: boolean },
): Promise<ListedBookmark[]> {
  const { rows } = await db.query<ListedBookmark>({
    name: "list-bookmarks",
    text: `
      select b.id, g.id as "guildId", g.name as "guildName", g.platform, c.id as "channelId",
        c.name as "channelName", b.message_id as "messageId",
        coalesce(m.extra -> 'webhook_author' ->> 'name', n.nick, a.display_name, a.name) as "authorName",
        left(m.content, 400) as excerpt, m.deleted_at is not null as "isDeleted", m.created_at as "sentAt",
        b.note, b.created_at as "createdAt"
      from bookmarks b
      join messages m on m.channel_id = b.channel_id and m.id = b.message_id
      join channels c on c.id = b.channel_id
      join guilds g on g.id = c.guild_id
      left join authors a on a.id = m.author_id
      left join members n on n.guild_id = g.id and n.user_id = m.author_id
      where ($1::int8 is null or b.id < $1) and ($3 or not g.is_demo)
      order by b.id desc limit $2`,
    values: [place.before, place.limit, place.includeDemo],
  });
  return rows;
}

/**
 * Marks a message, or changes the note on it; null when the guild has no such message. Of concurrent callers the last
 * one's note stays.
 */
export async function saveBookmark(
  db: Queryable,
  guildId: string,
  bookmark: { channelId: string; messageId: string; note: string },
): Promise<StoredBookmark | null> {
  const { rows } = await db.query<StoredBookmark>({
    name: "save-bookmark",
    text: `
      insert into bookmarks (channel_id, message_id, note)
      select m.channel_id, m.id, $4 from messages m
      where m.channel_id = $2 and m.id = $3 and m.guild_id = $1
      on conflict (channel_id, message_id) do update set note = excluded.note, updated_at = now()
      returning message_id as "messageId", note, created_at as "createdAt"`,
    values: [guildId, bookmark.channelId, bookmark.messageId, bookmark.note],
  });
  return rows[0] ?? null;
}

/** Takes the mark and its note away; nothing happens where there is none. */
export async function deleteBookmark(
  db: Queryable,
  guildId: string,
  channelId: string,
  messageId: string,
): Promise<void> {
  await db.query({
    name: "delete-bookmark",
    text: `
      delete from bookmarks b using messages m
      where b.channel_id = $2 and b.message_id = $3 and m.channel_id = b.channel_id and m.id = b.message_id
        and m.guild_id = $1`,
    values: [guildId, channelId, messageId],
  });
}
