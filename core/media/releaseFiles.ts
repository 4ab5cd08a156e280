/** Takes references to stored files away; the file goes with its last one. */
import { deleteFile, deleteMessageFiles } from "../database/media/files.ts";
import {
  deleteDerivedReferences,
  deleteMessageReferences,
  deleteReference,
  deleteUnreferencedFile,
  lockContent,
  type MediaPlace,
} from "../database/media/media.ts";
import { inTransaction } from "../postgres/pool.ts";
import { contentPath } from "./folder.ts";
import type { MediaStore } from "./mediaStore.ts";

/** Forgets what these messages of a channel carried, and what was still to be fetched of it. Returns how many files were deleted. Repeatable. */
export async function releaseMessageFiles(
  store: MediaStore,
  channelId: string,
  messageIds: readonly string[],
): Promise<number> {
  await deleteMessageFiles(store.pool, channelId, messageIds); // first: a download under way finds that nobody wants it
  return removeUnreferenced(store, await deleteMessageReferences(store.pool, channelId, messageIds));
}

/** Forgets the file of one place. Returns how many files were deleted, 0 or 1. Repeatable. */
export async function releaseFile(store: MediaStore, place: MediaPlace): Promise<number> {
  await deleteFile(store.pool, {
    kind: place.kind,
    channelId: place.message?.channelId ?? "0",
    messageId: place.message?.messageId ?? "0",
    item: place.item,
  });
  const sha256 = await deleteReference(store.pool, place);
  return sha256 === null ? 0 : removeUnreferenced(store, [sha256]);
}

/**
 * Deletes those of the files that nothing refers to, row and bytes. The bytes go before the row's deletion is
 * committed: whoever is killed in between leaves a row without references, which the next call deletes again.
 */
export async function removeUnreferenced(store: MediaStore, hashes: readonly string[]): Promise<number> {
  let removed = 0;
  for (const sha256 of hashes) {
    const derived = await inTransaction(store.pool, async (tx) => {
      await lockContent(tx, sha256);
      const file = await deleteUnreferencedFile(tx, sha256);
      if (!file) return [];
      await store.blobs.remove(contentPath(file.sha256, file.extension));
      removed++;
      return deleteDerivedReferences(tx, sha256);
    });
    removed += await removeUnreferenced(store, derived); // made from it, of no use without it
  }
  return removed;
}
