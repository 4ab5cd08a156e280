/** Exports: what is taken out of the archive as files. Browser-safe. */
import { z } from "zod";
import {
  defaultFileNames,
  exportDestinations,
  exportFileChoices,
  exportFormats,
} from "../model/exportFormat.ts";
import { Id, OptionalTime, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

const choice = {
  /** Only this server or chat. */
  guildId: Id.optional(),
  /** Only these channels and the threads in them. */
  channelIds: z
    .array(Id)
    .min(1, "must name a channel")
    .max(1_000, "must name at most 1000 channels")
    .optional(),
  /** Only what this person wrote. */
  personId: Id.optional(),
  /** Only what this search finds. */
  query: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(1_000, "must have at most 1000 characters")
    .optional(),
  /** IANA zone in which the search reads dates, and files write theirs. */
  timezone: z
    .string()
    .max(60)
    .regex(/^[A-Za-z0-9_+\-/]+$/, "must be the name of a time zone")
    .default("UTC"),
  /** Only messages sent at or after this time. */
  after: Time.optional(),
  /** Only messages sent before this time. */
  before: Time.optional(),
  files: z.enum(exportFileChoices).default("linked"),
};
/** As age-keygen writes it. */
export const AgeKey = z
  .string()
  .trim()
  .regex(/^age1[02-9ac-hj-np-z]{58}$/, "must be a public key of age, such as age1…");

const something = "must choose a server, channels, a person or a search";
const isChosen = ({ guildId, channelIds, personId, query }: Record<string, unknown>) =>
  [guildId, channelIds, personId, query].some((each) => each !== undefined);

export const EstimateExportInput = z
  .strictObject({ ...choice, format: z.enum(exportFormats) })
  .refine(isChosen, { error: something, path: ["guildId"] });
export type EstimateExportInput = z.infer<typeof EstimateExportInput>;

export const NewExportInput = z
  .strictObject({
    ...choice,
    format: z.enum(exportFormats),
    /** What the file to download is called; empty for a name made of the choice. */
    name: z.string().trim().max(100, "must have at most 100 characters").default(""),
    /** JSON also carries what its schema has no place for. */
    isExact: z.boolean().default(true),
    partitionMessages: z.number().int().min(1, "must be at least 1").max(100_000_000).optional(),
    partitionBytes: z.number().int().min(1_000, "must be at least 1000").max(1e12).optional(),
    fileNames: z
      .string()
      .trim()
      .min(1, "must not be empty")
      .max(200, "must have at most 200 characters")
      .default(defaultFileNames),
    /** The file can be opened with this alone, by age and by what else reads its format. It is known until the export is over. */
    passphrase: z
      .string()
      .min(12, "must have at least 12 characters")
      .max(1_000, "must have at most 1000 characters")
      .optional(),
    /** Instead: a public key of age, whose owner alone can open the file. */
    encryptTo: AgeKey.optional(),
    keepDays: z.number().int().min(1, "must be at least 1").max(3_650, "must be at most 3650").optional(),
  })
  .refine(isChosen, { error: something, path: ["guildId"] })
  .refine(({ passphrase, encryptTo }) => passphrase === undefined || encryptTo === undefined, {
    error: "and passphrase exclude each other",
    path: ["encryptTo"],
  });
export type NewExportInput = z.infer<typeof NewExportInput>;

const count = z.number().int();

export const ExportView = z.object({
  id: RowId,
  name: z.string(),
  format: z.enum(exportFormats),
  guildId: Id.nullable(),
  guildName: z.string().nullable(),
  channelIds: z.array(Id).nullable(),
  personId: Id.nullable(),
  query: z.string().nullable(),
  timezone: z.string(),
  after: OptionalTime,
  before: OptionalTime,
  files: z.enum(exportFileChoices),
  isExact: z.boolean(),
  partitionMessages: count.nullable(),
  partitionBytes: count.nullable(),
  fileNames: z.string(),
  status: TaskStatus,
  statusReason: z.string().nullable(),
  errorMessage: z.string().nullable(),
  /** 0 to 1. */
  progress: z.number(),
  /** As counted at its start; null before. */
  messagesTotal: count.nullable(),
  messagesWritten: count,
  bytesWritten: count,
  /** Of the file to download; null while there is none. */
  resultName: z.string().nullable(),
  resultBytes: count.nullable(),
  /** Null while there is none, and for what its schedule keeps by number. */
  expiresAt: OptionalTime,
  destination: z.enum(exportDestinations),
  /** Where it lies there; null for download, and until it is there. */
  deliveredPath: z.string().nullable(),
  /** With a passphrase, which nobody knows here once it is over. */
  isEncrypted: z.boolean(),
  /** To this public key of age. */
  encryptTo: z.string().nullable(),
  /** The schedule that asked for it. */
  scheduleId: RowId.nullable(),
  /** Somebody or something in it was erased since: it is not given out any more. */
  isStale: z.boolean(),
  /** Whether there is a file to download. */
  isReady: z.boolean(),
  createdAt: Time,
  completedAt: OptionalTime,
});
export type ExportView = z.infer<typeof ExportView>;

export const ExportListView = z.object({ exports: z.array(ExportView) });
export type ExportListView = z.infer<typeof ExportListView>;

export const ExportActionView = z.object({ export: ExportView });
export type ExportActionView = z.infer<typeof ExportActionView>;

/** At most 500 of its files. */
export const ExportDetailView = z.object({
  export: ExportView,
  fileCount: count,
  parts: z.array(z.object({ path: z.string(), channelId: Id, messages: count, sizeBytes: count })),
});
export type ExportDetailView = z.infer<typeof ExportDetailView>;

export const ExportEstimateView = z.object({
  /** Of a search at most 10,000 are counted. */
  messages: count,
  isCapped: z.boolean(),
  channels: count,
  /** About; files beside it included. */
  bytes: count,
  mediaBytes: count,
});
export type ExportEstimateView = z.infer<typeof ExportEstimateView>;
