/** Stored files as what carries them shows them. */
import type { FileKind, FileReason, FileStatus } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A file of a message, or one that many share. */
export interface CarriedFile {
  kind: FileKind;
  messageId: string;
  item: string;
  status: FileStatus;
  reason: FileReason | null;
  sha256: string | null;
  contentType: string | null;
  sizeBytes: number | null;
  width: number | null;
  height: number | null;
  thumbnailSha256: string | null;
  thumbnailWidth: number | null;
  thumbnailHeight: number | null;
}

type Row = CarriedFile & { sizeBytes: string | null };
const toCarriedFile = (row: Row): CarriedFile => ({
  ...row,
  sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
});

const facts = `
  m.sha256, m.content_type as "contentType", m.size_bytes as "sizeBytes", m.width, m.height,
  t.sha256 as "thumbnailSha256", t.width as "thumbnailWidth", t.height as "thumbnailHeight"`;
const joined = `
  left join media m on m.sha256 = r.sha256
  left join media_references tr
    on tr.channel_id = 0 and tr.message_id = 0 and tr.kind = 'thumbnail' and tr.item = r.sha256
  left join media t on t.sha256 = tr.sha256`;

/** Attachments and pictures of embeds of messages of one channel, in no order. */
export async function loadMessageFiles(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<CarriedFile[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await db.query<Row>({
    name: "load-message-files",
    text: `
      select f.kind, f.message_id as "messageId", f.item, f.status, f.reason, ${facts}
      from media_files f
      left join media_references r
        on r.channel_id = $1 and r.message_id = f.message_id and r.kind = f.kind and r.item = f.item
      ${joined}
      where f.channel_id = $1 and f.message_id = any($2::int8[])`,
    values: [channelId, messageIds],
  });
  return rows.map(toCarriedFile);
}

/** Those of the named emoji, stickers, avatars and icons that are stored. */
export async function loadSharedFiles(
  db: Queryable,
  wanted: readonly { kind: FileKind; item: string }[],
): Promise<CarriedFile[]> {
  if (wanted.length === 0) return [];
  const { rows } = await db.query<Row>({
    name: "load-shared-files",
    text: `
      select r.kind, '0' as "messageId", r.item, 'stored' as status, null as reason, ${facts}
      from unnest($1::text[], $2::text[]) as w (kind, item)
      join media_references r on r.channel_id = 0 and r.message_id = 0 and r.kind = w.kind and r.item = w.item
      ${joined}`,
    values: [wanted.map(({ kind }) => kind), wanted.map(({ item }) => item)],
  });
  return rows.map(toCarriedFile);
}
