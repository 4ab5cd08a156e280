/** One file: downloaded, stored, and referred to from where it belongs. */
import { type DueFile, markFileMissed, markFileStored } from "../../core/database/media/files.ts";
import type { StoredFile } from "../../core/database/media/media.ts";
import { confirmMediaClaim } from "../../core/database/media/mediaTasks.ts";
import { isDiskFull } from "../../core/disk.ts";
import { StorageError } from "../../core/media/blobs.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import { RefusedFileError } from "../../core/media/receive.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { type FileReason, finalFileReasons } from "../../core/model/media.ts";
import { isDatabaseAway, isPoolBusy } from "../../core/postgres/pool.ts";
import { AccountLostError, LeaseLostError, RetryableError, SnoozeError } from "../../core/queue/errors.ts";
import type { TaskClaim } from "../../core/queue/taskTable.ts";
import { FileMissedError, type FileSource } from "../platforms/fileSource.ts";
import type { Bandwidth } from "./limits.ts";
import { readFile } from "./readFile.ts";

export interface FetchDeps {
  store: MediaStore;
  bandwidth: Bandwidth;
  mostBytes: number;
}

export type FetchOutcome =
  | { kind: "stored"; bytes: number }
  /** Nobody wants it any more: what carried it was erased, or it has another address by now. */
  | { kind: "unwanted" }
  /** `isFinal`: it will not be tried again by itself. */
  | { kind: "missed"; reason: FileReason; isFinal: boolean };

/** Tries of one file. More keep what is gone for days in the queue, fewer give up on a platform's bad day. */
const mostAttempts = 8;
/** Pauses between tries, doubling: with eight tries they add up to about a day. */
const firstPauseMs = 300_000;
const longestPauseMs = 6 * 3_600_000;

/**
 * Fetches a file under a claim. What concerns this file alone is written beside it and told; what concerns all of them is
 * thrown: SnoozeError, AccountLostError, LeaseLostError, a full disk, a database that is away, the signal's reason.
 */
export async function fetchFile(
  deps: FetchDeps,
  source: FileSource,
  claim: TaskClaim,
  file: DueFile,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const { store, bandwidth, mostBytes } = deps;
  try {
    const stored = await storeFile(
      store,
      readFile(source, file, { bandwidth, mostBytes, signal }),
      placeOf(file),
      {
        mostBytes,
        signal,
        check: (arrived) => refuseNoPicture(file, arrived),
        async within(tx) {
          const [, isWanted] = await Promise.all([confirmMediaClaim(tx, claim), markFileStored(tx, file)]);
          if (!isWanted) throw new UnwantedError();
        },
      },
    );
    return { kind: "stored", bytes: stored.sizeBytes };
  } catch (error) {
    if (error instanceof UnwantedError) return { kind: "unwanted" };
    if (signal.aborted || concernsAll(error)) throw error;
    if (isStorageTrouble(error)) throw storageUnavailable(error);
    return await missed(store, file, error);
  }
}

class UnwantedError extends Error {
  override name = "UnwantedError";
}

/** What the file system or the bucket threw: the platform's own errors were told apart before. */
const isStorageTrouble = (error: unknown): error is Error =>
  error instanceof StorageError || (error instanceof Error && "syscall" in error);
const storageUnavailable = (cause: Error) =>
  new RetryableError("storage_unavailable", `Files cannot be stored: ${cause.message}`, { cause });

const concernsAll = (error: unknown) =>
  error instanceof SnoozeError ||
  error instanceof AccountLostError ||
  error instanceof LeaseLostError ||
  isDiskFull(error) ||
  isDatabaseAway(error) ||
  isPoolBusy(error);

/** Emoji and stickers are stored once for all channels they are seen in. Pure. */
function placeOf({ kind, channelId, messageId, item }: DueFile) {
  return { kind, item, message: messageId === "0" ? null : { channelId, messageId } };
}

/** A page of words in place of a picture is no picture. What people attach may be anything. Pure; throws. */
function refuseNoPicture({ kind, variant }: DueFile, { contentType, sizeBytes }: StoredFile): void {
  if (kind === "attachment" || variant === "json") return;
  if (/^(image|video)\//.test(contentType) && sizeBytes > 0) return;
  throw new FileMissedError("not_a_picture", `What came in its place is no picture (${contentType}).`);
}

async function missed({ pool }: MediaStore, file: DueFile, error: unknown): Promise<FetchOutcome> {
  const { reason, message, retryAfterMs } = describe(error);
  const attempts = file.attempts + 1;
  const isFinal = (finalFileReasons as readonly string[]).includes(reason) || attempts >= mostAttempts;
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** file.attempts) * (0.5 + Math.random() * 0.5);
  const retryInMs = isFinal ? null : Math.max(pauseMs, retryAfterMs ?? 0);
  await markFileMissed(pool, file, { reason, message, retryInMs });
  return { kind: "missed", reason, isFinal };
}

function describe(error: unknown): { reason: FileReason; message: string; retryAfterMs: number | null } {
  if (error instanceof FileMissedError) return error;
  if (error instanceof RefusedFileError)
    return { reason: error.code, message: error.message, retryAfterMs: null };
  const message = error instanceof Error ? error.message : String(error);
  return { reason: "unexpected_error", message, retryAfterMs: null };
}
