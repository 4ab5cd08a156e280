/** Imports of exports: uploads, what they would bring, what they brought. Browser-safe. */
import { z } from "zod";
import { importFormats, importProblems } from "../model/importProblem.ts";
import { Id, OptionalTime, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

/** What an upload says of itself in its Upload-Metadata: of which import it is a file, and where in it. */
export const UploadMetadata = z.object({
  uploadId: z.uuid(),
  /** Within the import, with "/" between folders. */
  path: z.string().min(1, "must not be empty").max(1_000, "must have at most 1000 characters"),
});

export const NewImportInput = z.strictObject({
  /** Whose files are there in full. */
  uploadId: z.uuid(),
  name: z.string().trim().min(1, "must not be empty").max(200, "must have at most 200 characters"),
  /** Only tells what would come. */
  dryRun: z.boolean().default(false),
  /** The exports hold all messages of their range: it then counts as covered. */
  isComplete: z.boolean().default(false),
});
export type NewImportInput = z.infer<typeof NewImportInput>;

const count = z.number().int();

export const ImportView = z.object({
  id: RowId,
  name: z.string(),
  /** Null for what was asked for on the command line or in SQL. */
  uploadId: z.uuid().nullable(),
  isDryRun: z.boolean(),
  isComplete: z.boolean(),
  status: TaskStatus,
  statusReason: z.string().nullable(),
  errorMessage: z.string().nullable(),
  formats: z.array(z.enum(importFormats)),
  sizeBytes: count.nullable(),
  bytesRead: count,
  /** 0 to 1. */
  progress: z.number(),
  messagesRead: count,
  messagesSaved: count,
  /** Archived before, and given something more. */
  messagesMerged: count,
  /** Archived before in full. */
  messagesKnown: count,
  itemsSkipped: count,
  filesStored: count,
  createdAt: Time,
  completedAt: OptionalTime,
});
export type ImportView = z.infer<typeof ImportView>;

export const ImportListView = z.object({ imports: z.array(ImportView) });
export type ImportListView = z.infer<typeof ImportListView>;

export const ImportActionView = z.object({ import: ImportView });
export type ImportActionView = z.infer<typeof ImportActionView>;

export const ImportChannelView = z.object({
  channelId: Id,
  guildId: Id,
  guildName: z.string(),
  channelName: z.string(),
  /** Whether the archive did not know it before. */
  isNew: z.boolean(),
  messagesRead: count,
  messagesSaved: count,
  messagesMerged: count,
  messagesKnown: count,
  itemsSkipped: count,
  filesStored: count,
});
export type ImportChannelView = z.infer<typeof ImportChannelView>;

export const ImportProblemView = z.object({
  file: z.string(),
  reason: z.enum(importProblems),
  occurrences: count,
  /** Of the first of them. */
  place: z.string(),
  message: z.string(),
});
export type ImportProblemView = z.infer<typeof ImportProblemView>;

/** At most 500 channels, those with the most messages first, and 200 problems. */
export const ImportDetailView = z.object({
  import: ImportView,
  channelCount: count,
  channels: z.array(ImportChannelView),
  problems: z.array(ImportProblemView),
});
export type ImportDetailView = z.infer<typeof ImportDetailView>;
