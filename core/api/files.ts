/** Stored files: as what carries them shows them, and how downloading goes. Browser-safe. */
import { z } from "zod";
import { fileKinds, fileReasons, fileStatuses } from "../model/media.ts";
import { Id, OptionalTime, Time } from "./common.ts";

export const FileKind = z.enum(fileKinds);
export const FileReason = z.enum(fileReasons);

/** A smaller picture of it. */
export const ThumbnailView = z.object({
  sha256: z.string(),
  url: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
});

/** What became of a file. Its facts are those of the content, whatever was announced; null until it is stored. */
export const StoredFileView = z.object({
  status: z.enum(fileStatuses),
  /** Why it is not stored: the newest failure; null while nothing went wrong. */
  reason: FileReason.nullable(),
  sha256: z.string().nullable(),
  /** Where it is served; ranges are answered. */
  url: z.string().nullable(),
  contentType: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Null when there is none: the file is small itself, is no picture, or has too many pixels to be decoded. */
  thumbnail: ThumbnailView.nullable(),
});
export type StoredFileView = z.infer<typeof StoredFileView>;

export const FilesView = z.object({
  /** Per kind: files by what became of them. Emoji and stickers count once per channel they are seen in. */
  kinds: z.array(
    z.object({
      kind: FileKind,
      isOn: z.boolean(),
      stored: z.number().int(),
      /** Due now, and those that are tried again later. */
      waiting: z.number().int(),
      retrying: z.number().int(),
      failed: z.number().int(),
    }),
  ),
  /** Contents, each counted once, thumbnails and copies included. */
  contents: z.object({ count: z.number().int(), bytes: z.number() }),
  /** What the same files would take if each content were not stored once. */
  referencedBytes: z.number(),
  /** Failed files by reason, the most frequent first. */
  reasons: z.array(z.object({ reason: FileReason, count: z.number().int() })),
  isDownloading: z.boolean(),
  /** Downloads wait until the disk has room. */
  isDiskLow: z.boolean(),
  storage: z.enum(["local", "s3"]),
  /** False: MEDIA_DOWNLOADS is off. */
  isOn: z.boolean(),
});
export type FilesView = z.infer<typeof FilesView>;

export const MissedFileView = z.object({
  kind: FileKind,
  channelId: Id.nullable(),
  messageId: Id.nullable(),
  item: z.string(),
  guildId: Id.nullable(),
  guildName: z.string().nullable(),
  channelName: z.string().nullable(),
  /** Of an attachment: as it was sent. */
  fileName: z.string().nullable(),
  reason: FileReason,
  message: z.string().nullable(),
  attempts: z.number().int(),
  updatedAt: Time,
  /** Null when it is not tried again by itself. */
  nextTryAt: OptionalTime,
});
export type MissedFileView = z.infer<typeof MissedFileView>;

export const MissedFilesQuery = z.strictObject({
  reason: FileReason.optional(),
  limit: z.coerce.number("must be a number").int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional(),
});
export type MissedFilesQuery = z.infer<typeof MissedFilesQuery>;

export const MissedFilesView = z.object({
  files: z.array(MissedFileView),
  nextCursor: z.string().nullable(),
});
export type MissedFilesView = z.infer<typeof MissedFilesView>;

/** Which failed files are tried again: one by its place, those of a reason, or all. */
export const RetryFilesInput = z.strictObject({
  file: z
    .strictObject({
      kind: FileKind,
      channelId: Id.nullable(),
      messageId: Id.nullable(),
      item: z.string().min(1).max(200),
    })
    .optional(),
  reason: FileReason.optional(),
});
export type RetryFilesInput = z.infer<typeof RetryFilesInput>;

export const RetryFilesView = z.object({ retried: z.number().int() });

export const FileSettingsInput = z.strictObject({
  kinds: z.array(FileKind).max(fileKinds.length),
});
export const FileSettingsView = z.object({ kinds: z.array(FileKind) });
