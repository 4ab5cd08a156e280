/** Bytes on their way into the store: written to a file of their own, counted and hashed as they come. */
import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "../database/media/media.ts";
import { arrivalName } from "./arrivals.ts";
import { removeFile } from "./folder.ts";
import { headBytes, sniff } from "./sniff.ts";

/** `too_large`: beyond the cap. `wrong_length`: not as long as it was said to be. Nothing of it is kept. */
export class RefusedFileError extends Error {
  override name = "RefusedFileError";
  readonly code: "too_large" | "wrong_length";

  constructor(code: RefusedFileError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export interface FileFacts {
  /** Content beyond this is refused while it arrives. */
  mostBytes: number;
  /** Length that was announced; null when none was. Other lengths are refused. */
  expectedBytes?: number | null;
  signal?: AbortSignal;
  /** Judges what arrived by its content, before it is placed; what it throws is thrown on. */
  check?: (file: StoredFile) => void;
}

/** A file that has arrived whole and is flushed to the disk, not yet in its place. */
export interface Arrival {
  path: string;
  file: StoredFile;
}

/**
 * Writes `source` into the folder `arrivals` in bounded memory. Throws RefusedFileError, the source's own error or the
 * signal's reason; then nothing is left behind. A file that arrived is the caller's to place or remove.
 */
export async function receiveFile(
  arrivals: string,
  source: AsyncIterable<Uint8Array>,
  { mostBytes, expectedBytes = null, signal, check }: FileFacts,
): Promise<Arrival> {
  await mkdir(arrivals, { recursive: true });
  const path = join(arrivals, arrivalName());
  const handle = await open(path, "wx", 0o640);
  try {
    const hash = createHash("sha256");
    const head: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of source) {
      signal?.throwIfAborted();
      if (sizeBytes + chunk.length > mostBytes)
        throw new RefusedFileError("too_large", `The file is larger than ${mostBytes} bytes.`);
      if (sizeBytes < headBytes) head.push(chunk.slice(0, headBytes - sizeBytes));
      sizeBytes += chunk.length;
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    signal?.throwIfAborted();
    if (expectedBytes !== null && sizeBytes !== expectedBytes)
      throw new RefusedFileError("wrong_length", `The file has ${sizeBytes} bytes, not ${expectedBytes}.`);
    await handle.sync();
    await handle.close();
    const sniffed = await sniff(Buffer.concat(head));
    const file = { sha256: hash.digest("hex"), sizeBytes, ...sniffed };
    check?.(file);
    return { path, file };
  } catch (error) {
    await handle.close();
    await removeFile(path);
    throw error;
  }
}
