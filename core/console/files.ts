/** How downloading goes, what could not be had, and what is downloaded: for the page Files. */
import { z } from "zod";
import type { FilesView, MissedFilesQuery, MissedFilesView, RetryFilesInput } from "../api/files.ts";
import {
  countFiles,
  countReasons,
  findDownloadState,
  listMissedFiles,
  type MissedCursor,
  retryFiles,
  sumContents,
} from "../database/media/fileSums.ts";
import { readMediaSettings } from "../database/media/settings.ts";
import { AppError } from "../errors.ts";
import { fileKinds } from "../model/media.ts";
import type { Queryable } from "../postgres/pool.ts";

/** Counts of everything, read in one go. */
export async function describeFiles(
  db: Queryable,
  installed: Pick<FilesView, "storage" | "isOn">,
): Promise<FilesView> {
  const [settings, counts, sums, reasons, state] = await Promise.all([
    readMediaSettings(db),
    countFiles(db),
    sumContents(db),
    countReasons(db),
    findDownloadState(db),
  ]);
  const { referencedBytes, ...contents } = sums;
  return {
    kinds: fileKinds.map((kind) => ({
      stored: 0,
      waiting: 0,
      retrying: 0,
      failed: 0,
      ...counts.find((each) => each.kind === kind),
      kind,
      isOn: settings.kinds.includes(kind),
    })),
    contents,
    referencedBytes,
    reasons,
    ...state,
    ...installed,
  };
}

/** A page of what could not be had, the newest failure first. Throws AppError invalid_input for a foreign cursor. */
export async function describeMissedFiles(db: Queryable, query: MissedFilesQuery): Promise<MissedFilesView> {
  const { files, next } = await listMissedFiles(db, {
    reason: query.reason ?? null,
    cursor: query.cursor === undefined ? null : parseCursor(query.cursor),
    limit: query.limit,
  });
  return {
    files: files.map(({ at: _at, ...file }) => ({
      ...file,
      channelId: orNull(file.channelId),
      messageId: orNull(file.messageId),
      guildId: orNull(file.guildId),
      updatedAt: file.updatedAt.toISOString(),
      nextTryAt: file.nextTryAt?.toISOString() ?? null,
    })),
    nextCursor: next && Buffer.from(JSON.stringify(next)).toString("base64url"),
  };
}

/** Lets failed files wait to be fetched again. Returns how many. */
export async function retryMissedFiles(db: Queryable, { file, reason }: RetryFilesInput): Promise<number> {
  return retryFiles(db, {
    reason: reason ?? null,
    file: file
      ? {
          kind: file.kind,
          channelId: file.channelId ?? "0",
          messageId: file.messageId ?? "0",
          item: file.item,
        }
      : null,
  });
}

/** 0 stands in the table for what belongs to none. */
const orNull = (id: string) => (id === "0" ? null : id);

const id = z.string().regex(/^-?\d{1,19}$/);
const Cursor = z.strictObject({
  at: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:?\d\d)?$/),
  channelId: id,
  messageId: id,
  kind: z.enum(fileKinds),
  item: z.string().max(200),
});

function parseCursor(cursor: string): MissedCursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", {
      field: "cursor",
    });
  }
}
