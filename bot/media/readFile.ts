/** The bytes of a file as they come: gone on with where they broke off, checked against what was announced. */
import type { KnownFile } from "../../core/database/media/files.ts";
import { FileMissedError, type FileSource } from "../platforms/fileSource.ts";
import type { Bandwidth } from "./limits.ts";

export interface ReadOptions {
  bandwidth: Bandwidth;
  mostBytes: number;
  signal: AbortSignal;
}

/** How often in a row a download that broke off is taken up again without a byte of progress. */
const mostResumes = 3;
/** A source may take so long for nothing, and give this little per second on top; what is slower blocks a place. */
const patienceMs = 60_000;
const leastBytesPerMs = 4;

/**
 * Yields the whole file, in order. Throws FileMissedError when it cannot be had or is not as it was announced, and what
 * the source throws besides.
 */
export async function* readFile(
  source: FileSource,
  file: KnownFile,
  { bandwidth, mostBytes, signal }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  let [received, resumes, waitedMs] = [0, 0, 0];
  let whole: number | null = null;
  for (;;) {
    const askedAtMs = performance.now();
    const download = await source.download(file, received, signal);
    waitedMs += performance.now() - askedAtMs;
    whole = agreedSize(file, whole, download.sizeBytes, mostBytes);
    let skip = received - download.fromByte; // what is there already, where the source begins anew
    try {
      let chunkAskedAtMs = performance.now();
      for await (const chunk of download.body) {
        waitedMs += performance.now() - chunkAskedAtMs;
        const fresh = skip >= chunk.length ? null : chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
        if (fresh) {
          received += fresh.length;
          resumes = 0;
          if (received > mostBytes) throw tooLarge(mostBytes);
          if (whole !== null && received > whole) throw wrongLength(received, whole);
          await bandwidth.pass(fresh.length, signal);
          yield fresh;
        }
        if (waitedMs > patienceMs + received / leastBytesPerMs)
          throw new FileMissedError("unreachable", "It comes too slowly.");
        chunkAskedAtMs = performance.now();
      }
      if (whole === null || received >= whole) break;
      throw new FileMissedError("interrupted", `It ended after ${received} of ${whole} bytes.`);
    } catch (error) {
      const isBroken = error instanceof FileMissedError && error.reason === "interrupted";
      if (!isBroken || ++resumes > mostResumes) throw error;
    }
  }
  const expected = whole ?? file.announcedBytes;
  if (expected !== null && received !== expected) throw wrongLength(received, expected);
}

function agreedSize(
  file: KnownFile,
  before: number | null,
  now: number | null,
  mostBytes: number,
): number | null {
  if (before !== null && now !== null && before !== now)
    throw new FileMissedError("interrupted", "The file changed while it was downloaded.");
  const size = now ?? before;
  if (size === null) return file.announcedBytes;
  if (size > mostBytes) throw tooLarge(mostBytes);
  if (file.announcedBytes !== null && size !== file.announcedBytes)
    throw wrongLength(size, file.announcedBytes);
  return size;
}

const tooLarge = (mostBytes: number) =>
  new FileMissedError("too_large", `It is larger than ${mostBytes} bytes (MEDIA_MAX_FILE_BYTES).`);
const wrongLength = (got: number, announced: number) =>
  new FileMissedError("wrong_length", `It has ${got} bytes, and ${announced} were announced.`);
