/** Imports as people ask for them and look at them. */
import type { ImportFormat, ImportProblem } from "../../model/importProblem.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface ImportRecord {
  id: string;
  source: string;
  name: string;
  isDryRun: boolean;
  isComplete: boolean;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  formats: ImportFormat[];
  sizeBytes: number | null;
  bytesRead: number;
  progress: number;
  messagesRead: number;
  messagesSaved: number;
  messagesMerged: number;
  messagesKnown: number;
  itemsSkipped: number;
  filesStored: number;
  createdAt: Date;
  completedAt: Date | null;
}

/** Counts as float8: they fit a number, and int8 would arrive as text. */
const columns = `
  id, source, name, coalesce(options -> 'dryRun' = 'true', false) as "isDryRun",
  coalesce(options -> 'isComplete' = 'true', false) as "isComplete", status, status_reason as "statusReason",
  error_message as "errorMessage", formats, size_bytes::float8 as "sizeBytes", bytes_read::float8 as "bytesRead", progress,
  messages_read::float8 as "messagesRead", messages_saved::float8 as "messagesSaved", messages_merged::float8 as "messagesMerged",
  messages_known::float8 as "messagesKnown", items_skipped::float8 as "itemsSkipped", files_stored::float8 as "filesStored",
  created_at as "createdAt", completed_at as "completedAt"`;

/** Asks for an import; returns its task's number. */
export async function insertImport(
  db: Queryable,
  wanted: {
    source: string;
    name: string;
    options: { dryRun: boolean; isComplete: boolean };
    startedBy: string;
  },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-import",
    text: "insert into import_tasks (source, name, options, started_by) values ($1, $2, $3, $4) returning id",
    values: [wanted.source, wanted.name, JSON.stringify(wanted.options), wanted.startedBy],
  });
  return rows[0]?.id ?? "";
}

/** The newest imports, newest first. */
export async function listImports(db: Queryable, limit: number): Promise<ImportRecord[]> {
  const { rows } = await db.query<ImportRecord>({
    name: "list-imports",
    text: `select ${columns} from import_tasks order by id desc limit $1`,
    values: [limit],
  });
  return rows;
}

/** Null when there is no such import. */
export async function findImport(db: Queryable, taskId: string): Promise<ImportRecord | null> {
  const { rows } = await db.query<ImportRecord>({
    name: "find-import",
    text: `select ${columns} from import_tasks where id = $1`,
    values: [taskId],
  });
  return rows[0] ?? null;
}

export interface ImportChannelRecord {
  channelId: string;
  guildId: string;
  guildName: string;
  channelName: string;
  isNew: boolean;
  messagesRead: number;
  messagesSaved: number;
  messagesMerged: number;
  messagesKnown: number;
  itemsSkipped: number;
  filesStored: number;
}

/** The channels of an import, those with the most messages first, and how many there are in all. */
export async function listImportChannels(
  db: Queryable,
  taskId: string,
  limit: number,
): Promise<{ count: number; channels: ImportChannelRecord[] }> {
  const { rows } = await db.query<ImportChannelRecord & { count: number }>({
    name: "list-import-channels",
    text: `
      select channel_id as "channelId", guild_id as "guildId", guild_name as "guildName", channel_name as "channelName",
        is_new as "isNew", messages_read::float8 as "messagesRead", messages_saved::float8 as "messagesSaved",
        messages_merged::float8 as "messagesMerged", messages_known::float8 as "messagesKnown", items_skipped::float8 as "itemsSkipped",
        files_stored::float8 as "filesStored", count(*) over ()::int as count
      from import_channels where task_id = $1 order by messages_read desc, channel_id limit $2`,
    values: [taskId, limit],
  });
  return {
    count: rows[0]?.count ?? 0,
    channels: rows.map(({ count: _count, ...channel }) => channel),
  };
}

export interface ImportProblemRecord {
  file: string;
  reason: ImportProblem;
  occurrences: number;
  place: string;
  message: string;
}

/** What an import could not take, by file. */
export async function listImportProblems(
  db: Queryable,
  taskId: string,
  limit: number,
): Promise<ImportProblemRecord[]> {
  const { rows } = await db.query<ImportProblemRecord>({
    name: "list-import-problems",
    text: `
      select file, reason, occurrences::float8 as occurrences, place, message from import_problems
      where task_id = $1 order by file, reason limit $2`,
    values: [taskId, limit],
  });
  return rows;
}

/** Uploads that imports read (`known`), and those of them that are not over or may still be tried again (`needed`). */
export async function findNeededUploads(
  db: Queryable,
): Promise<{ known: ReadonlySet<string>; needed: ReadonlySet<string> }> {
  const { rows } = await db.query<{ source: string; is_needed: boolean }>({
    name: "find-needed-uploads",
    text: `
      select source, bool_or(status in ('pending', 'running', 'paused')
        or ((status <> 'completed' or options -> 'dryRun' = 'true') and completed_at > now() - interval '7 days')) as is_needed
      from import_tasks where source like 'upload:%' group by source`,
  });
  return {
    known: new Set(rows.map(({ source }) => source)),
    needed: new Set(rows.flatMap(({ source, is_needed }) => (is_needed ? [source] : []))),
  };
}
