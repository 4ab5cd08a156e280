/** How downloading goes: counts, what failed, and trying it again. */
import type { FileKind, FileReason } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface KindCounts {
  kind: FileKind;
  stored: number;
  waiting: number;
  retrying: number;
  failed: number;
}

/** Files per kind by what became of them. */
export async function countFiles(db: Queryable): Promise<KindCounts[]> {
  const { rows } = await db.query<Record<keyof KindCounts, string> & { kind: FileKind }>({
    name: "count-files",
    text: `
      select kind, count(*) filter (where status = 'stored') as stored,
        count(*) filter (where status = 'pending' and reason is null) as waiting,
        count(*) filter (where status = 'pending' and reason is not null) as retrying,
        count(*) filter (where status = 'failed') as failed
      from media_files group by kind`,
  });
  return rows.map((row) => ({
    kind: row.kind,
    stored: Number(row.stored),
    waiting: Number(row.waiting),
    retrying: Number(row.retrying),
    failed: Number(row.failed),
  }));
}

/** Contents and their bytes, and the bytes of all that refers to them. */
export async function sumContents(
  db: Queryable,
): Promise<{ count: number; bytes: number; referencedBytes: number }> {
  const { rows } = await db.query<{ count: string; bytes: string; referencedBytes: string }>({
    name: "sum-contents",
    text: `
      select (select count(*) from media) as count, (select coalesce(sum(size_bytes), 0) from media) as bytes,
        (select coalesce(sum(m.size_bytes), 0) from media_references r join media m using (sha256)) as "referencedBytes"`,
  });
  const [row] = rows;
  return {
    count: Number(row?.count ?? 0),
    bytes: Number(row?.bytes ?? 0),
    referencedBytes: Number(row?.referencedBytes ?? 0),
  };
}

/** Failed files by reason, the most frequent first. */
export async function countReasons(db: Queryable): Promise<{ reason: FileReason; count: number }[]> {
  const { rows } = await db.query<{ reason: FileReason; count: string }>({
    name: "count-file-reasons",
    text: `
      select reason, count(*) as count from media_files where status = 'failed' group by reason
      order by count(*) desc, reason`,
  });
  return rows.map(({ reason, count }) => ({ reason, count: Number(count) }));
}

/** Whether a download runs, and whether one waits for room. */
export async function findDownloadState(
  db: Queryable,
): Promise<{ isDownloading: boolean; isDiskLow: boolean }> {
  const { rows } = await db.query<{ isDownloading: boolean; isDiskLow: boolean }>({
    name: "find-download-state",
    text: `
      select coalesce(bool_or(status = 'running'), false) as "isDownloading",
        coalesce(bool_or(status_reason = 'media_disk_low'), false) as "isDiskLow"
      from media_tasks where status in ('pending', 'running')`,
  });
  return rows[0] ?? { isDownloading: false, isDiskLow: false };
}

export interface MissedFile {
  kind: FileKind;
  channelId: string;
  messageId: string;
  item: string;
  guildId: string;
  guildName: string | null;
  channelName: string | null;
  fileName: string | null;
  reason: FileReason;
  message: string | null;
  attempts: number;
  updatedAt: Date;
  nextTryAt: Date | null;
  /** Its time as the database writes it, for the cursor. */
  at: string;
}

/** Failed files, the newest failure first; `cursor` goes on where a page ended. */
export async function listMissedFiles(
  db: Queryable,
  request: { reason: FileReason | null; cursor: MissedCursor | null; limit: number },
): Promise<{ files: MissedFile[]; next: MissedCursor | null }> {
  const { reason, cursor, limit } = request;
  const { rows } = await db.query<MissedFile>({
    name: "list-missed-files",
    text: `
      select f.kind, f.channel_id as "channelId", f.message_id as "messageId", f.item, f.guild_id as "guildId",
        g.name as "guildName", c.name as "channelName", a.file_name as "fileName", f.reason, f.message, f.attempts,
        f.updated_at as "updatedAt", case when f.status = 'pending' then f.next_try_at end as "nextTryAt",
        f.updated_at::text as at
      from media_files f
      left join guilds g on g.id = f.guild_id
      left join channels c on c.id = f.channel_id
      left join attachments a on f.kind = 'attachment' and a.channel_id = f.channel_id and a.message_id = f.message_id
        and a.id::text = f.item
      where f.status = 'failed' and ($1::text is null or f.reason = $1)
        and ($2::timestamptz is null
          or (f.updated_at, f.channel_id, f.message_id, f.kind, f.item) < ($2, $3, $4, $5, $6))
      order by f.updated_at desc, f.channel_id desc, f.message_id desc, f.kind desc, f.item desc
      limit $7`,
    values: [
      reason,
      cursor?.at ?? null,
      cursor?.channelId ?? "0",
      cursor?.messageId ?? "0",
      cursor?.kind ?? "",
      cursor?.item ?? "",
      limit + 1,
    ],
  });
  const files = rows.slice(0, limit);
  const last = files.at(-1);
  return {
    files,
    next: rows.length > limit && last ? toPlace(last) : null,
  };
}

const toPlace = ({ at, channelId, messageId, kind, item }: MissedCursor): MissedCursor => ({
  at,
  channelId,
  messageId,
  kind,
  item,
});

/** A row's place in the list. */
export interface MissedCursor {
  /** By the database's clock, as it writes it: its microseconds count. */
  at: string;
  channelId: string;
  messageId: string;
  kind: string;
  item: string;
}

/** Failed files wait to be fetched again at once: one, those of a reason, or all. Returns how many. */
export async function retryFiles(
  db: Queryable,
  which: { reason: FileReason | null; file: Omit<MissedCursor, "at"> | null },
): Promise<number> {
  const { reason, file } = which;
  const { rowCount } = await db.query({
    name: "retry-files",
    text: `
      update media_files
      set status = 'pending', reason = null, message = null, attempts = 0, next_try_at = now(), updated_at = now()
      where status = 'failed' and ($1::text is null or reason = $1)
        and ($2::int8 is null or (channel_id = $2 and message_id = $3 and kind = $4 and item = $5))`,
    values: [
      reason,
      file?.channelId ?? null,
      file?.messageId ?? null,
      file?.kind ?? null,
      file?.item ?? null,
    ],
  });
  return rowCount ?? 0;
}
