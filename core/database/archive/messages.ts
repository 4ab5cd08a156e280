/** Storing messages and what hangs on them. Only the archive writer calls this, inside its page transaction. */
import { searchVector } from "../../model/search/messageTexts.ts";
import { indexVersion } from "../../model/search/tokens.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { defineRows, toSafeJson } from "../../postgres/rows.ts";

export { toSafeJson } from "../../postgres/rows.ts";

/** A message in the archive's shape. Ids are decimal strings; times are the platform's (UTC). */
export interface ArchiveMessage {
  id: string;
  authorId: string | null;
  /** default, reply, or the kind of system message. */
  kind: string;
  /** Empty where the platform withholds it (Discord without the MESSAGE_CONTENT intent). */
  content: string;
  createdAt: Date;
  editedAt: Date | null;
  replyToId: string | null;
  topicId: string | null;
  albumId: string | null;
  /** Everything else the platform sent; null when there is nothing else. */
  extra: Readonly<Record<string, unknown>> | null;
  attachments: readonly ArchiveAttachment[];
  reactions: readonly ArchiveReaction[];
  /** How often it was seen, passed on and answered by now; left out or null where the platform does not count that. */
  counts?: MessageCounters | null;
}

/** Null: not counted, or not told this time. */
export interface MessageCounters {
  views: number | null;
  forwards: number | null;
  replies: number | null;
}

export interface ArchiveAttachment {
  id: string;
  fileName: string;
  contentType: string | null;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  description: string | null;
  isSpoiler: boolean;
  /** Without the expiring signature. */
  url: string;
}

export interface ArchiveReaction {
  /** The Unicode emoji, or name:id of a custom one. */
  emoji: string;
  emojiId: string | null;
  isAnimated: boolean;
  count: number;
  burstCount: number;
}

/** Where messages stand. */
export interface MessagePlace {
  guildId: string;
  channelId: string;
}

/** Inserts the messages that are not archived yet and returns their ids. Rows that exist stay as they are. */
export async function insertMessages(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>({
    name: "insert-messages",
    text: `
      insert into messages (channel_id, guild_id, id, author_id, kind, content, created_at, edited_at,
        reply_to_id, topic_id, album_id, extra, search, search_version)
      select $1, $2, m.id, m.author_id, m.kind, m.content, m.created_at, m.edited_at,
        m.reply_to_id, m.topic_id, m.album_id, m.extra, m.search, $3
      from ${messageRows.from("m", 4)}
      on conflict do nothing
      returning id`,
    values: [place.channelId, place.guildId, indexVersion, ...toMessageParameters(messages)],
  });
  return rows.map((row) => row.id);
}

/**
 * Brings messages that are archived already up to date: keeps the earlier text as a version, records the edit,
 * and takes back a deletion that turned out not to be one. Returns the ids whose text or edit time changed.
 */
export async function updateMessages(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>({
    name: "update-messages",
    text: `
      with read as (
        select * from ${messageRows.from("m", 3)}
      ), stored as materialized (
        -- A distributed PostgreSQL locks rows only in a sub-select of their own.
        select s.* from (
          select m.* from messages m join read on m.channel_id = $1 and m.id = read.id
          where (m.deleted_at is not null
              or (m.content, m.edited_at, m.extra) is distinct from (read.content, read.edited_at, read.extra))
            -- A page may have been read before an edit that was stored since.
            and (coalesce(read.edited_at, '-infinity') >= coalesce(m.edited_at, '-infinity')
              -- Of what only an export has told, the platform knows better.
              or coalesce(m.extra ? 'imported', false))
          order by m.id
          for update of m
        ) s
      ), kept as (
        insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
        select stored.channel_id, stored.id, clock_timestamp(), stored.content, stored.edited_at, stored.extra
        from stored join read using (id)
        where (stored.content, stored.edited_at) is distinct from (read.content, read.edited_at)
          -- An export may render the text of the same state in another way: that is no edit.
          and not (coalesce(stored.extra ? 'imported', false) and (stored.content = read.content
            or date_trunc('second', stored.edited_at) is not distinct from date_trunc('second', read.edited_at)))
        on conflict do nothing
        returning message_id
      ), earlier as (
        -- What came late: a page held the message edited already before the event that told of it was stored.
        insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
        select $1, read.id, coalesce((
            select min(v.replaced_at) - interval '1 us' from message_versions v
            where v.channel_id = $1 and v.message_id = read.id and v.edited_at > coalesce(read.edited_at, '-infinity')),
            clock_timestamp()),
          read.content, read.edited_at, read.extra
        from read join messages m on m.channel_id = $1 and m.id = read.id
        where coalesce(read.edited_at, '-infinity') < m.edited_at and m.deleted_at is null
          and not coalesce(m.extra ? 'imported', false)
          and not exists (
            select from message_versions v
            where v.channel_id = $1 and v.message_id = read.id and v.edited_at is not distinct from read.edited_at)
        on conflict do nothing
      ), updated as (
        update messages m
        set content = read.content, edited_at = read.edited_at, extra = read.extra,
            search = read.search, search_version = $2,
            -- For those of which an export has told less.
            kind = read.kind, author_id = coalesce(read.author_id, m.author_id),
            reply_to_id = coalesce(read.reply_to_id, m.reply_to_id),
            topic_id = coalesce(read.topic_id, m.topic_id), album_id = coalesce(read.album_id, m.album_id),
            -- Nor does a page that was read just before a deletion undo it.
            deleted_at = (select m.deleted_at from message_tombstones t
              where t.channel_id = m.channel_id and t.message_id = m.id and t.deleted_at > now() - interval '30 s')
        from stored join read using (id)
        where m.channel_id = $1 and m.id = stored.id
      )
      select message_id as id from kept`,
    values: [place.channelId, indexVersion, ...toMessageParameters(messages)],
  });
  return rows.map((row) => row.id);
}

/**
 * Marks messages as deleted whose deletion was told before they were archived: a page that was read a moment earlier holds
 * them still. To be called after insertMessages in the transaction that holds the channel's lock.
 */
export async function applyTombstones(
  tx: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.query({
    name: "apply-tombstones",
    text: `
      update messages m set deleted_at = t.deleted_at
      from message_tombstones t
      where t.channel_id = $1 and t.message_id = any($2::int8[])
        and m.channel_id = $1 and m.id = t.message_id and m.deleted_at is null`,
    values: [channelId, messages.map((message) => message.id)],
  });
}

/** Marks as deleted what is archived in [fromId, toId) and was not among `idsRead`. Returns how many. */
export async function markMissingDeleted(
  tx: Queryable,
  channelId: string,
  interval: { fromId: string; toId: string },
  idsRead: readonly string[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: "mark-missing-deleted",
    text: `
      update messages set deleted_at = now()
      where channel_id = $1 and id >= $2 and id < $3 and deleted_at is null and id <> all($4::int8[])`,
    values: [channelId, interval.fromId, interval.toId, idsRead],
  });
  return rowCount ?? 0;
}

/** Inserts the files of messages; those that are stored already stay, and what is not known of them yet is filled in. */
export async function insertAttachments(
  tx: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<void> {
  const records = messages.flatMap((message) =>
    message.attachments.map((attachment, position) => ({
      message_id: message.id,
      id: attachment.id,
      position,
      file_name: attachment.fileName,
      content_type: attachment.contentType,
      size_bytes: attachment.sizeBytes,
      width: attachment.width,
      height: attachment.height,
      duration_seconds: attachment.durationSeconds,
      description: attachment.description,
      is_spoiler: attachment.isSpoiler,
      url: attachment.url,
    })),
  );
  if (records.length === 0) return;
  await tx.query({
    name: "insert-attachments",
    text: `
      insert into attachments (channel_id, message_id, id, position, file_name, content_type, size_bytes, width,
        height, duration_seconds, description, is_spoiler, url)
      select distinct on (a.message_id, a.id) $1::int8, a.* from ${attachmentRows.from("a", 2)}
      on conflict (channel_id, message_id, id) do update
      set content_type = coalesce(attachments.content_type, excluded.content_type),
          width = coalesce(attachments.width, excluded.width), height = coalesce(attachments.height, excluded.height),
          duration_seconds = coalesce(attachments.duration_seconds, excluded.duration_seconds),
          description = coalesce(attachments.description, excluded.description),
          size_bytes = greatest(attachments.size_bytes, excluded.size_bytes),
          url = coalesce(nullif(attachments.url, ''), excluded.url)
      where (attachments.content_type is null and excluded.content_type is not null)
        or (attachments.width is null and excluded.width is not null)
        or (attachments.height is null and excluded.height is not null)
        or (attachments.duration_seconds is null and excluded.duration_seconds is not null)
        or (attachments.description is null and excluded.description is not null)
        or attachments.size_bytes < excluded.size_bytes
        or (attachments.url = '' and excluded.url <> '')`,
    values: [channelId, ...attachmentRows.parameters(records)],
  });
}

const attachmentRows = defineRows({
  message_id: "int8",
  id: "int8",
  position: "int2",
  file_name: "text",
  content_type: "text",
  size_bytes: "int8",
  width: "int4",
  height: "int4",
  duration_seconds: "real",
  description: "text",
  is_spoiler: "boolean",
  url: "text",
});

/** Inserts reactions that are not stored yet, and returns the ids of the messages that have one more by it. */
export async function insertReactions(
  tx: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<Set<string>> {
  const records = messages.flatMap(toReactionRecords);
  if (records.length === 0) return new Set();
  const { rows } = await tx.query<{ message_id: string }>({
    name: "insert-reactions",
    text: `
      insert into reactions (channel_id, message_id, emoji, emoji_id, is_animated, count, burst_count, position)
      select $1, r.* from ${reactionRows.from("r", 2)}
      on conflict do nothing
      returning message_id`,
    values: [channelId, ...reactionRows.parameters(records)],
  });
  return new Set(rows.map((row) => row.message_id));
}

/**
 * Brings the reactions of messages that are archived already up to date with what was read now, once insertReactions has
 * added what was new. Returns the ids of those that differed nevertheless: in an emoji or in a count. The order of emoji
 * alone is no difference.
 */
export async function replaceReactions(
  tx: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: "find-changed-reactions",
    text: `
      select distinct coalesce(s.message_id, r.message_id) as id
      from (select * from reactions where channel_id = $1 and message_id = any($2::int8[])) s
      full join ${reactionRows.from("r", 3)}
        on r.message_id = s.message_id and r.emoji = s.emoji
      where (s.count, s.burst_count) is distinct from (r.count, r.burst_count)`,
    values: [
      channelId,
      messages.map((message) => message.id),
      ...reactionRows.parameters(messages.flatMap(toReactionRecords)),
    ],
  });
  const changedIds = new Set(rows.map((row) => row.id));
  if (changedIds.size === 0) return changedIds;
  await Promise.all([
    tx.query({
      name: "delete-reactions",
      text: "delete from reactions where channel_id = $1 and message_id = any($2::int8[])",
      values: [channelId, [...changedIds]],
    }),
    insertReactions(
      tx,
      channelId,
      messages.filter((message) => changedIds.has(message.id)),
    ),
  ]);
  return changedIds;
}

/** A message's reactions as `reactionRows` takes them. */
export const toReactionRecords = (message: ArchiveMessage) =>
  message.reactions.map((reaction, position) => ({
    message_id: message.id,
    emoji: reaction.emoji,
    emoji_id: reaction.emojiId,
    is_animated: reaction.isAnimated,
    count: reaction.count,
    burst_count: reaction.burstCount,
    position,
  }));

export const reactionRows = defineRows({
  message_id: "int8",
  emoji: "text",
  emoji_id: "int8",
  is_animated: "boolean",
  count: "int4",
  burst_count: "int4",
  position: "int2",
});

export const messageRows = defineRows({
  id: "int8",
  author_id: "int8",
  kind: "text",
  content: "text",
  created_at: "timestamptz",
  edited_at: "timestamptz",
  reply_to_id: "int8",
  topic_id: "int8",
  album_id: "int8",
  extra: "jsonb",
  search: "tsvector",
});

/** Parameters that were made before their transaction began. */
const prepared = new WeakMap<readonly ArchiveMessage[], string[]>();

/**
 * Does ahead what storing these messages takes the processor most, for who has time before the transaction begins; `breath`
 * is awaited now and then. What was made is used when the very same list is stored, and forgotten with it.
 */
export async function prepareMessages(
  messages: readonly ArchiveMessage[],
  breath: () => Promise<void> | undefined,
): Promise<void> {
  const records = [];
  for (const message of messages) {
    const pause = breath();
    if (pause) await pause;
    records.push(toMessageRecord(message));
  }
  prepared.set(messages, messageRows.parameters(records));
}

/** The parameters of messageRows. */
export const toMessageParameters = (messages: readonly ArchiveMessage[]): string[] =>
  prepared.get(messages) ?? messageRows.parameters(messages.map(toMessageRecord));

const toMessageRecord = (message: ArchiveMessage) => ({
  id: message.id,
  author_id: message.authorId,
  kind: message.kind,
  content: message.content,
  created_at: message.createdAt,
  edited_at: message.editedAt,
  reply_to_id: message.replyToId,
  topic_id: message.topicId,
  album_id: message.albumId,
  extra: message.extra && toSafeJson(message.extra),
  search: searchVector(message),
});
