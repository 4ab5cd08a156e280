/** Brings a finished export to where it is kept, if that is not the place it was made in. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExportTask } from "../../core/database/exports/exportTasks.ts";
import { exportResult } from "../../core/exports/exportFolder.ts";
import { deliveredPath, type ExportPlaces, placeOf } from "../../core/exports/exportPlaces.ts";
import { type Blobs, StorageError } from "../../core/media/blobs.ts";
import { PermanentError, RetryableError } from "../../core/queue/errors.ts";
import { needRoom, type RoomDeps } from "./room.ts";

export interface DeliveryDeps extends RoomDeps {
  places: ExportPlaces;
}

/** What a store that speaks S3 takes in one piece. */
const mostS3Bytes = 5 * 2 ** 30;

/**
 * Returns its path at the destination; null where it is downloaded. Safe to repeat: the file stays where it was made until the
 * row knows the path, and comes to the same one. Throws PermanentError where there is no such place or the file is too large for
 * it, RetryableError where the store is away.
 */
export async function deliver(
  deps: DeliveryDeps,
  task: ExportTask,
  result: { name: string; sizeBytes: number },
): Promise<string | null> {
  if (task.destination === "download") return null;
  const place = placeOf(deps.places, task.destination);
  if (!place)
    throw new PermanentError(
      "export_no_bucket",
      "This installation keeps its files in a folder: there is no bucket to export to.",
    );
  if (place.isRemote && result.sizeBytes > mostS3Bytes)
    throw new PermanentError(
      "export_too_large",
      "The export is larger than the 5 GiB that S3 takes in one piece. Choose fewer channels or days, or leave files out.",
    );
  const from = exportResult(deps.dataDir, task.id, result.name);
  const to = deliveredPath(task, result.name);
  try {
    await bring(deps, place, from, to, result.sizeBytes);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new RetryableError("storage_unavailable", error.message, { cause: error });
  }
  return to;
}

async function bring(deps: DeliveryDeps, place: Blobs, from: string, to: string, sizeBytes: number) {
  const facts = { sha256: await hashOf(from), sizeBytes, contentType: "application/octet-stream" };
  if (place.isRemote) return place.keep(from, to, facts);
  // A folder takes files over: it gets a second name of this one, or a copy where the file system knows none.
  const arrival = join(place.arrivals, `export-${to.replaceAll("/", "-")}`);
  await mkdir(place.arrivals, { recursive: true });
  await rm(arrival, { force: true });
  await link(from, arrival).catch(async () => {
    await needRoom(deps, sizeBytes);
    await copyFile(from, arrival);
    const handle = await open(arrival, "r+");
    await handle.sync();
    await handle.close();
  });
  return place.keep(arrival, to, facts);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
