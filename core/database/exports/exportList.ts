/** Exports as people ask for them and look at them. */
import type { ExportDestination, ExportFileChoice, ExportFormat } from "../../model/exportFormat.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface ExportRecord {
  id: string;
  name: string;
  format: ExportFormat;
  guildId: string | null;
  guildName: string | null;
  channelIds: string[] | null;
  personId: string | null;
  query: string | null;
  timezone: string;
  after: Date | null;
  before: Date | null;
  files: ExportFileChoice;
  isExact: boolean;
  partitionMessages: number | null;
  partitionBytes: number | null;
  fileNames: string;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  progress: number;
  messagesTotal: number | null;
  messagesWritten: number;
  bytesWritten: number;
  resultName: string | null;
  resultBytes: number | null;
  expiresAt: Date | null;
  destination: ExportDestination;
  /** Where it lies there; null for download, and until it is there. */
  deliveredPath: string | null;
  /** With a passphrase. */
  isEncrypted: boolean;
  /** To this public key. */
  encryptTo: string | null;
  /** The schedule that asked for it. */
  scheduleId: string | null;
  isStale: boolean;
  isReady: boolean;
  createdAt: Date;
  completedAt: Date | null;
}

/** Counts as float8: they fit a number, and int8 would arrive as text. */
const selected = `
  select t.id, t.name, t.format, t.guild_id as "guildId", g.name as "guildName", t.channel_ids as "channelIds",
    t.person_id as "personId", t.query, t.timezone, t.after_at as "after", t.before_at as "before", t.files,
    t.is_exact as "isExact", t.partition_messages as "partitionMessages", t.partition_bytes::float8 as "partitionBytes",
    t.file_names as "fileNames", t.status, t.status_reason as "statusReason", t.error_message as "errorMessage", t.progress,
    t.messages_total::float8 as "messagesTotal", t.messages_written::float8 as "messagesWritten",
    t.bytes_written::float8 as "bytesWritten", t.result_name as "resultName", t.result_bytes::float8 as "resultBytes",
    t.expires_at as "expiresAt", t.destination, t.delivered_path as "deliveredPath", t.schedule_id as "scheduleId",
    t.is_encrypted as "isEncrypted", t.encrypt_to as "encryptTo", t.stale_at is not null as "isStale",
    t.result_name is not null and t.completed_at is not null and t.removed_at is null and t.stale_at is null
      and coalesce(t.expires_at > now(), t.delivered_path is not null) as "isReady",
    t.created_at as "createdAt", t.completed_at as "completedAt"
  from export_tasks t left join guilds g on g.id = t.guild_id`;

export interface WantedExport {
  name: string;
  format: ExportFormat;
  guildId: string | null;
  channelIds: readonly string[] | null;
  personId: string | null;
  query: string | null;
  timezone: string;
  after: string | null;
  before: string | null;
  files: ExportFileChoice;
  isExact: boolean;
  partitionMessages: number | null;
  partitionBytes: number | null;
  fileNames: string;
  keepDays: number | null;
  isEncrypted: boolean;
  encryptTo: string | null;
  startedBy: string;
}

/** Asks for an export; returns its task's number. */
export async function insertExport(db: Queryable, wanted: WantedExport): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-export",
    text: `
      insert into export_tasks (name, format, guild_id, channel_ids, person_id, query, timezone, after_at, before_at, files,
        is_exact, partition_messages, partition_bytes, file_names, keep_days, is_encrypted, encrypt_to,
        started_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning id`,
    values: [
      wanted.name,
      wanted.format,
      wanted.guildId,
      wanted.channelIds,
      wanted.personId,
      wanted.query,
      wanted.timezone,
      wanted.after,
      wanted.before,
      wanted.files,
      wanted.isExact,
      wanted.partitionMessages,
      wanted.partitionBytes,
      wanted.fileNames,
      wanted.keepDays,
      wanted.isEncrypted,
      wanted.encryptTo,
      wanted.startedBy,
    ],
  });
  return rows[0]?.id ?? "";
}

/** Keeps the sealed passphrase of an export until it is over. */
export async function setPassphrase(tx: Queryable, taskId: string, sealed: string): Promise<void> {
  await tx.query({
    name: "set-export-passphrase",
    text: "update export_tasks set passphrase_sealed = $2 where id = $1",
    values: [taskId, sealed],
  });
}

/** The newest exports, newest first. */
export async function listExports(db: Queryable, limit: number): Promise<ExportRecord[]> {
  const { rows } = await db.query<ExportRecord>({
    name: "list-exports",
    text: `${selected} order by t.id desc limit $1`,
    values: [limit],
  });
  return rows;
}

/** Null when there is no such export. */
export async function findExport(db: Queryable, taskId: string): Promise<ExportRecord | null> {
  const { rows } = await db.query<ExportRecord>({
    name: "find-export",
    text: `${selected} where t.id = $1`,
    values: [taskId],
  });
  return rows[0] ?? null;
}
