/** import_tasks as the bot works it: what a part reports, and where an import goes on. */
import type { ImportFormat } from "../../model/importProblem.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";

export type ImportTask = TaskBase & ImportPayload;

/** The columns of its own. */
export interface ImportPayload {
  /** `upload:<uuid>`, or an absolute path. */
  source: string;
  name: string;
  options: ImportOptions;
  position: ImportPosition;
}

/** The options column; what psql users may have written beside these is ignored. */
export interface ImportOptions {
  dryRun: boolean;
  isComplete: boolean;
}

/** What is done: all that a resume reads. */
export interface ImportPosition {
  /** Files that are done, in the order of their paths. */
  files: number;
  /** Parts of the next file that are stored. */
  parts: number;
  /** True while the files of the last of them are still to be stored. */
  filesPending: boolean;
  /** Up to where (exclusive) a complete export has been followed, and in which file; null when it says nothing. */
  followed: { channelId: string; file: string; toId: string } | null;
}

export const importTasks: TaskTable<ImportTask> = defineTaskTable<ImportPayload>({
  kind: "import",
  toPayload: (row) => ({
    source: String(row.source),
    name: String(row.name),
    options: toOptions(row.options),
    position: toPosition(row.position),
  }),
  toLogFields: ({ name }) => ({ name }),
});

function toOptions(value: unknown): ImportOptions {
  const options = (value ?? {}) as Record<string, unknown>;
  return { dryRun: options.dryRun === true, isComplete: options.isComplete === true };
}

function toPosition(value: unknown): ImportPosition {
  const position = (value ?? {}) as Partial<ImportPosition>;
  return {
    files: position.files ?? 0,
    parts: position.parts ?? 0,
    filesPending: position.filesPending === true,
    followed: position.followed ?? null,
  };
}

/** What one part of an export adds to its task. */
export interface PartReport {
  position: ImportPosition;
  /** Bytes of all files that are done; of `sizeBytes`. */
  bytesRead: number;
  format: ImportFormat | null;
  messages: PartCounts;
  filesStored: number;
}

/** Messages by what became of them. */
export interface PartCounts {
  read: number;
  saved: number;
  merged: number;
  known: number;
  skipped: number;
}

/** Notes how much there is to read. Throws LeaseLostError. */
export async function reportSize(tx: Queryable, claim: TaskClaim, sizeBytes: number): Promise<void> {
  const { rowCount } = await tx.query({
    name: "report-import-size",
    text: `
      update import_tasks set size_bytes = $3, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, sizeBytes],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** Adds a part to the task's counters. Progress resets the attempts and crashes. Throws LeaseLostError. */
export async function reportPart(tx: Queryable, claim: TaskClaim, part: PartReport): Promise<void> {
  const { rowCount } = await tx.query({
    name: "report-import-part",
    text: `
      update import_tasks
      set position = $3, bytes_read = $4,
          progress = case when size_bytes > 0 then least(1, $4::int8 / size_bytes::float8) else 0 end,
          formats = case when $5::text is null or $5 = any (formats) then formats else formats || $5::text end,
          messages_read = messages_read + $6, messages_saved = messages_saved + $7,
          messages_merged = messages_merged + $8, messages_known = messages_known + $9,
          items_skipped = items_skipped + $10, files_stored = files_stored + $11,
          attempts = least(attempts, 1), crash_count = 0, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [
      claim.id,
      claim.fence,
      JSON.stringify(part.position),
      part.bytesRead,
      part.format,
      part.messages.read,
      part.messages.saved,
      part.messages.merged,
      part.messages.known,
      part.messages.skipped,
      part.filesStored,
    ],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** How an import stands, for its last words. */
export interface ImportSums {
  read: number;
  saved: number;
  merged: number;
  skipped: number;
  /** True when a file was of a format that is known. */
  hasExports: boolean;
}

export async function readSums(db: Queryable, taskId: string): Promise<ImportSums> {
  const { rows } = await db.query<
    Record<"read" | "saved" | "merged" | "skipped", string> & { known: boolean }
  >({
    name: "read-import-sums",
    text: `
      select messages_read as read, messages_saved as saved, messages_merged as merged, items_skipped as skipped,
        formats <> '{}' as known
      from import_tasks where id = $1`,
    values: [taskId],
  });
  const [row] = rows;
  return {
    read: Number(row?.read ?? 0),
    saved: Number(row?.saved ?? 0),
    merged: Number(row?.merged ?? 0),
    skipped: Number(row?.skipped ?? 0),
    hasExports: row?.known ?? false,
  };
}
