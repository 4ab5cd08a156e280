/** Rows of stored files and of what refers to them. Who changes them holds the content's lock. */
import type { FileKind } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A stored file: what its content says, not what somebody said of it. */
export interface StoredFile {
  /** 64 hexadecimal digits. */
  sha256: string;
  extension: string;
  contentType: string;
  sizeBytes: number;
  /** Pixels; null for what is no picture. */
  width: number | null;
  height: number | null;
}

/** Made from another stored file: a smaller picture, or the whole one as WebP. */
type DerivedKind = "thumbnail" | "webp";

/** Where a file belongs. A place refers to one file at a time. */
export interface MediaPlace {
  kind: FileKind | DerivedKind;
  /** The message that carries it; null for what no single message carries. */
  message: { channelId: string; messageId: string } | null;
  /**
   * Which one of its kind: the attachment's id, the embed picture's place, an emoji's, person's or server's id; of what was
   * made from another file, that file's SHA-256.
   */
  item: string;
}

const fileColumns = `sha256, extension, content_type as "contentType", size_bytes as "sizeBytes", width, height`;
type FileRow = StoredFile & { sizeBytes: string };
const toStoredFile = (row: FileRow): StoredFile => ({ ...row, sizeBytes: Number(row.sizeBytes) });

/** Until the transaction ends nobody else stores or deletes this content. Bytes change under it alone. */
export async function lockContent(tx: Queryable, sha256: string): Promise<void> {
  await tx.query({
    name: "lock-content",
    text: "select pg_advisory_xact_lock(hashtextextended('media:' || $1, 0))",
    values: [sha256],
  });
}

/** Null when this content is not stored. */
export async function findFile(db: Queryable, sha256: string): Promise<StoredFile | null> {
  const { rows } = await db.query<FileRow>({
    name: "find-media",
    text: `select ${fileColumns} from media where sha256 = $1`,
    values: [sha256],
  });
  return rows[0] ? toStoredFile(rows[0]) : null;
}

/** Those of the contents that have a row, with the end of their names. */
export async function findContents(
  db: Queryable,
  hashes: readonly string[],
): Promise<{ sha256: string; extension: string }[]> {
  if (hashes.length === 0) return [];
  const { rows } = await db.query<{ sha256: string; extension: string }>({
    name: "find-media-contents",
    text: "select sha256, extension from media where sha256 = any($1::text[])",
    values: [hashes],
  });
  return rows;
}

/** Changes nothing when this content has a row. */
export async function insertFile(tx: Queryable, file: StoredFile): Promise<void> {
  await tx.query({
    name: "insert-media",
    text: `
      insert into media (sha256, extension, content_type, size_bytes, width, height)
      values ($1, $2, $3, $4, $5, $6) on conflict (sha256) do nothing`,
    values: [file.sha256, file.extension, file.contentType, file.sizeBytes, file.width, file.height],
  });
}

/** From now on the place refers to this file; returns the other file that it referred to before, null without one. */
export async function referTo(tx: Queryable, place: MediaPlace, sha256: string): Promise<string | null> {
  const { rows } = await tx.query<{ before: string | null }>({
    name: "refer-to-media",
    text: `
      with was as (
        select sha256 from media_references
        where channel_id = $1 and message_id = $2 and kind = $3 and item = $4
      )
      insert into media_references (channel_id, message_id, kind, item, sha256) values ($1, $2, $3, $4, $5)
      on conflict (channel_id, message_id, kind, item) do update set sha256 = excluded.sha256
      returning (select was.sha256 from was where was.sha256 <> $5) as before`,
    values: [place.message?.channelId ?? 0, place.message?.messageId ?? 0, place.kind, place.item, sha256],
  });
  return rows[0]?.before ?? null;
}

/** Which attachments of these messages have a stored file, as `messageId/item`. */
export async function findStoredAttachments(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ message_id: string; item: string }>({
    name: "find-stored-attachments",
    text: `
      select message_id, item from media_references
      where channel_id = $1 and message_id = any($2::int8[]) and kind = 'attachment'`,
    values: [channelId, messageIds],
  });
  return new Set(rows.map((row) => `${row.message_id}/${row.item}`));
}

/** Deletes the references of these messages; returns the files they referred to, each once. */
export async function deleteMessageReferences(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>({
    name: "delete-media-references-of-messages",
    text: "delete from media_references where channel_id = $1 and message_id = any($2::int8[]) returning sha256",
    values: [channelId, messageIds],
  });
  return [...new Set(rows.map((row) => row.sha256))];
}

/** Deletes the reference of one place; returns the file it referred to, null without one. */
export async function deleteReference(db: Queryable, place: MediaPlace): Promise<string | null> {
  const { rows } = await db.query<{ sha256: string }>({
    name: "delete-media-reference",
    text: `
      delete from media_references
      where channel_id = $1 and message_id = $2 and kind = $3 and item = $4 returning sha256`,
    values: [place.message?.channelId ?? 0, place.message?.messageId ?? 0, place.kind, place.item],
  });
  return rows[0]?.sha256 ?? null;
}

/** Deletes the file's row unless something refers to it; returns what was deleted, null for nothing. */
export async function deleteUnreferencedFile(tx: Queryable, sha256: string): Promise<StoredFile | null> {
  const { rows } = await tx.query<FileRow>({
    name: "delete-unreferenced-media",
    text: `
      delete from media m
      where m.sha256 = $1 and not exists (select from media_references r where r.sha256 = m.sha256)
      returning ${fileColumns}`,
    values: [sha256],
  });
  return rows[0] ? toStoredFile(rows[0]) : null;
}

/** A page of all files in the order of their hashes; `after` is the last hash of the page before, "" for the first. */
export async function listFiles(
  db: Queryable,
  after: string,
  limit: number,
): Promise<(StoredFile & { isReferenced: boolean })[]> {
  const { rows } = await db.query<FileRow & { isReferenced: boolean }>({
    name: "list-media",
    text: `
      select ${fileColumns},
        exists (select from media_references r where r.sha256 = m.sha256) as "isReferenced"
      from media m where m.sha256 > $1 order by m.sha256 limit $2`,
    values: [after, limit],
  });
  return rows.map((row) => ({ ...toStoredFile(row), isReferenced: row.isReferenced }));
}

/** Deletes the references to what was made from a file; returns those files, each once. */
export async function deleteDerivedReferences(db: Queryable, sha256: string): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>({
    name: "delete-derived-media-references",
    text: `
      delete from media_references
      where channel_id = 0 and message_id = 0 and kind in ('thumbnail', 'webp') and item = $1 returning sha256`,
    values: [sha256],
  });
  return [...new Set(rows.map((row) => row.sha256))];
}

/**
 * Takes the next picture that nothing was made of yet, and counts the try; null when there is none. `isConvertible`: a
 * still picture that is not WebP, and not beyond the `mostPerMessage`th of every message that carries it.
 */
export async function takePicture(
  db: Queryable,
  mostPerMessage: number,
): Promise<(StoredFile & { isConvertible: boolean }) | null> {
  const { rows } = await db.query<FileRow & { isConvertible: boolean }>({
    name: "take-picture",
    text: `
      with next as materialized (
        select sha256 from media
        where pictures_at is null and content_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif')
        order by picture_tries, created_at limit 1
        for update skip locked
      )
      update media m set picture_tries = picture_tries + 1,
        pictures_at = case when picture_tries >= 2 then now() end -- should this third try kill the process, it was the last
      where m.sha256 = any (array(select sha256 from next))
      returning ${fileColumns},
        content_type in ('image/png', 'image/jpeg') and exists (
          select from media_references r
          where r.sha256 = m.sha256 and r.kind not in ('thumbnail', 'webp') and (
            select count(*) from media_references o
            where o.channel_id = r.channel_id and o.message_id = r.message_id and o.kind = r.kind and o.item < r.item
          ) < $1) as "isConvertible"`,
    values: [mostPerMessage],
  });
  const [row] = rows;
  return row ? { ...toStoredFile(row), isConvertible: row.isConvertible } : null;
}

/** Everything that is to be made of a picture was made. */
export async function markPictureDone(db: Queryable, sha256: string): Promise<void> {
  await db.query({
    name: "mark-picture-done",
    text: "update media set pictures_at = now() where sha256 = $1",
    values: [sha256],
  });
}

/** Lets everything that refers to one file refer to another; what was made from the first is not concerned. */
export async function moveReferences(tx: Queryable, from: string, to: string): Promise<void> {
  await tx.query({
    name: "move-media-references",
    text: "update media_references set sha256 = $2 where sha256 = $1 and kind not in ('thumbnail', 'webp')",
    values: [from, to],
  });
}

/** Files that nothing refers to, as a killed process or a deletion leaves them; the older the better. */
export async function findUnreferenced(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>({
    name: "find-unreferenced-media",
    text: `
      select m.sha256 from media m
      where not exists (select from media_references r where r.sha256 = m.sha256) order by m.created_at limit $1`,
    values: [limit],
  });
  return rows.map((row) => row.sha256);
}
