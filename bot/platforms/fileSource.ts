/** Where a platform's files come from: the part of ChatPlatform that downloads. */
import type { KnownFile } from "../../core/database/media/files.ts";
import type { FinalFileReason, PassingFileReason } from "../../core/model/media.ts";

export interface FileSource {
  /**
   * Readies files for download, as many at once as the platform's requests take (Discord: their links, 50 a request).
   * Files that are gone are left to `download`. Repeatable; the same errors as `download`, concerning all of them.
   */
  prepare(files: readonly KnownFile[], signal: AbortSignal): Promise<void>;
  /**
   * Begins a download at `fromByte`. Throws FileMissedError when this file cannot be had (now), SnoozeError when the
   * platform asks to wait with all downloads, AccountLostError, or the abort reason of `signal`; its body may throw any of
   * them too. A body that is not read to its end must be destroyed (leaving its `for await` does).
   */
  download(file: KnownFile, fromByte: number, signal: AbortSignal): Promise<FileDownload>;
}

export interface FileDownload {
  /** Size of the whole file; null when the platform does not tell. */
  sizeBytes: number | null;
  /** Where the body begins: 0 where the platform does not go on in the middle. */
  fromByte: number;
  body: AsyncIterable<Uint8Array>;
}

/** A file that cannot be had, for good or for now; `reason` says which. */
export class FileMissedError extends Error {
  override name = "FileMissedError";
  readonly reason: FinalFileReason | PassingFileReason;
  /** How long to wait at least, when the platform says so. */
  readonly retryAfterMs: number | null;

  constructor(
    reason: FileMissedError["reason"],
    message: string,
    { retryAfterMs = null, ...options }: ErrorOptions & { retryAfterMs?: number | null } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}
