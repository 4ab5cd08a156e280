/** Where finished exports go that nobody downloads by hand: shared by the bot, which brings them there, and the API. */
import { join } from "node:path";
import type { S3Config } from "../config.ts";
import type { Blobs } from "../media/blobs.ts";
import { createLocalBlobs } from "../media/localBlobs.ts";
import { createS3Blobs } from "../media/s3Blobs.ts";
import type { ExportDestination } from "../model/exportFormat.ts";

export interface ExportPlaces {
  /** DATA_DIR/scheduled-exports. */
  folder: Blobs;
  /** Below exports/ in the bucket of stored files; null where those lie in a folder. */
  s3: Blobs | null;
}

/** Nothing is asked of them before the first file. */
export function openExportPlaces(dataDir: string, s3: S3Config | null): ExportPlaces {
  const folder = createLocalBlobs(join(dataDir, "scheduled-exports"));
  return { folder, s3: s3 && createS3Blobs({ ...s3, prefix: `${s3.prefix}exports/` }, folder.arrivals) };
}

/**
 * The path of a finished export at its destination: the same however often it is brought there. Of plain letters alone, which
 * every store and every script takes; sorted by name they are sorted by time.
 */
export function deliveredPath(
  task: { id: string; folder: string; createdAt: Date },
  resultName: string,
): string {
  const ending = /\.[a-z0-9]{1,8}(\.age)?$/.exec(resultName)?.[0] ?? "";
  const stamp = task.createdAt.toISOString().slice(0, 16).replaceAll(":", "");
  return `${task.folder || `export-${task.id}`}/${stamp}Z-${task.id}${ending}`;
}

/** The store of a destination; null for `download`, and for a bucket that is not configured. */
export const placeOf = (places: ExportPlaces, destination: ExportDestination): Blobs | null =>
  destination === "download" ? null : places[destination];
