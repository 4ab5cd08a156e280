/** Reading the archive for an export: stretches of one channel by its key, with all that hangs on the messages. */
import type { Queryable } from "../../postgres/pool.ts";
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
  MessageCounters,
} from "../archive/messages.ts";

/** A file that is stored. */
export interface ExportedFile {
  sha256: string;
  extension: string;
  contentType: string;
  sizeBytes: number;
}

export interface ExportedAttachment extends ArchiveAttachment {
  /** Null when it is not stored. */
  file: ExportedFile | null;
}

/** What a message said before an edit. Times as ISO with microseconds: they tell versions apart. */
export interface ExportedVersion {
  replacedAt: string;
  editedAt: string | null;
  content: string;
  extra: unknown;
}

export interface ExportedPerson {
  id: string;
  name: string;
  displayName: string | null;
  avatar: string | null;
  isBot: boolean;
}

/** A message with everything that the archive knows of it. */
export interface ExportedMessage extends Omit<ArchiveMessage, "attachments" | "counts"> {
  /** ISO with microseconds; null while it stands. */
  deletedAt: string | null;
  attachments: readonly ExportedAttachment[];
  reactions: readonly ArchiveReaction[];
  versions: readonly ExportedVersion[];
  counts: MessageCounters | null;
}

/** Which messages of one channel come next. */
export interface Stretch {
  channelId: string;
  guildId: string;
  /** Behind this one; null at the beginning. */
  afterId: string | null;
  /** The last that belongs to the export. */
  toId: string;
  personId: string | null;
  afterAt: Date | null;
  beforeAt: Date | null;
  /** Set: only what the search of this export found. */
  hitsOf: string | null;
  limit: number;
}

const lowest = "-9223372036854775808";
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

type MessageRow = Omit<ExportedMessage, "attachments" | "reactions" | "versions" | "counts">;

/**
 * The next messages in the order of their ids. Within a transaction of one snapshot, so that a message and what hangs on it
 * are of one moment.
 */
export async function loadStretch(tx: Queryable, stretch: Stretch): Promise<ExportedMessage[]> {
  const { rows } = await tx.query<MessageRow>(stretchQuery(stretch));
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [attachments, reactions, versions, counts] = await Promise.all([
    loadExportAttachments(tx, stretch.channelId, ids),
    loadExportReactions(tx, stretch.channelId, ids),
    loadExportVersions(tx, stretch.channelId, ids),
    loadExportCounts(tx, stretch.channelId, ids),
  ]);
  return rows.map((row) => ({
    ...row,
    attachments: attachments.get(row.id) ?? none,
    reactions: reactions.get(row.id) ?? none,
    versions: versions.get(row.id) ?? none,
    counts: counts.get(row.id)?.[0] ?? null,
  }));
}

const none: readonly never[] = [];

/** Each way of choosing by the index that serves it. */
function stretchQuery(stretch: Stretch) {
  const values: unknown[] = [stretch.channelId, stretch.afterId ?? lowest, stretch.toId, stretch.limit];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const where: string[] = [];
  if (stretch.personId !== null)
    where.push(`m.author_id = ${parameter(stretch.personId)} and m.guild_id = ${parameter(stretch.guildId)}`);
  if (stretch.afterAt) where.push(`m.created_at >= ${parameter(stretch.afterAt)}`);
  if (stretch.beforeAt) where.push(`m.created_at < ${parameter(stretch.beforeAt)}`);
  const hits =
    stretch.hitsOf === null
      ? ""
      : `join export_hits h on h.task_id = ${parameter(stretch.hitsOf)} and h.channel_id = m.channel_id
          and h.message_id = m.id`;
  return {
    text: `
      select m.id, m.author_id as "authorId", m.kind, m.content, m.created_at as "createdAt", m.edited_at as "editedAt",
        ${iso("m.deleted_at")} as "deletedAt", m.reply_to_id as "replyToId", m.topic_id as "topicId",
        m.album_id as "albumId", m.extra
      from messages m ${hits}
      where m.channel_id = $1 and m.id > $2 and m.id <= $3 ${where.map((each) => `and ${each}`).join(" ")}
      order by m.id limit $4`,
    values,
  };
}

/** What hangs on messages, by the message. */
function byMessage<Item>(rows: readonly (Item & { messageId: string })[]): Map<string, Item[]> {
  const items = new Map<string, Item[]>();
  for (const { messageId, ...item } of rows) {
    const known = items.get(messageId);
    if (known) known.push(item as Item);
    else items.set(messageId, [item as Item]);
  }
  return items;
}

async function loadExportAttachments(tx: Queryable, channelId: string, ids: readonly string[]) {
  type Row = ArchiveAttachment & {
    messageId: string;
    sha256: string | null;
    extension: string;
    storedType: string;
    storedBytes: number;
  };
  const { rows } = await tx.query<Row>({
    name: "load-export-attachments",
    text: `
      select a.message_id as "messageId", a.id, a.file_name as "fileName", a.content_type as "contentType",
        a.size_bytes::float8 as "sizeBytes", a.width, a.height, a.duration_seconds as "durationSeconds", a.description,
        a.is_spoiler as "isSpoiler", a.url, m.sha256, m.extension, m.content_type as "storedType",
        m.size_bytes::float8 as "storedBytes"
      from attachments a
      left join media_references r on r.channel_id = a.channel_id and r.message_id = a.message_id and r.kind = 'attachment'
        and r.item = a.id::text
      left join media m on m.sha256 = r.sha256
      where a.channel_id = $1 and a.message_id = any($2::int8[]) order by a.message_id, a.position, a.id`,
    values: [channelId, ids],
  });
  return byMessage(
    rows.map(
      ({
        sha256,
        extension,
        storedType,
        storedBytes,
        ...attachment
      }): ExportedAttachment & { messageId: string } => ({
        ...attachment,
        file: sha256 === null ? null : { sha256, extension, contentType: storedType, sizeBytes: storedBytes },
      }),
    ),
  );
}

async function loadExportReactions(tx: Queryable, channelId: string, ids: readonly string[]) {
  const { rows } = await tx.query<ArchiveReaction & { messageId: string }>({
    name: "load-export-reactions",
    text: `
      select message_id as "messageId", emoji, emoji_id as "emojiId", is_animated as "isAnimated", count,
        burst_count as "burstCount"
      from reactions where channel_id = $1 and message_id = any($2::int8[]) order by message_id, position, emoji`,
    values: [channelId, ids],
  });
  return byMessage(rows);
}

async function loadExportVersions(tx: Queryable, channelId: string, ids: readonly string[]) {
  const { rows } = await tx.query<ExportedVersion & { messageId: string }>({
    name: "load-export-versions",
    text: `
      select message_id as "messageId", ${iso("replaced_at")} as "replacedAt", ${iso("edited_at")} as "editedAt", content,
        extra
      from message_versions where channel_id = $1 and message_id = any($2::int8[]) order by message_id, replaced_at`,
    values: [channelId, ids],
  });
  return byMessage(rows);
}

/** As last counted. */
async function loadExportCounts(tx: Queryable, channelId: string, ids: readonly string[]) {
  const { rows } = await tx.query<MessageCounters & { messageId: string }>({
    name: "load-export-counts",
    text: `
      select distinct on (message_id) message_id as "messageId", views::float8 as views, forwards::float8 as forwards,
        replies::float8 as replies
      from message_counts where channel_id = $1 and message_id = any($2::int8[])
      order by message_id, counted_at desc`,
    values: [channelId, ids],
  });
  return byMessage(rows);
}

/** People as last seen; those that nobody has seen are absent. */
export async function loadExportPeople(tx: Queryable, ids: readonly string[]): Promise<ExportedPerson[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<ExportedPerson>({
    name: "load-export-people",
    text: `
      select id, name, display_name as "displayName", avatar, is_bot as "isBot" from authors where id = any($1::int8[])`,
    values: [ids],
  });
  return rows;
}

/** Names of a server's channels and roles, by their ids: for what texts mention. */
export async function loadExportNames(
  db: Queryable,
  guildId: string,
): Promise<{ channels: Map<string, string>; roles: Map<string, string> }> {
  const [channels, roles] = await Promise.all([
    db.query<{ id: string; name: string }>({
      name: "load-export-channel-names",
      text: "select id, name from channels where guild_id = $1",
      values: [guildId],
    }),
    db.query<{ id: string; name: string }>({
      name: "load-export-role-names",
      text: "select id, name from guild_roles where guild_id = $1",
      values: [guildId],
    }),
  ]);
  const byId = (rows: readonly { id: string; name: string }[]) =>
    new Map(rows.map(({ id, name }) => [id, name]));
  return { channels: byId(channels.rows), roles: byId(roles.rows) };
}
