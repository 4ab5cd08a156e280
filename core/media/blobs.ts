/** Where the bytes of stored files lie: a folder of this machine, or a store that speaks S3. Paths come from contentPath. */
import type { Readable } from "node:stream";

export interface Blobs {
  /** Absolute path of the folder for files on their way in; on this machine in any case. */
  readonly arrivals: string;
  /** True where keeping takes long: then it comes before the transaction that makes the row. */
  readonly isRemote: boolean;
  /** Size in bytes; null when there is none. */
  findSize(path: string): Promise<number | null>;
  /**
   * Takes over a flushed file of the arrivals folder. Once it resolves the bytes are there for good, whole; until then
   * nothing is there under this path, or what was there before.
   */
  keep(from: string, path: string, facts: BlobFacts): Promise<void>;
  /** What is not there is as good as removed. */
  remove(path: string): Promise<void>;
  /** The bytes from `start` to `end`, both included; all of them without. Rejects when there are none. */
  open(path: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Everything there is, in no order; `changedAt` by the store's own clock. */
  list(): AsyncIterable<{ path: string; changedAt: Date }>;
}

/** The store cannot be reached, or refuses. `isPassing`: it may answer otherwise soon. */
export class StorageError extends Error {
  override name = "StorageError";
  readonly isPassing: boolean;

  constructor(message: string, { isPassing, ...options }: ErrorOptions & { isPassing: boolean }) {
    super(message, options);
    this.isPassing = isPassing;
  }
}

export interface BlobFacts {
  sha256: string;
  sizeBytes: number;
  contentType: string;
}
