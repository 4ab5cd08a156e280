/** The stored files of a page of messages, found by the place they belong to. */
import type { StoredFileView } from "../../api/files.ts";
import { type CarriedFile, loadMessageFiles, loadSharedFiles } from "../../database/media/storedFiles.ts";
import type { FileKind } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface PageFiles {
  /** Null for what was never noted. */
  ofMessage(kind: "attachment" | "embed", messageId: string, item: string): StoredFileView | null;
  /** Null for what is not stored. */
  shared(kind: FileKind, item: string): StoredFileView | null;
}

/** What is served begins with `base`: the API's own path, or STORAGE_PUBLIC_BASE_URL. */
export async function loadPageFiles(
  db: Queryable,
  base: string,
  channelId: string,
  messageIds: readonly string[],
  wanted: readonly { kind: FileKind; item: string }[],
): Promise<PageFiles> {
  const [own, shared] = await Promise.all([
    loadMessageFiles(db, channelId, messageIds),
    loadSharedFiles(db, wanted),
  ]);
  const views = new Map(
    [...own, ...shared].map((file) => [key(file.kind, file.messageId, file.item), toView(file, base)]),
  );
  return {
    ofMessage: (kind, messageId, item) => views.get(key(kind, messageId, item)) ?? null,
    shared: (kind, item) => views.get(key(kind, "0", item)) ?? null,
  };
}

const key = (kind: string, messageId: string, item: string) => `${kind}:${messageId}:${item}`;

/** Pure. */
export function toView(file: CarriedFile, base: string): StoredFileView {
  const { status, reason, sha256, contentType, sizeBytes, width, height } = file;
  return {
    status,
    reason,
    sha256,
    url: sha256 && `${base}/media/${sha256}`,
    contentType,
    sizeBytes,
    width,
    height,
    thumbnail: file.thumbnailSha256
      ? {
          sha256: file.thumbnailSha256,
          url: `${base}/media/${file.thumbnailSha256}`,
          width: file.thumbnailWidth,
          height: file.thumbnailHeight,
        }
      : null,
  };
}
