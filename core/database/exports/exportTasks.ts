/** export_tasks as the bot works it: what is chosen, where an export goes on, what a whole file of it adds. */
import type { ExportDestination, ExportFileChoice, ExportFormat } from "../../model/exportFormat.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";
import type { PlannedChannel } from "./plan.ts";

export type ExportTask = TaskBase & ExportPayload;

/** Which messages. */
export interface ExportChoice {
  guildId: string | null;
  /** These and the threads in them. */
  channelIds: readonly string[] | null;
  personId: string | null;
  /** In the query language of core/model/search. */
  query: string | null;
  timezone: string;
  afterAt: Date | null;
  beforeAt: Date | null;
}

/** The columns of its own. */
export interface ExportPayload extends ExportChoice {
  name: string;
  format: ExportFormat;
  files: ExportFileChoice;
  isExact: boolean;
  partitionMessages: number | null;
  partitionBytes: number | null;
  fileNames: string;
  keepDays: number | null;
  destination: ExportDestination;
  /** The folder there; empty for one named after the task. */
  folder: string;
  /** With a passphrase. */
  isEncrypted: boolean;
  /** Sealed (core/exports/passphrase.ts); null once the task was over. */
  passphraseSealed: string | null;
  /** To a public key of age. */
  encryptTo: string | null;
  frozenAt: Date | null;
  plan: readonly PlannedChannel[] | null;
  position: ExportPosition;
  messagesTotal: number;
}

/** What is done: all that a resume reads. */
export interface ExportPosition {
  /** The channel of the plan that is being written. */
  channel: number;
  /** Its whole files. */
  part: number;
  /** The last message in them; null at the channel's beginning. */
  afterId: string | null;
  /** Messages in all whole files. */
  messages: number;
  /** Whole files. */
  files: number;
}

export const exportTasks: TaskTable<ExportTask> = defineTaskTable<ExportPayload>({
  kind: "export",
  toPayload: (row) => ({
    name: String(row.name),
    format: row.format as ExportFormat,
    guildId: textOf(row.guild_id),
    channelIds: Array.isArray(row.channel_ids) ? row.channel_ids.map(String) : null,
    personId: textOf(row.person_id),
    query: textOf(row.query),
    timezone: String(row.timezone),
    afterAt: row.after_at as Date | null,
    beforeAt: row.before_at as Date | null,
    files: row.files as ExportFileChoice,
    isExact: row.is_exact === true,
    partitionMessages: row.partition_messages === null ? null : Number(row.partition_messages),
    partitionBytes: row.partition_bytes === null ? null : Number(row.partition_bytes),
    fileNames: String(row.file_names),
    keepDays: row.keep_days === null ? null : Number(row.keep_days),
    destination: row.destination as ExportDestination,
    folder: String(row.folder),
    isEncrypted: row.is_encrypted === true,
    passphraseSealed: textOf(row.passphrase_sealed),
    encryptTo: textOf(row.encrypt_to),
    frozenAt: row.frozen_at as Date | null,
    plan: row.plan as readonly PlannedChannel[] | null,
    position: toPosition(row.position),
    messagesTotal: Number(row.messages_total ?? 0),
  }),
  toLogFields: ({ format, guildId }) => ({ format, guildId }),
});

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

function toPosition(value: unknown): ExportPosition {
  const position = (value ?? {}) as Partial<ExportPosition>;
  return {
    channel: position.channel ?? 0,
    part: position.part ?? 0,
    afterId: position.afterId ?? null,
    messages: position.messages ?? 0,
    files: position.files ?? 0,
  };
}

/** Freezes what the export will hold, and begins it anew: nothing is written yet. Throws LeaseLostError. */
export async function recordPlan(
  tx: Queryable,
  claim: TaskClaim,
  plan: { channels: readonly PlannedChannel[]; frozenAt: Date; messages: number },
): Promise<void> {
  const { rowCount } = await tx.query({
    name: "record-export-plan",
    text: `
      with files as (delete from export_files where task_id = $1), media as (delete from export_media where task_id = $1),
        people as (delete from export_people where task_id = $1)
      update export_tasks
      set plan = $3, frozen_at = $4, messages_total = $5, position = '{}', messages_written = 0, bytes_written = 0,
          files_missing = 0, progress = 0, result_name = null, result_bytes = null, expires_at = null, stale_at = null,
          removed_at = null, delivered_path = null, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, JSON.stringify(plan.channels), plan.frozenAt, plan.messages],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** Tells people how far it is within a file. Throws LeaseLostError: that is how a cancelled export finds out. */
export async function reportWritten(
  db: Queryable,
  claim: TaskClaim,
  written: { messages: number; progress: number },
): Promise<void> {
  const { rowCount } = await db.query({
    name: "report-export-written",
    text: `
      update export_tasks set messages_written = $3, progress = greatest(progress, least($4::real, 1)), updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, written.messages, written.progress],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** A whole file of an export. */
export interface WrittenFile {
  path: string;
  channelId: string;
  part: number;
  messages: number;
  sizeBytes: number;
  firstAt: Date | null;
  lastAt: Date | null;
  media: readonly { sha256: string; extension: string; sizeBytes: number }[];
  filesMissing: number;
  /** Everybody it names. */
  people: readonly string[];
}

/** Records a whole file and the position behind it. Throws LeaseLostError. */
export async function recordFile(
  tx: Queryable,
  claim: TaskClaim,
  position: ExportPosition,
  file: WrittenFile,
  progress: number,
): Promise<void> {
  const [{ rowCount }] = await Promise.all([
    tx.query({
      name: "record-export-position",
      text: `
        update export_tasks
        set position = $3, messages_written = $4, bytes_written = bytes_written + $5, files_missing = files_missing + $6,
            progress = greatest(progress, least($7::real, 1)), attempts = least(attempts, 1), crash_count = 0,
            updated_at = now()
        where id = $1 and fence = $2 and status = 'running'`,
      values: [
        claim.id,
        claim.fence,
        JSON.stringify(position),
        position.messages,
        file.sizeBytes,
        file.filesMissing,
        progress,
      ],
    }),
    tx.query({
      name: "insert-export-file",
      text: `
        insert into export_files (task_id, number, path, channel_id, part, messages, size_bytes, first_at, last_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        claim.id,
        position.files - 1,
        file.path,
        file.channelId,
        file.part,
        file.messages,
        file.sizeBytes,
        file.firstAt,
        file.lastAt,
      ],
    }),
    tx.query({
      name: "insert-export-media",
      text: `
        insert into export_media (task_id, sha256, extension, size_bytes)
        select $1, m.* from json_to_recordset($2::json) as m (sha256 text, extension text, "sizeBytes" int8)
        on conflict do nothing`,
      values: [claim.id, JSON.stringify(file.media)],
    }),
    tx.query({
      name: "insert-export-people",
      text: `
        insert into export_people (task_id, user_id) select $1, unnest($2::int8[]) on conflict do nothing`,
      values: [claim.id, file.people],
    }),
  ]);
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/**
 * Records the finished file; `keepDays` null: it stays until its schedule has newer ones. Of a schedule's finished exports those
 * that are too many expire. Throws LeaseLostError.
 */
export async function recordResult(
  tx: Queryable,
  claim: TaskClaim,
  result: { name: string; sizeBytes: number; keepDays: number | null; deliveredPath: string | null },
): Promise<void> {
  const { rowCount } = await tx.query({
    name: "record-export-result",
    text: `
      with hits as (delete from export_hits where task_id = $1)
      update export_tasks
      set result_name = $3, result_bytes = $4, expires_at = now() + make_interval(days => $5::int), progress = 1,
          messages_total = messages_written, delivered_path = $6, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, result.name, result.sizeBytes, result.keepDays, result.deliveredPath],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
  await tx.query({
    name: "expire-earlier-exports-of-schedule",
    text: `
      update export_tasks set expires_at = now(), updated_at = now()
      where id in (
        select earlier.id from export_tasks t join schedules s on s.id = t.schedule_id
        join export_tasks earlier on earlier.schedule_id = s.id and earlier.id <> t.id
          and earlier.result_name is not null and earlier.completed_at is not null and earlier.removed_at is null
          and coalesce(earlier.expires_at > now(), true)
        where t.id = $1
        order by earlier.id desc
        offset (select export_keep - 1 from schedules s join export_tasks t on t.schedule_id = s.id where t.id = $1)
      )`,
    values: [claim.id],
  });
}

export interface StoredExportFile {
  number: number;
  path: string;
  channelId: string;
  part: number;
  messages: number;
  sizeBytes: number;
  firstAt: Date | null;
  lastAt: Date | null;
}

/** The whole files of an export, in their order. */
export async function listExportFiles(db: Queryable, taskId: string): Promise<StoredExportFile[]> {
  const { rows } = await db.query<StoredExportFile>({
    name: "list-export-files",
    text: `
      select number, path, channel_id as "channelId", part, messages::float8 as messages, size_bytes::float8 as "sizeBytes",
        first_at as "firstAt", last_at as "lastAt"
      from export_files where task_id = $1 order by number`,
    values: [taskId],
  });
  return rows;
}

/** Stored files that go into an export. */
export async function listExportMedia(
  db: Queryable,
  taskId: string,
): Promise<{ sha256: string; extension: string; sizeBytes: number }[]> {
  const { rows } = await db.query<{ sha256: string; extension: string; sizeBytes: number }>({
    name: "list-export-media",
    text: `
      select sha256, extension, size_bytes::float8 as "sizeBytes" from export_media where task_id = $1 order by sha256`,
    values: [taskId],
  });
  return rows;
}

/** Attachments that an export should hold and that are not stored. */
export async function countMissingFiles(db: Queryable, taskId: string): Promise<number> {
  const { rows } = await db.query<{ missing: number }>({
    name: "count-missing-export-files",
    text: "select files_missing::float8 as missing from export_tasks where id = $1",
    values: [taskId],
  });
  return rows[0]?.missing ?? 0;
}
