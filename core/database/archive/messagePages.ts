/** Reading messages in order, and what hangs on them. */
import type { Queryable } from "../../postgres/pool.ts";

export interface StoredMessage {
  id: string;
  authorId: string | null;
  kind: string;
  content: string;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  replyToId: string | null;
  topicId: string | null;
  albumId: string | null;
  extra: unknown;
  versionCount: number;
}

interface MessageRow {
  id: string;
  author_id: string | null;
  kind: string;
  content: string;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  reply_to_id: string | null;
  topic_id: string | null;
  album_id: string | null;
  extra: unknown;
  version_count: number;
}

/** Where a page lies: up to `limit` messages above (newer) or below (older) an id, which is left out. */
export interface PagePlace {
  channelId: string;
  direction: "older" | "newer";
  from: string;
  /** The channel as it stood then; null for now. */
  asOf: Date | null;
  /** Only those of this topic of a chat, or of the thread that this message opened; null for all. */
  topicId?: string | null;
  limit: number;
}

const besidePlace = (direction: PagePlace["direction"]): string =>
  `m.channel_id = $1 and m.id ${direction === "older" ? "<" : ">"} $2
        and ($4::timestamptz is null or m.created_at <= $4)`;

/**
 * What belongs to the thread $5: what stands in the topic, what answers the message that opened it, what says by itself that
 * it belongs there, and that message. Each is found by an index of its own (0040), so that no chat is walked through.
 */
function ofThread(direction: PagePlace["direction"]): string {
  const some = (condition: string) => `
          (select m.id from messages m where ${besidePlace(direction)} and ${condition}
           order by m.id ${direction === "older" ? "desc" : "asc"} limit $3)`;
  return `m.channel_id = $1 and m.id in (${[
    "m.topic_id = $5::int8",
    "m.channel_id < 0 and m.reply_to_id = $5::int8",
    "m.channel_id < 0 and m.extra -> 'reply_to' ->> 'thread_id' = $5::int8::text",
    "m.id = $5::int8",
  ]
    .map(some)
    .join("\n          union")})`;
}

/**
 * The messages next to a place, nearest first. With `asOf` as they stood then: what came later is left out, an edit
 * noticed later is undone by the version that it replaced, and what was deleted later is there.
 */
export async function loadMessagePage(db: Queryable, place: PagePlace): Promise<StoredMessage[]> {
  const topicId = place.topicId ?? null;
  const { rows } = await db.query<MessageRow>({
    name: `load-${topicId === null ? "message" : "thread"}-page-${place.direction}`,
    text: `
      select m.id, m.author_id, m.kind, coalesce(v.content, m.content) as content, m.created_at,
        case when v.replaced_at is null then m.edited_at else v.edited_at end as edited_at,
        case when $4::timestamptz is null or m.deleted_at <= $4 then m.deleted_at end as deleted_at,
        m.reply_to_id, m.topic_id, m.album_id, case when v.replaced_at is null then m.extra else v.extra end as extra,
        (select count(*)::int from message_versions o where o.channel_id = m.channel_id and o.message_id = m.id
          and ($4::timestamptz is null or o.replaced_at <= $4)) as version_count
      from messages m
      left join lateral (
        select content, edited_at, extra, replaced_at from message_versions v
        where $4::timestamptz is not null and v.channel_id = m.channel_id and v.message_id = m.id
          and v.replaced_at > $4
        order by v.replaced_at limit 1
      ) v on true
      where ${topicId === null ? besidePlace(place.direction) : ofThread(place.direction)}
      order by m.id ${place.direction === "older" ? "desc" : "asc"} limit $3`,
    values: [place.channelId, place.from, place.limit, place.asOf, ...(topicId === null ? [] : [topicId])],
  });
  return rows.map((row) => ({
    id: row.id,
    authorId: row.author_id,
    kind: row.kind,
    content: row.content,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    replyToId: row.reply_to_id,
    topicId: row.topic_id,
    albumId: row.album_id,
    extra: row.extra,
    versionCount: row.version_count,
  }));
}

export interface StoredAttachment {
  messageId: string;
  id: string;
  fileName: string;
  contentType: string | null;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  description: string | null;
  isSpoiler: boolean;
}

/** The files of messages of one channel, in their order. */
export async function loadAttachments(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<StoredAttachment[]> {
  const { rows } = await db.query<StoredAttachment & { sizeBytes: string }>({
    name: "load-attachments",
    text: `
      select message_id as "messageId", id, file_name as "fileName", content_type as "contentType",
        size_bytes as "sizeBytes", width, height, duration_seconds as "durationSeconds", description,
        is_spoiler as "isSpoiler"
      from attachments where channel_id = $1 and message_id = any($2::int8[])
      order by message_id, position, id`,
    values: [channelId, messageIds],
  });
  return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
}

export interface StoredReaction {
  messageId: string;
  emoji: string;
  emojiId: string | null;
  count: number;
}

/** The reactions of messages of one channel, in their order; those that nobody gives any more are left out. */
export async function loadReactions(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<StoredReaction[]> {
  const { rows } = await db.query<StoredReaction>({
    name: "load-reactions",
    text: `
      select message_id as "messageId", emoji, emoji_id as "emojiId", count
      from reactions where channel_id = $1 and message_id = any($2::int8[]) and count > 0
      order by message_id, position, emoji`,
    values: [channelId, messageIds],
  });
  return rows;
}

export interface StoredExcerpt {
  id: string;
  authorId: string | null;
  /** The first characters of its text. */
  excerpt: string;
  isDeleted: boolean;
}

/** The beginnings of messages of one channel; those that are not archived are absent. */
export async function loadExcerpts(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<StoredExcerpt[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await db.query<StoredExcerpt>({
    name: "load-excerpts",
    text: `
      select id, author_id as "authorId", left(content, 160) as excerpt, deleted_at is not null as "isDeleted"
      from messages where channel_id = $1 and id = any($2::int8[])`,
    values: [channelId, messageIds],
  });
  return rows;
}

export interface StoredVersion {
  content: string;
  editedAt: Date | null;
  replacedAt: Date;
}

/** What a message said before each edit, oldest first; nothing for a message that the guild does not have. */
export async function loadVersions(
  db: Queryable,
  guildId: string,
  channelId: string,
  messageId: string,
): Promise<StoredVersion[]> {
  const { rows } = await db.query<StoredVersion>({
    name: "load-versions",
    text: `
      select v.content, v.edited_at as "editedAt", v.replaced_at as "replacedAt"
      from message_versions v join messages m on m.channel_id = v.channel_id and m.id = v.message_id
      where v.channel_id = $1 and v.message_id = $2 and m.guild_id = $3 order by v.replaced_at`,
    values: [channelId, messageId, guildId],
  });
  return rows;
}

/** The first message at or above an id: its id and time; null above the newest. */
export async function firstMessageFrom(
  db: Queryable,
  channelId: string,
  fromId: string,
): Promise<{ id: string; createdAt: Date } | null> {
  const { rows } = await db.query<{ id: string; createdAt: Date }>({
    name: "first-message-from",
    text: `
      select id, created_at as "createdAt" from messages
      where channel_id = $1 and id >= $2 order by id limit 1`,
    values: [channelId, fromId],
  });
  return rows[0] ?? null;
}
