/** Puts a file into the store: each content once, whoever brings it. */
import { createReadStream } from "node:fs";
import {
  findFile,
  insertFile,
  lockContent,
  type MediaPlace,
  referTo,
  type StoredFile,
} from "../database/media/media.ts";
import { inTransaction, type Queryable } from "../postgres/pool.ts";
import type { Blobs } from "./blobs.ts";
import { contentPath, removeFile } from "./folder.ts";
import type { MediaStore } from "./mediaStore.ts";
import { type FileFacts, receiveFile } from "./receive.ts";
import { removeUnreferenced } from "./releaseFiles.ts";

export interface StoreFacts extends FileFacts {
  /** Runs in the transaction that stores the file, before it does; what it throws is thrown on, and nothing is stored. */
  within?: (tx: Queryable) => Promise<unknown>;
}

/**
 * Stores what `source` gives (a path, or bytes as they come) and lets `place` refer to it. Whole or not at all: the
 * file is flushed before it gets its name, and it has its name before its row is committed. Storing the same again
 * changes nothing. Callers on any number of processes may store the same content at once. Throws as receiveFile does.
 */
export async function storeFile(
  store: MediaStore,
  source: string | AsyncIterable<Uint8Array>,
  place: MediaPlace,
  { within, ...facts }: StoreFacts,
): Promise<StoredFile> {
  const { pool, blobs } = store;
  const bytes = typeof source === "string" ? readPath(source) : source;
  const arrival = await receiveFile(blobs.arrivals, bytes, facts);
  try {
    // A kill in between leaves bytes without a row, which the clean-up removes.
    if (blobs.isRemote) await keepInPlace(blobs, arrival.path, arrival.file);
    const { file, before } = await inTransaction(pool, async (tx) => {
      await Promise.all([within?.(tx), lockContent(tx, arrival.file.sha256)]);
      const known = await findFile(tx, arrival.file.sha256);
      const file = known ?? arrival.file; // what is known keeps its extension, and so its path
      await keepInPlace(blobs, arrival.path, file);
      await insertFile(tx, file);
      return { file, before: await referTo(tx, place, file.sha256) };
    });
    if (before !== null) await removeUnreferenced(store, [before]);
    return file;
  } finally {
    await removeFile(arrival.path); // nothing is there any more when it was renamed into place
  }
}

/** Also heals: a row whose file is lost or cut off gets it back. */
async function keepInPlace(blobs: Blobs, from: string, file: StoredFile): Promise<void> {
  const path = contentPath(file.sha256, file.extension);
  if ((await blobs.findSize(path)) !== file.sizeBytes) await blobs.keep(from, path, file);
}

/** Opened when the first byte is asked for: a stream that fails before anybody listens would end the process. */
async function* readPath(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}
