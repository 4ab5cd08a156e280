/**
 * Smaller pictures for the console, and WebP copies where they are wanted. One picture at a time: a decoded picture of 50
 * million pixels is 200 MB. What is larger, or no picture after all, stays as it is.
 */
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import sharp, { type Sharp } from "sharp";
import {
  lockContent,
  markPictureDone,
  moveReferences,
  type StoredFile,
  takePicture,
} from "../../core/database/media/media.ts";
import type { Logger } from "../../core/log.ts";
import { contentPath } from "../../core/media/folder.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import { removeUnreferenced } from "../../core/media/releaseFiles.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { inTransaction, isDatabaseAway } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";
import type { Wake } from "../worker/wake.ts";

export interface PictureOptions {
  /** Pictures with more are not decoded. */
  mostPixels: number;
  /** WebP copies; null: none are made. */
  webp: { quality: number; mostPerMessage: number; keepOriginals: boolean } | null;
}

export interface PictureDeps extends PictureOptions {
  store: MediaStore;
  wake: Wake;
  log: Logger;
}

/** Longest side of a thumbnail: what the console shows beside text, on screens with two pixels per point. */
const thumbnailSide = 800;
const thumbnailQuality = 75;
/** Smaller files are their own thumbnail unless they are wider or higher than one. */
const smallBytes = 60_000;
/** Longest a picture may take. Larger lets a hostile one hold up all others for longer. */
const mostSeconds = 20;
const lookEveryMs = 60_000;
/** The pause after each picture: archiving comes first on a small machine. */
const restMs = 20;

sharp.concurrency(1);
sharp.cache(false);

/** Makes them as pictures come, one after the other. */
export function pictureService(deps: PictureDeps): Service {
  return loopService("pictures", async (stop) => {
    while (!stop.aborted) {
      const worked = await makePictures(deps).catch((error: unknown) => {
        deps.log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "media.pictures_failed", error },
          "smaller pictures could not be made",
        );
        return false;
      });
      if (worked)
        await sleep(restMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
      else await deps.wake.wait(lookEveryMs, stop);
    }
  });
}

/** Sees to one picture. False when none was waiting. */
export async function makePictures(deps: PictureDeps): Promise<boolean> {
  const { store, webp } = deps;
  const file = await takePicture(store.pool, webp?.mostPerMessage ?? 0);
  if (!file) return false;
  try {
    const wantsThumbnail = isLarge(file) && fits(file, deps);
    if (wantsThumbnail) await derive(store, "thumbnail", file, (input) => thumbnail(input, deps));
    if (webp && file.isConvertible && fits(file, deps)) await convert(deps, file, webp);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // Damaged, or what sharp does not know: it is shown as it is, or offered for download.
    deps.log.debug(
      { code: "media.picture_unusable", sha256: file.sha256, error },
      "a picture cannot be decoded",
    );
  }
  await markPictureDone(store.pool, file.sha256);
  return true;
}

const isLarge = ({ width, height, sizeBytes }: StoredFile) =>
  Math.max(width ?? 0, height ?? 0) > thumbnailSide || sizeBytes > smallBytes;
const fits = ({ width, height }: StoredFile, { mostPixels }: PictureOptions) =>
  width !== null && height !== null && width * height <= mostPixels;

const decoder = ({ mostPixels }: PictureOptions) =>
  sharp({ limitInputPixels: mostPixels, failOn: "error", sequentialRead: true }).timeout({
    seconds: mostSeconds,
  });

const thumbnail = (input: AsyncIterable<Uint8Array>, options: PictureOptions) =>
  feed(
    input,
    decoder(options)
      .autoOrient()
      .resize({ width: thumbnailSide, height: thumbnailSide, fit: "inside", withoutEnlargement: true })
      .webp({ quality: thumbnailQuality }),
  );

/** The whole picture as WebP. Where originals are not kept, it takes their place everywhere. */
async function convert(
  deps: PictureDeps,
  file: StoredFile,
  { quality, keepOriginals }: NonNullable<PictureOptions["webp"]>,
): Promise<void> {
  const { store } = deps;
  const copy = await derive(store, "webp", file, (input) =>
    feed(input, decoder(deps).autoOrient().keepIccProfile().webp({ quality })),
  );
  if (keepOriginals || copy.sha256 === file.sha256) return;
  await inTransaction(store.pool, async (tx) => {
    for (const sha256 of [file.sha256, copy.sha256].sort()) await lockContent(tx, sha256);
    await moveReferences(tx, file.sha256, copy.sha256);
  });
  await removeUnreferenced(store, [file.sha256]);
}

async function derive(
  store: MediaStore,
  kind: "thumbnail" | "webp",
  file: StoredFile,
  make: (input: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const input = await store.blobs.open(contentPath(file.sha256, file.extension));
  return storeFile(
    store,
    make(input),
    { kind, message: null, item: file.sha256 },
    { mostBytes: file.sizeBytes + 10_000_000 },
  );
}

/** What sharp makes of the input; an error of either side ends both. */
async function* feed(input: AsyncIterable<Uint8Array>, work: Sharp): AsyncGenerator<Uint8Array> {
  const feeding = pipeline(input, work).catch((error: unknown) => void work.destroy(error as Error));
  yield* work as AsyncIterable<Uint8Array>;
  await feeding;
}
